/**
 * Type B as the controller shows the chip to a reader: request by slots, then ATTRIB.
 * [ISO14443-3 §7]
 */
import { type Bytes, concat, EMPTY, equal, type Rng } from '../../base/index.ts';
import { emitAtqb, frameSize, withIso14443Crc, withoutIso14443Crc } from '../../wire/index.ts';
import type { Registry } from '../hci/index.ts';
import type { Activation } from './activation.ts';
import { bitRates, CARD_B } from './codes.ts';
import { Picc } from './picc.ts';

const APN = 0x05;
const WAKE_UP = 0x08;
const SLOT_MARKER = 0x05;
const ATTRIB = 0x1d;
const HLTB = 0x50;
/** Parameter 3: the reader runs the block protocol. */
const PROTOCOL = 0x01;
const FSCI = 8;
/** Options: CID can be used. */
const OPTION_CID = 0x01;

export class TypeB implements Activation {
  picc: Picc | undefined;
  private readonly registry: Registry;
  private readonly rng: Rng;
  private state: 'idle' | 'requested' | 'ready' | 'halt' = 'idle';
  private pupi: Bytes = EMPTY;
  private slot = 1;

  constructor(registry: Registry, rng: Rng) {
    this.registry = registry;
    this.rng = rng;
  }

  fieldOn(): void {
    this.fieldOff();
    const pupi = this.registry.value(CARD_B.PUPI);
    this.pupi = pupi.length > 0 ? pupi : this.rng.bytes(4);
  }

  fieldOff(): void {
    this.picc = undefined;
    this.state = 'idle';
  }

  halt(): void {
    this.picc = undefined;
    this.state = 'halt';
  }

  onFrame(frame: Bytes): Bytes | undefined {
    const body = withoutIso14443Crc('B', frame);
    if (body === undefined) return undefined;
    if (body.length === 3 && body[0] === APN) return this.onRequest(body);
    if (body.length === 1 && (body[0]! & 0x0f) === SLOT_MARKER) return this.onSlot(body[0]! >> 4);
    if (body.length >= 9 && body[0] === ATTRIB) return this.onAttrib(body);
    if (body.length === 5 && body[0] === HLTB) return this.onHalt(body);
    return undefined;
  }

  /** [ISO14443-3 §7.7] */
  private onRequest(body: Bytes): Bytes | undefined {
    const [, afi, parameter] = body;
    const wakes = (parameter! & WAKE_UP) !== 0;
    if (this.state === 'halt' && !wakes) return undefined;
    if (!this.belongsTo(afi!)) {
      this.state = 'idle';
      return undefined;
    }
    const slots = 1 << Math.min(parameter! & 7, 4);
    this.slot = slots === 1 ? 1 : 1 + (this.rng.bytes(1)[0]! % slots);
    this.state = 'requested';
    return this.slot === 1 ? this.answerRequest() : undefined;
  }

  /** Whether an application family identifier means this card. [ISO14443-3 §7.7.3] */
  private belongsTo(requested: number): boolean {
    const own = this.registry.value(CARD_B.AFI)[0]!;
    if (requested === 0 || requested === own) return true;
    return (requested & 0x0f) === 0 && requested >> 4 === own >> 4;
  }

  /** [ISO14443-3 §7.8] */
  private onSlot(number: number): Bytes | undefined {
    const matches = this.state === 'requested' && number + 1 === this.slot;
    return matches ? this.answerRequest() : undefined;
  }

  private answerRequest(): Bytes {
    this.state = 'ready';
    const [high, low, count, options] = this.registry.value(CARD_B.ATQB);
    const afi = this.registry.value(CARD_B.AFI)[0]!;
    const rates = bitRates(this.registry.value(CARD_B.DATARATE_MAX));
    const atqb = emitAtqb({
      pupi: this.pupi,
      application: Uint8Array.of(afi, high!, low!, count!),
      protocol: Uint8Array.of(rates, (FSCI << 4) | PROTOCOL, options! | OPTION_CID),
    });
    return withIso14443Crc('B', atqb);
  }

  private get fwi(): number {
    return this.registry.value(CARD_B.ATQB)[3]! >> 4;
  }

  /** [ISO14443-3 §7.10, §7.11] */
  private onAttrib(body: Bytes): Bytes | undefined {
    if (this.state !== 'ready' || !equal(body.subarray(1, 5), this.pupi)) return undefined;
    const [frame, protocol, cid] = body.subarray(6, 9);
    if ((protocol! & 0x0f) !== PROTOCOL) return undefined;
    this.picc = new Picc({ fsd: frameSize(frame! & 0x0f), fwi: this.fwi, cid: cid! & 0x0f });
    const answer = this.registry.value(CARD_B.HIGHER_LAYER_RESPONSE);
    return withIso14443Crc('B', concat(Uint8Array.of(cid! & 0x0f), answer));
  }

  /** [ISO14443-3 §7.12] */
  private onHalt(body: Bytes): Bytes | undefined {
    if (this.state !== 'ready' || !equal(body.subarray(1), this.pupi)) return undefined;
    this.halt();
    return withIso14443Crc('B', Uint8Array.of(0));
  }

  /** Type B chooses everything in ATTRIB. */
  onParameters(): undefined {
    return undefined;
  }
}
