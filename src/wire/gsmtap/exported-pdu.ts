/**
 * Messages in a capture that name the dissector of their bytes, Wireshark's "upper PDU": tags of
 * type and length, big-endian, each value padded to four bytes, then the message.
 */
import {
  bigEndian,
  type Bytes,
  concat,
  fail,
  fromUtf8,
  utf8,
  type WireError,
} from '../../base/index.ts';

/** The link type of such packets. */
export const LINK_TYPE_EXPORTED_PDU = 252;

/** The dissector of an answer to reset. [ISO7816-3 §8.2] */
export const ATR_DISSECTOR = 'iso7816.atr';

export interface ExportedPdu {
  readonly dissector: string;
  readonly payload: Bytes;
}

const NAME = 'exported PDU';
const TAG = { end: 0, dissector: 12 } as const;
const TAG_HEAD_LENGTH = 4;

export function emitExportedPdu({ dissector, payload }: ExportedPdu): Bytes {
  const name = utf8(dissector);
  const length = Math.ceil(name.length / 4) * 4;
  const value = concat(name, new Uint8Array(length - name.length));
  const tag = concat(bigEndian(TAG.dissector, 2), bigEndian(length, 2), value);
  return concat(tag, bigEndian(TAG.end, 2), bigEndian(0, 2), payload);
}

export function parseExportedPdu(source: Bytes): ExportedPdu | WireError {
  let dissector = '';
  for (let at = 0; at + TAG_HEAD_LENGTH <= source.length;) {
    const tag = source[at]! * 256 + source[at + 1]!;
    const length = source[at + 2]! * 256 + source[at + 3]!;
    at += TAG_HEAD_LENGTH;
    if (tag === TAG.end) return { dissector, payload: source.subarray(at) };
    const value = source.subarray(at, at + length);
    if (tag === TAG.dissector) dissector = fromUtf8(value).replace(/\0+$/, '');
    at += Math.ceil(length / 4) * 4;
  }
  return fail(NAME, source.length, { expected: 'an end of the tags', got: source.length });
}
