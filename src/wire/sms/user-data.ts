/** User data with the header before it: information elements. [TS23040 §9.2.3.24] */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';

export interface InformationElement {
  readonly id: number;
  readonly value: Bytes;
}

export interface UserData {
  readonly header: readonly InformationElement[];
  readonly data: Bytes;
}

/** [TS23040 §9.2.3.24] [TS31115 §4.2] */
export const SMS_ELEMENT = {
  concatenated: 0x00,
  concatenated16: 0x08,
  commandPacket: 0x70,
  responsePacket: 0x71,
} as const;

/** One part of a message of several. Parts count from 1. [TS23040 §9.2.3.24.1] */
export interface SmsPart {
  readonly reference: number;
  readonly total: number;
  readonly part: number;
}

const CODEC = 'user data header';

/** The header with its length, where it has elements; then the data. */
export function emitUserData({ header, data }: UserData): Bytes {
  if (header.length === 0) return data;
  const elements = header.map(({ id, value }) => concat(bytes(id, value.length), value));
  const whole = concat(...elements);
  return concat(bytes(whole.length), whole, data);
}

/** Reads user data that begins with a header. */
export function parseUserData(source: Bytes): UserData | WireError {
  const length = source[0];
  if (length === undefined) return fail(CODEC, 0, { expected: 'its length', got: 'the end' });
  const end = 1 + length;
  if (end > source.length)
    return fail(CODEC, 0, { expected: `at most ${source.length - 1}`, got: length });
  const header: InformationElement[] = [];
  for (let at = 1; at < end;) {
    const size = source[at + 1];
    if (size === undefined || at + 2 + size > end)
      return fail(CODEC, at, { expected: 'a whole information element', got: 'the end' });
    header.push({ id: source[at]!, value: source.subarray(at + 2, at + 2 + size) });
    at += 2 + size;
  }
  return { header, data: source.subarray(end) };
}

/** The part that a header states; nothing where the message is a single one. */
export function smsPart(header: readonly InformationElement[]): SmsPart | WireError | undefined {
  const element = header.findLast(
    ({ id }) => id === SMS_ELEMENT.concatenated || id === SMS_ELEMENT.concatenated16,
  );
  if (element === undefined) return undefined;
  const wide = element.id === SMS_ELEMENT.concatenated16;
  const parsed = parseConcatenation(element.value, wide);
  if (isWireError(parsed)) return parsed;
  const { total, part } = parsed;
  if (total === 0 || part === 0 || part > total)
    return fail(CODEC, 0, { expected: 'a part of 1 to the total', got: `${part} of ${total}` });
  return parsed;
}

function parseConcatenation(value: Bytes, wide: boolean): SmsPart | WireError {
  const length = wide ? 4 : 3;
  if (value.length !== length)
    return fail(CODEC, 0, { expected: `a concatenation of ${length} bytes`, got: value.length });
  const [high = 0, low = 0] = value;
  const [total = 0, part = 0] = value.subarray(length - 2);
  return { reference: wide ? (high << 8) | low : high, total, part };
}

export function concatenation({ reference, total, part }: SmsPart): InformationElement {
  return { id: SMS_ELEMENT.concatenated, value: bytes(reference & 0xff, total, part) };
}
