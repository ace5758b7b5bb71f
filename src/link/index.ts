export type {
  CardEnd,
  CardEvent,
  LineSide,
  LineSignal,
  TerminalEnd,
  TerminalResult,
} from './contract.ts';
export {
  type ContactsCard,
  type ContactsCardOptions,
  type ContactsProtocol,
  type ContactsTerminal,
  type ContactsTerminalOptions,
  createContactsCard,
  createContactsTerminal,
} from './contacts/index.ts';
export { type Noise, type NoiseManner, NoisyLine, transfer } from './line/index.ts';
export type { LinkPlugin, PluginCardParts, PluginSettings } from './proprietary/index.ts';
export {
  createSpiCard,
  createSpiTerminal,
  type SpiCardOptions,
  type SpiTerminal,
  type SpiTerminalOptions,
} from './spi/index.ts';
export {
  type ConnectivityEvent,
  describeSession,
  type HciHost,
  type HciMemory,
  type Transaction,
} from './hci/index.ts';
export { SwpPassage } from './swp/index.ts';
export { createSwpCard, type SwpCard, type SwpCardOptions } from './swp-card.ts';
export { createSwpTerminal, SwpTerminal, type SwpTerminalOptions } from './swp-terminal.ts';
