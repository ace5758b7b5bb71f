/** What the ISD-R says of itself in the answer to its SELECT. [SGP22 §5.7.1] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { elements, type Message, openMessage } from '../asn1/index.ts';
import { VERSION } from './version.ts';

const TAG = 0xe0;
const ELEMENTS = {
  /** The edition of SGP.22 it follows. */
  svn: elements.element(0x82, VERSION),
} as const;

export type IsdRTemplate = Message<typeof ELEMENTS>;

export function parseIsdRTemplate(source: Bytes): IsdRTemplate | WireError {
  const reader = openMessage('ISDRProprietaryApplicationTemplate', TAG, source);
  return isWireError(reader) ? reader : elements.parseElements(ELEMENTS, reader);
}

export function emitIsdRTemplate(template: IsdRTemplate): Bytes {
  return emitTlv(TAG, elements.emitElements(ELEMENTS, template));
}
