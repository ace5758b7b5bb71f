export { type ContactsCard, type ContactsCardOptions, createContactsCard } from './card.ts';
export {
  type ContactsProtocol,
  type ContactsTerminal,
  type ContactsTerminalOptions,
  createContactsTerminal,
} from './terminal.ts';
