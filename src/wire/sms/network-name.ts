/** The name of a network as networks send it, and as EF PNN holds it. [TS24008 §10.5.3.5a] */
import { type Bytes, bytes, concat } from '../../base/index.ts';
import { emitDefaultAlphabet, emitUcs2, packSeptets } from './gsm-alphabet.ts';

/** Bit 8 is always set; bits 7 to 5 are the coding, bits 3 to 1 the spare bits of the last byte. */
const CODING = { packed: 0x80, ucs2: 0x90 } as const;

/** The value of the element: a coding, then the name. */
export function emitNetworkName(name: string): Bytes {
  const septets = emitDefaultAlphabet(name);
  if (septets === undefined) return concat(bytes(CODING.ucs2), emitUcs2(name));
  const text = packSeptets(septets);
  return concat(bytes(CODING.packed | (text.length * 8 - septets.length * 7)), text);
}
