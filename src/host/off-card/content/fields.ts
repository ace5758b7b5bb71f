/** Fields of INSTALL and of receipts: a length and a value. [GPCS §11.5.2.3] */
import { type Bytes, bytes, concat } from '../../../base/index.ts';
import { emitLength } from '../../../wire/index.ts';

/** With a length of one byte. */
export function field(value: Bytes): Bytes {
  return concat(bytes(value.length), value);
}

/** Parameters and tokens, whose length may take up to three bytes. */
export function longField(value: Bytes): Bytes {
  return concat(emitLength(value.length), value);
}
