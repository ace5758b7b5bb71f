export type { HostDevice, HostEvent, LinkTerminal, TerminalManner } from './contract.ts';
export * from './clients/index.ts';
export * from './off-card/index.ts';
export { createHostDevice, type HostOptions } from './host-device.ts';
export { createLlcWire } from './llc-wire.ts';
export * from './network/index.ts';
