export { createT0Card, T0Card, type T0CardOptions } from './card.ts';
export { createT0Terminal, T0Terminal, type T0TerminalOptions } from './terminal.ts';
