export {
  type CardTypeAOptions,
  type CardTypeBOptions,
  createCardTypeA,
  createCardTypeB,
} from './application.ts';
export type { CardType } from './codes.ts';
export type { Found } from './poll.ts';
export { createNfcReader, type NfcReader } from './reader.ts';
export { createRfGate, type RfGate } from './rf-gate.ts';
