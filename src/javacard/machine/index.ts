export { isReference, NULL, referenceCell, toByte, toShort } from './cells.ts';
export { HANDLERS } from './instructions/index.ts';
export { type ExceptionName, EXCEPTIONS, JavaThrow } from './java-throw.ts';
export { APDU_BUFFER_LENGTH, APDU_STATE, ApduExchange, Direction } from './apdu-exchange.ts';
export type { InstalledApplet, MachineHost, TransactionState } from './host.ts';
export { Machine, type Outcome } from './machine.ts';
