/**
 * Type A as the controller shows the chip to a reader: request, anticollision and selection by
 * cascade levels, then RATS. [ISO14443-3 §6] [ISO14443-4 §5]
 */
import { type Bytes, EMPTY, type Rng } from '../../base/index.ts';
import { emitAts, frameSize, withIso14443Crc, withoutIso14443Crc } from '../../wire/index.ts';
import type { Registry } from '../hci/index.ts';
import type { Activation } from './activation.ts';
import { bitRates, CARD_A } from './codes.ts';
import { Picc } from './picc.ts';
import {
  CASCADE_TAG,
  HLTA,
  NVB_NONE,
  NVB_WHOLE,
  PPS,
  RATS,
  REQA,
  SAK_CASCADE,
  SAK_PROTOCOL,
  SELECT_CODES,
  WUPA,
} from './type-a-codes.ts';

/** First byte of a UID that is random in each field. */
const UID_RANDOM = 0x08;
/** Frames of 256 bytes. */
const FSCI = 8;

type State = 'idle' | 'ready' | 'active' | 'halt';

export class TypeA implements Activation {
  picc: Picc | undefined;
  private readonly registry: Registry;
  private readonly rng: Rng;
  private state: State = 'idle';
  private woken = false;
  private level = 0;
  private uid: Bytes = EMPTY;
  /** PPS may follow RATS, once and at once. */
  private ppsAllowed = false;
  private cid = 0;

  constructor(registry: Registry, rng: Rng) {
    this.registry = registry;
    this.rng = rng;
  }

  fieldOn(): void {
    this.fieldOff();
    const uid = this.registry.value(CARD_A.UID);
    this.uid = uid.length > 0 ? uid : Uint8Array.of(UID_RANDOM, ...this.rng.bytes(3));
  }

  fieldOff(): void {
    this.picc = undefined;
    this.state = 'idle';
    this.woken = false;
    this.ppsAllowed = false;
  }

  halt(): void {
    this.picc = undefined;
    this.state = 'halt';
  }

  /** A frame before activation; the answer, if any. */
  onFrame(frame: Bytes): Bytes | undefined {
    if (frame.length === 1) return this.onShort(frame[0]!);
    if (this.state === 'ready' && SELECT_CODES.includes(frame[0]!)) return this.onSelect(frame);
    if (this.state === 'active') return this.onActive(frame);
    return this.lapse();
  }

  /** An error in the middle sends the card back to where it waits. [ISO14443-3 §6.4.1] */
  private lapse(): undefined {
    const begun = this.state === 'ready' || this.state === 'active';
    if (begun) this.state = this.woken ? 'halt' : 'idle';
    return undefined;
  }

  private onShort(command: number): Bytes | undefined {
    const wakes = command === WUPA && this.state === 'halt';
    const requested = (command === REQA || command === WUPA) && this.state === 'idle';
    if (!wakes && !requested) return this.lapse();
    this.woken = wakes;
    this.state = 'ready';
    this.level = 0;
    return this.atqa;
  }

  /** Low byte first, with the size of the UID in its two bits. [ISO14443-3 §6.5.2] */
  private get atqa(): Bytes {
    const [high, low] = this.registry.value(CARD_A.ATQA);
    return Uint8Array.of((low! & 0x3f) | ((this.levels - 1) << 6), high! & 0x0f);
  }

  private get levels(): number {
    return this.uid.length <= 4 ? 1 : this.uid.length <= 7 ? 2 : 3;
  }

  /** Four bytes of this level and their check byte. [ISO14443-3 §6.5.4] */
  private get part(): Bytes {
    const last = this.level === this.levels - 1;
    const from = this.level * 3;
    const four = last
      ? this.uid.subarray(from, from + 4)
      : Uint8Array.of(CASCADE_TAG, ...this.uid.subarray(from, from + 3));
    return Uint8Array.of(...four, four[0]! ^ four[1]! ^ four[2]! ^ four[3]!);
  }

  private onSelect(frame: Bytes): Bytes | undefined {
    if (frame[0] !== SELECT_CODES[this.level]) return this.lapse();
    const nvb = frame[1]!;
    if (nvb === NVB_WHOLE) return this.select(frame);
    return this.anticollision(frame, nvb);
  }

  /** The UID after the bits that the reader sent; a broken byte comes without those. */
  private anticollision(frame: Bytes, nvb: number): Bytes | undefined {
    const bits = nvb & 0x0f;
    const known = ((nvb >> 4) - 2) * 8 + bits;
    if (nvb < NVB_NONE || bits > 7 || known > 39) return this.lapse();
    const { part } = this;
    const whole = known >> 3;
    if (frame.length !== 2 + whole + (bits > 0 ? 1 : 0)) return this.lapse();
    const mask = (1 << bits) - 1;
    for (let i = 0; i < whole; i++) if (frame[2 + i] !== part[i]) return undefined;
    if (bits > 0 && (frame[2 + whole]! & mask) !== (part[whole]! & mask)) return undefined;
    const rest = part.slice(whole);
    rest[0]! &= ~mask;
    return rest;
  }

  private select(frame: Bytes): Bytes | undefined {
    const body = withoutIso14443Crc('A', frame);
    const { part } = this;
    if (body?.length !== 7 || part.some((byte, i) => byte !== body[2 + i])) return this.lapse();
    if (this.level < this.levels - 1) {
      this.level++;
      return withIso14443Crc('A', Uint8Array.of(SAK_CASCADE));
    }
    this.state = 'active';
    const sak = (this.registry.value(CARD_A.SAK)[0]! & ~SAK_CASCADE) | SAK_PROTOCOL;
    return withIso14443Crc('A', Uint8Array.of(sak));
  }

  private onActive(frame: Bytes): Bytes | undefined {
    const body = withoutIso14443Crc('A', frame);
    if (body?.length !== 2) return this.lapse();
    if (body[0] === HLTA && body[1] === 0) {
      this.halt();
      return undefined;
    }
    if (body[0] !== RATS || (body[1]! & 0x0f) === 15) return this.lapse();
    return this.activate(body[1]!);
  }

  /** [ISO14443-4 §5.1, §5.2] */
  private activate(parameter: number): Bytes {
    const value = (index: number) => this.registry.value(index);
    const [timing] = value(CARD_A.FWI_SFGI);
    const cid = value(CARD_A.CID_SUPPORT)[0] === 1;
    const fwi = timing! >> 4;
    this.cid = cid ? parameter & 0x0f : 0;
    this.picc = new Picc({ fsd: frameSize(parameter >> 4), fwi, cid: this.cid });
    this.ppsAllowed = true;
    const ats = emitAts({
      fsci: FSCI,
      ta: bitRates(value(CARD_A.DATARATE_MAX)),
      fwi,
      sfgi: timing! & 0x0f,
      cid,
      historical: value(CARD_A.APPLICATION_DATA),
    });
    return withIso14443Crc('A', ats);
  }

  /** A choice of bit rates, which this line does not show. [ISO14443-4 §5.3] */
  onParameters(body: Bytes): Bytes | undefined {
    const allowed = this.ppsAllowed;
    this.ppsAllowed = false;
    if (!allowed || body[0] !== (PPS | this.cid) || body.length < 2) return undefined;
    return Uint8Array.of(body[0]);
  }
}
