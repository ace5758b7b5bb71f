/** UTCTime and GeneralizedTime, in the form of DER: to the second, in UTC. [X.690 §11.7] */
import { type Bytes, fail, fromUtf8, type WireError, utf8 } from '../../base/index.ts';

/** Text that sorts by time: `20261130154500`. */
export type Timestamp = string;

const CODEC = 'time';
const UTC_LENGTH = 13;
const GENERALIZED_LENGTH = 15;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The content of a UTCTime, whose years are 1950 to 2049, or of a GeneralizedTime. */
export function parseAsn1Time(content: Bytes, form: 'utc' | 'generalized'): Timestamp | WireError {
  const length = form === 'utc' ? UTC_LENGTH : GENERALIZED_LENGTH;
  const text = fromUtf8(content);
  if (content.length !== length || !/^[0-9]+Z$/.test(text))
    return fail(CODEC, 0, { expected: `${length - 1} digits and Z`, got: text });
  const century = form === 'generalized' ? '' : text < '50' ? '20' : '19';
  const digits = century + text.slice(0, -1);
  return isTime(digits) ? digits : fail(CODEC, 0, { expected: 'a time that exists', got: text });
}

function isTime(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(
    Number,
  ) as [number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  const [hours, minutes, seconds] = [digits.slice(8, 10), digits.slice(10, 12), digits.slice(12)];
  return day >= 1 && day <= days && hours < '24' && minutes < '60' && seconds < '60';
}

/** Years 1950 to 2049 as UTCTime, others as GeneralizedTime. [RFC5280 §4.1.2.5] */
export function emitAsn1Time(time: Timestamp): {
  readonly form: 'utc' | 'generalized';
  readonly content: Bytes;
} {
  const utc = time >= '1950' && time < '2050';
  return { form: utc ? 'utc' : 'generalized', content: utf8(`${utc ? time.slice(2) : time}Z`) };
}
