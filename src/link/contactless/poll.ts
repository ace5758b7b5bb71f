/** How a reader finds a card and brings it into the block protocol, one frame after another. */
import { type Bytes, concat, isWireError, type Time } from '../../base/index.ts';
import {
  readerAtr,
  frameSize,
  parseAtqb,
  parseAts,
  withIso14443Crc,
  withoutIso14443Crc,
} from '../../wire/index.ts';
import {
  CASCADE_TAG,
  NVB_NONE,
  NVB_WHOLE,
  RATS,
  SAK_CASCADE,
  SAK_PROTOCOL,
  SELECT_CODES,
  WUPA,
} from './type-a-codes.ts';

export interface Found {
  /** UID of type A, PUPI of type B. */
  readonly uid: Bytes;
  readonly atr: Bytes;
  /** Largest frame the card takes, check included. */
  readonly fsc: number;
  readonly fwi: number;
  /** Pause that the card requires before its first block. */
  readonly guard: Time;
}

/** Yields frames, is resumed with the answer or `undefined` for none; ends without a card. */
export type Poll = Generator<Bytes, Found | undefined, Bytes | undefined>;

/** A reader that takes frames of 256 bytes. [ISO14443-4 §5.1] */
const FSDI = 8;
const TRIES_MAX = 3;
const SFGT_UNIT = 302.065;

/** [ISO14443-3 §6.5] [ISO14443-4 §5] */
export function* pollTypeA(): Poll {
  const atqa = yield Uint8Array.of(WUPA);
  if (atqa?.length !== 2) return undefined;
  const uid: Bytes[] = [];
  for (const code of SELECT_CODES) {
    const part: Bytes | undefined = yield Uint8Array.of(code, NVB_NONE);
    if (part?.length !== 5 || part.reduce((all, byte) => all ^ byte, 0) !== 0) return undefined;
    const select = withIso14443Crc('A', concat(Uint8Array.of(code, NVB_WHOLE), part));
    const sak = body('A', yield select)?.[0];
    if (sak === undefined) return undefined;
    if ((sak & SAK_CASCADE) !== 0) {
      if (part[0] !== CASCADE_TAG) return undefined;
      uid.push(part.slice(1, 4));
      continue;
    }
    uid.push(part.slice(0, 4));
    return (sak & SAK_PROTOCOL) === 0 ? undefined : yield* activateTypeA(concat(...uid));
  }
  return undefined;
}

function* activateTypeA(uid: Bytes): Poll {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const answer = body('A', yield withIso14443Crc('A', Uint8Array.of(RATS, FSDI << 4)));
    const ats = answer === undefined ? undefined : parseAts(answer);
    if (ats === undefined || isWireError(ats)) continue;
    return {
      uid,
      atr: readerAtr(ats.historical),
      fsc: frameSize(ats.fsci),
      fwi: ats.fwi,
      guard: ats.sfgi === 0 ? 0 : Math.ceil(SFGT_UNIT * 2 ** Math.min(ats.sfgi, 14)),
    };
  }
  return undefined;
}

/** [ISO14443-3 §7.7, §7.10] */
export function* pollTypeB(): Poll {
  const answer = body('B', yield withIso14443Crc('B', Uint8Array.of(0x05, 0x00, 0x08)));
  const atqb = answer === undefined ? undefined : parseAtqb(answer);
  if (atqb === undefined || isWireError(atqb)) return undefined;
  const { pupi, application, protocol } = atqb;
  const attrib = concat(Uint8Array.of(0x1d), pupi, Uint8Array.of(0x00, FSDI, 0x01, 0x00));
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const accepted = body('B', yield withIso14443Crc('B', attrib));
    if (accepted === undefined) continue;
    const index = Uint8Array.of(accepted[0]! & 0xf0);
    return {
      uid: pupi,
      atr: readerAtr(concat(application, protocol, index)),
      fsc: frameSize(protocol[1]! >> 4),
      fwi: protocol[2]! >> 4,
      guard: 0,
    };
  }
  return undefined;
}

function body(type: 'A' | 'B', frame: Bytes | undefined): Bytes | undefined {
  return frame === undefined ? undefined : withoutIso14443Crc(type, frame);
}
