/** Fields of INSTALL and of receipts: a length and a value. [GPCS §11.5.2.3] [GPCS §11.1.6] */
import { type Bytes, bytes, concat } from '../../base/index.ts';
import { emitLength } from '../index.ts';

/** With a length of one byte. */
export function emitField(value: Bytes): Bytes {
  return concat(bytes(value.length), value);
}

/** Parameters, tokens and key components, whose length may take up to three bytes. */
export function emitLongField(value: Bytes): Bytes {
  return concat(emitLength(value.length), value);
}
