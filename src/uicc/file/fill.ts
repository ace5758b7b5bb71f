/** What a file holds that was created or grown without content. [TS102222 §6.3.2.2.2] */
import { type Bytes, isWireError } from '../../base/index.ts';
import { parseTlv } from '../../wire/index.ts';
import type { FileAttributes } from './file-entry.ts';

export const TAG_FILLING_PATTERN = 0xc1;
export const TAG_REPEAT_PATTERN = 0xc2;
/** Without a pattern. */
const BLANK = 0xff;

type Filled = Pick<FileAttributes, 'kind' | 'length' | 'recordLength' | 'pattern'>;

/** Of a BER-TLV EF, no objects; of records, each filled by itself. */
export function filled({ kind, length, recordLength, pattern }: Filled): Bytes {
  if (kind === 'ber-tlv' || kind === 'df') return new Uint8Array(length);
  const unit = recordLength === 0 ? length : recordLength;
  const one = patterned(pattern, unit);
  const whole = new Uint8Array(length);
  for (let at = 0; unit > 0 && at + unit <= length; at += unit) whole.set(one, at);
  return whole;
}

function patterned(pattern: Bytes, length: number): Bytes {
  const unit = new Uint8Array(length).fill(BLANK);
  const object = pattern.length === 0 ? undefined : parseTlv(pattern);
  if (object === undefined || isWireError(object) || object.value.length === 0) return unit;
  const { tag, value } = object;
  for (let at = 0; at < length; at++) {
    const from = tag === TAG_REPEAT_PATTERN ? at % value.length : Math.min(at, value.length - 1);
    unit[at] = value[from]!;
  }
  return unit;
}
