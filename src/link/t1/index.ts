export { createT1Card, type T1Card, type T1CardOptions } from './card.ts';
export { createT1Terminal, IFSD_MAX, type T1Terminal, type T1TerminalOptions } from './terminal.ts';
export { CLOCK_HZ, type Rate, RATE_DEFAULT, t1Times } from './times.ts';
