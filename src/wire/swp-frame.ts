/**
 * Frames of the single wire protocol: SOF, payload and CRC with bit stuffing, EOF, most significant
 * bit first. A frame need not end on a byte; what follows are idle bits, logical 0.
 * [TS102613 §8.2, §8.3]
 */
import type { Bytes } from '../base/index.ts';

/** Longest payload: the LLC control byte and 29 bytes. [TS102613 §8.2.3] */
export const SWP_PAYLOAD_MAX = 30;
export const SWP_SOF = 0x7e;
export const SWP_EOF = 0x7f;

const CRC_LENGTH = 2;
const BODY_BITS_MAX = (SWP_PAYLOAD_MAX + CRC_LENGTH) * 8;
/** Ones in a row after which a zero is stuffed. [TS102613 §8.2.2] */
const STUFF_AFTER = 5;
/** Bits of the EOF that a receiver has taken for payload when it recognises it. */
const EOF_BITS_TAKEN = 6;
const POLYNOMIAL = 0x1021;

const CRC_TABLE: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    value = (value << 1) ^ ((value & 0x8000) !== 0 ? POLYNOMIAL : 0);
  }
  return value;
});

/**
 * Most significant bit first, preset to FFFF, not complemented: as in published captures of cards,
 * `6201` has CRC `6066`. [TS102613 §8.2.4] [ISO13239 §4.2.5.2]
 */
export function swpCrc(payload: Bytes, length = payload.length): number {
  let value = 0xffff;
  for (let i = 0; i < length; i++) {
    value = ((value << 8) & 0xffff) ^ CRC_TABLE[(value >> 8) ^ payload[i]!]!;
  }
  return value;
}

/** One frame as a run of bytes, padded with idle bits. `payload` has 1 to 30 bytes. */
export function emitSwpFrame(payload: Bytes): Bytes {
  const crc = swpCrc(payload);
  const total = payload.length + CRC_LENGTH;
  // Stuffing adds at most one bit in five; flags add two bytes.
  const out = new Uint8Array(3 + total + Math.ceil((total * 8) / (STUFF_AFTER * 8)));
  out[0] = SWP_SOF;
  let at = 8;
  let ones = 0;
  for (let i = 0; i < total; i++) {
    const byte = i < payload.length ? payload[i]! : i === payload.length ? crc >> 8 : crc & 0xff;
    for (let mask = 0x80; mask !== 0; mask >>= 1) {
      // The EOF begins with a zero, so a run of ones at the very end needs none. [TS102613 §8.2.2]
      if (ones === STUFF_AFTER) {
        ones = 0;
        at++;
      }
      if ((byte & mask) !== 0) {
        out[at >> 3]! |= 0x80 >> (at & 7);
        ones++;
      } else {
        ones = 0;
      }
      at++;
    }
  }
  for (let mask = 0x40; mask !== 0; mask >>= 1) {
    at++;
    out[at >> 3]! |= 0x80 >> (at & 7);
  }
  return out.subarray(0, (at + 8) >> 3);
}

/**
 * Finds frames in a stream of bits, however it is cut. Anything that is no frame with a matching
 * CRC is left out and counted.
 */
export class SwpFrameReader {
  /** Frames that began and were no use. */
  damaged = 0;
  private readonly frames: Bytes[] = [];
  private body: Uint8Array | undefined;
  private bits = 0;
  private ones = 0;
  private inFrame = false;
  /** How many body bits stood before the last zero that was taken for a stuffed one. */
  private stuffedAt = -1;

  /** Discards a frame that has begun. */
  drop(): void {
    this.frames.length = 0;
    this.inFrame = false;
    this.ones = 0;
  }

  next(): Bytes | undefined {
    return this.frames.shift();
  }

  push(run: Bytes): void {
    for (const byte of run) {
      for (let mask = 0x80; mask !== 0; mask >>= 1) this.bit((byte & mask) !== 0);
    }
  }

  private bit(one: boolean): void {
    if (one) {
      this.ones++;
      if (this.ones <= STUFF_AFTER) {
        if (this.inFrame) this.keep(1);
      } else if (this.ones === STUFF_AFTER + 2 && this.inFrame) {
        this.end();
      }
      return;
    }
    const { ones } = this;
    this.ones = 0;
    if (ones === STUFF_AFTER + 1) return this.begin();
    if (!this.inFrame) return;
    if (ones === STUFF_AFTER) this.stuffedAt = this.bits;
    else this.keep(0);
  }

  private begin(): void {
    if (this.inFrame) this.damaged++;
    this.inFrame = true;
    this.bits = 0;
    this.stuffedAt = -1;
    this.body ??= new Uint8Array(BODY_BITS_MAX / 8 + 1);
  }

  private keep(value: 0 | 1): void {
    const { body, bits } = this;
    if (bits >= BODY_BITS_MAX + EOF_BITS_TAKEN) {
      this.inFrame = false;
      this.damaged++;
      return;
    }
    const mask = 0x80 >> (bits & 7);
    if (value === 1) body![bits >> 3]! |= mask;
    else body![bits >> 3]! &= ~mask;
    this.bits = bits + 1;
  }

  /** Seven ones: the EOF's zero and five of its ones stand at the end of the body. */
  private end(): void {
    this.inFrame = false;
    const ones = this.bits - STUFF_AFTER;
    // Where five ones end the CRC, the EOF's own zero was taken for a stuffed one.
    const bits = this.stuffedAt === ones ? ones : this.bits - EOF_BITS_TAKEN;
    const length = bits / 8 - CRC_LENGTH;
    if (!Number.isInteger(length) || length < 1 || length > SWP_PAYLOAD_MAX) {
      this.damaged++;
      return;
    }
    const body = this.body!;
    const crc = (body[length]! << 8) | body[length + 1]!;
    if (swpCrc(body, length) === crc) this.frames.push(body.slice(0, length));
    else this.damaged++;
  }
}
