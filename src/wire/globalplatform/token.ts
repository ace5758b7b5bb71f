/** What a token signs. [GPCS §C.4] */
import { bigEndian, type Bytes, bytes, concat } from '../../base/index.ts';

/** Longest data field whose length takes one byte. */
const SHORT_MAX = 0xff;

/** P1, P2, the length and the data field up to the token. */
export function tokenData(
  { p1, p2 }: { readonly p1: number; readonly p2: number },
  field: Bytes,
): Bytes {
  return concat(bytes(p1, p2), bigEndian(field.length, field.length <= SHORT_MAX ? 1 : 3), field);
}
