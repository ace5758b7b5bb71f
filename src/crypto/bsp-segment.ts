/**
 * The segments of bound profile packages, in both directions: a tag, a length, a data field that is
 * encrypted or not, and a MAC chained to the segment before. [SGP22 §2.5.3] [SGP22 §2.6.4.4]
 */
import { bytes, type Bytes, concat } from '../base/index.ts';
import {
  BSP_MAC_LENGTH,
  bspDecrypt,
  bspEncrypt,
  type BspKeys,
  bspMac,
  type BspPlace,
  isBspMac,
} from './bsp.ts';
import type { Crypto } from './provider.ts';

/** What a segment carries; only metadata are not encrypted. [SGP22 §2.5.3] */
export const BSP_TAG = { elements: 0x86, command: 0x87, metadata: 0x88 } as const;
export type BspTag = (typeof BSP_TAG)[keyof typeof BSP_TAG];

/**
 * Bytes of a segment that is opened, with tag, length and MAC. The text allows 1020; servers fill
 * that with data and then pad it, which adds a block of the cipher, and eUICCs of the field take
 * it. [SGP22 §2.5.3]
 */
export const BSP_SEGMENT_LENGTH_MAX = 1_036;

/** Data that fit one segment: encrypted, at least one byte of it is padding. */
const DATA_LENGTH_MAX = { encrypted: 1_007, plain: 1_008 } as const;

const LONG_LENGTH = 0x80;

/** Of key data as they are derived, and as ReplaceSessionKeys brings them. [SGP22 §5.5.4] */
export function startBsp(keys: BspKeys): BspPlace {
  return { keys, chaining: keys.chaining, number: 1 };
}

/** One segment, and where the next one stands. */
export function protectBspSegment(
  crypto: Crypto,
  place: BspPlace,
  { tag, data }: { readonly tag: BspTag; readonly data: Bytes },
): { readonly segment: Bytes; readonly next: BspPlace } {
  const field = tag === BSP_TAG.metadata ? data : bspEncrypt(crypto, place, data);
  const header = headerOf(tag, field.length + BSP_MAC_LENGTH);
  const mac = bspMac(crypto, place, { header, data: field });
  const segment = concat(header, field, mac.subarray(0, BSP_MAC_LENGTH));
  return { segment, next: after(place, mac) };
}

/** Data of any length in as many segments as they need, each but the last as long as may be. */
export function protectBspData(
  crypto: Crypto,
  start: BspPlace,
  { tag, data }: { readonly tag: BspTag; readonly data: Bytes },
): { readonly segments: readonly Bytes[]; readonly next: BspPlace } {
  const step = tag === BSP_TAG.metadata ? DATA_LENGTH_MAX.plain : DATA_LENGTH_MAX.encrypted;
  const segments: Bytes[] = [];
  let place = start;
  for (let at = 0; at < data.length; at += step) {
    const piece = data.subarray(at, at + step);
    const { segment, next } = protectBspSegment(crypto, place, { tag, data: piece });
    segments.push(segment);
    place = next;
  }
  return { segments, next: place };
}

/** `form`: no segment at all; `mac` and `padding`: what is wrong with it. */
export type BspProblem = 'form' | 'mac' | 'padding';

export interface OpenedSegment {
  readonly tag: BspTag;
  readonly data: Bytes;
  readonly next: BspPlace;
}

/** Checks the MAC first; a wrong segment leaves the place where it is. */
export function openBspSegment(
  crypto: Crypto,
  place: BspPlace,
  segment: Bytes,
): OpenedSegment | BspProblem {
  const start = dataOffset(segment);
  const tag = Object.values(BSP_TAG).find((one) => one === segment[0]);
  if (start === undefined || tag === undefined) return 'form';
  const end = segment.length - BSP_MAC_LENGTH;
  const [header, field] = [segment.subarray(0, start), segment.subarray(start, end)];
  const mac = bspMac(crypto, place, { header, data: field });
  if (!isBspMac(mac, segment.subarray(end))) return 'mac';
  const data = tag === BSP_TAG.metadata ? field : bspDecrypt(crypto, place, field);
  return data === undefined ? 'padding' : { tag, data, next: after(place, mac) };
}

/** The number counts segments with a MAC alone as well. */
function after({ keys, number }: BspPlace, mac: Bytes): BspPlace {
  return { keys, chaining: mac, number: number + 1 };
}

/** A length in its shortest form. [X.690 §8.1.3] */
function headerOf(tag: BspTag, length: number): Bytes {
  if (length < LONG_LENGTH) return bytes(tag, length);
  return length <= 0xff
    ? bytes(tag, LONG_LENGTH + 1, length)
    : bytes(tag, LONG_LENGTH + 2, length >> 8, length & 0xff);
}

/** Where the data field begins, if the length is that of the segment and the MAC has room. */
function dataOffset(segment: Bytes): number | undefined {
  const first = segment[1];
  if (first === undefined || segment.length > BSP_SEGMENT_LENGTH_MAX) return undefined;
  const longer = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
  if (longer > 2 || first === LONG_LENGTH) return undefined;
  const start = 2 + longer;
  const length = segment.subarray(2, start).reduce((sum, byte) => (sum << 8) | byte, 0);
  const stated = longer === 0 ? first : length;
  return stated >= BSP_MAC_LENGTH && start + stated === segment.length ? start : undefined;
}
