export type { HostDevice, HostEvent, LinkSeat, TerminalManner } from './contract.ts';
export * from './entities/index.ts';
export { createHostDevice, type HostOptions } from './host-device.ts';
export { createLlcWire } from './llc-wire.ts';
