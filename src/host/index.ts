export type { HostDevice, LinkSeat, TerminalManner } from './contract.ts';
export { createHostDevice, type HostOptions } from './host-device.ts';
