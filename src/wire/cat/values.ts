/** Values of single objects. [TS102223 §8] */
import { type Bytes, bytes, concat, fail, type WireError, nameOf } from '../../base/index.ts';
import {
  emitDefaultAlphabet,
  emitUcs2,
  parseDefaultAlphabet,
  parseUcs2,
  unpackSeptets,
} from '../sms/index.ts';

/** Data coding scheme of a text. [TS23038 §4] */
export const TEXT_CODING = { packed: 0x00, octets: 0x04, ucs2: 0x08 } as const;

const SECONDS_PER_UNIT = { minutes: 60, seconds: 1, tenths: 0.1 } as const;
/** [TS102223 §8.8] */
const TIME_UNIT = { minutes: 0x00, seconds: 0x01, tenths: 0x02 } as const;
const INTERVAL_MAX = 0xff;

/** Unit and interval; seconds while they fit, then whole minutes. [TS102223 §8.8] */
export function emitDuration(seconds: number): Bytes {
  if (seconds <= INTERVAL_MAX) return bytes(TIME_UNIT.seconds, Math.max(1, Math.round(seconds)));
  const minutes = Math.ceil(seconds / SECONDS_PER_UNIT.minutes);
  return bytes(TIME_UNIT.minutes, Math.min(minutes, INTERVAL_MAX));
}

/** In seconds. [TS102223 §8.8] */
export function parseDuration(value: Bytes): number | WireError {
  const [unit, interval] = value;
  if (value.length !== 2 || interval === 0)
    return fail('duration', 0, { expected: 'a unit and an interval of 1 to 255', got: 'other' });
  const scale = nameOf(TIME_UNIT, unit);
  if (scale === undefined)
    return fail('duration', 0, { expected: 'a unit 00 to 02', got: unit ?? 'none' });
  return interval! * SECONDS_PER_UNIT[scale];
}

const TIMER_VALUE_LENGTH = 3;
/** 99 hours, 59 minutes, 59 seconds. */
export const TIMER_SECONDS_MAX = 99 * 3600 + 59 * 60 + 59;

/** Hours, minutes, seconds, two digits each, the low digit in the high half. [TS102223 §8.38] */
export function emitTimerValue(seconds: number): Bytes {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return bytes(...parts.map((part) => ((part % 10) << 4) | Math.floor(part / 10)));
}

/** In seconds. [TS102223 §8.38] */
export function parseTimerValue(value: Bytes): number | WireError {
  const parts = [...value].map((byte) => (byte & 0x0f) * 10 + (byte >> 4));
  const digits = [...value].every((byte) => (byte & 0x0f) <= 9 && byte >> 4 <= 9);
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  if (value.length !== TIMER_VALUE_LENGTH || !digits || minutes > 59 || seconds > 59)
    return fail('timer value', 0, { expected: 'hours, minutes, seconds', got: 'other' });
  return hours * 3600 + minutes * 60 + seconds;
}

/** A text behind its coding scheme: the default alphabet unpacked, else UCS2. [TS102223 §8.15] */
export function emitText(text: string): Bytes {
  const plain = emitDefaultAlphabet(text);
  return plain === undefined
    ? concat(bytes(TEXT_CODING.ucs2), emitUcs2(text))
    : concat(bytes(TEXT_CODING.octets), plain);
}

/** Of a coding scheme 00, 04 or 08. [TS102223 §8.15] */
export function parseText(value: Bytes): string | WireError {
  const [coding] = value;
  const text = value.subarray(1);
  if (coding === undefined) return '';
  if (coding === TEXT_CODING.octets) return parseDefaultAlphabet(text);
  if (coding === TEXT_CODING.ucs2) return parseUcs2(text);
  if (coding === TEXT_CODING.packed) return parseDefaultAlphabet(unpackSeptets(text));
  return fail('text string', 0, { expected: 'a coding scheme 00, 04 or 08', got: coding });
}
