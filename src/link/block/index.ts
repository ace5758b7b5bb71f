export { BlockCard, type BlockCardSettings } from './card.ts';
export { type BlockTimes, IFS_DEFAULT } from './engine.ts';
export { type Framing, T1_FRAMING, T1_PRIME_FRAMING } from './framing.ts';
export { BlockTerminal } from './terminal.ts';
export type { BlockTerminalSettings, CipEffect } from './terminal-settings.ts';
