export { createSpiCard, type SpiCardOptions } from './card.ts';
export { createSpiTerminal, type SpiTerminal, type SpiTerminalOptions } from './terminal.ts';
