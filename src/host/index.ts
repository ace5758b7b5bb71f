export type { HostDevice, LinkSeat, TerminalManner } from './contract.ts';
