/**
 * GSMTAP frames, version 2, as libosmocore defines them: a header of 16 bytes, big-endian, and what
 * was seen. Fields that describe a radio channel mean nothing for a card. Three of them hold what a
 * card's trace needs: the uplink flag for data that go to the card, the antenna number for the
 * link, the sub-slot for the logical secure element on it.
 */
import { bigEndian, type Bytes, bytes, concat, fail, type WireError } from '../../base/index.ts';

/** The UDP port that IANA assigned. */
export const GSMTAP_PORT = 4729;

/** Subtypes of the type SIM. An `apdu` is a command TPDU with its answer behind it. */
export const SIM_SUBTYPES = { apdu: 0, atr: 1, ppsRequest: 2, ppsResponse: 3 } as const;

export interface GsmtapFrame {
  readonly subtype: number;
  /** The link's number in its device, from 1; 0 where the frame is from another tool. */
  readonly link: number;
  readonly lsi: number;
  /** Whether the data of an `apdu` go to the card. */
  readonly uplink: boolean;
  /** Counts the frames of one source. */
  readonly sequence: number;
  readonly payload: Bytes;
}

const NAME = 'GSMTAP frame';
const VERSION = 2;
const TYPE_SIM = 4;
/** In words of 32 bits. */
const HEADER_WORDS = 4;
const HEADER_LENGTH = HEADER_WORDS * 4;
const UPLINK = 0x40;
const SEQUENCE_AT = 8;
const SUBTYPE_AT = 12;

export function emitGsmtap(frame: GsmtapFrame): Bytes {
  const { subtype, link, lsi, uplink, sequence, payload } = frame;
  return concat(
    bytes(VERSION, HEADER_WORDS, TYPE_SIM, 0),
    bytes(uplink ? UPLINK : 0, 0, 0, 0),
    bigEndian(sequence % 0x1_0000_0000, 4),
    bytes(subtype, link, lsi, 0),
    payload,
  );
}

/** Reads a frame of the type SIM. */
export function parseGsmtap(source: Bytes): GsmtapFrame | WireError {
  const { length } = source;
  if (length < HEADER_LENGTH)
    return fail(NAME, length, { expected: `${HEADER_LENGTH} bytes of header`, got: length });
  if (source[0] !== VERSION) return fail(NAME, 0, { expected: 'version 2', got: source[0]! });
  const headerLength = source[1]! * 4;
  if (headerLength < HEADER_LENGTH || headerLength > length)
    return fail(NAME, 1, { expected: 'a header inside the frame', got: headerLength });
  if (source[2] !== TYPE_SIM) return fail(NAME, 2, { expected: 'the type SIM', got: source[2]! });
  let sequence = 0;
  for (let at = SEQUENCE_AT; at < SUBTYPE_AT; at++) sequence = sequence * 256 + source[at]!;
  return {
    subtype: source[SUBTYPE_AT]!,
    link: source[SUBTYPE_AT + 1]!,
    lsi: source[SUBTYPE_AT + 2]!,
    uplink: (source[4]! & UPLINK) !== 0,
    sequence,
    payload: source.subarray(headerLength),
  };
}
