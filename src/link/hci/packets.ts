/** Cuts HCP messages into packets that fit an I-frame, and joins them. [TS102622 §5.1] */
import { type Bytes, concat } from '../../base/index.ts';
import {
  emitHcpMessage,
  HCP_LAST,
  HCP_PIPE_MASK,
  type HcpMessage,
  parseHcpMessage,
  SHDLC_PAYLOAD_MAX,
} from '../../wire/index.ts';
import { isWireError } from '../../base/index.ts';
import type { PacketSource, SwpEnd } from '../swp/index.ts';

/** Bytes of a message in one packet, after its header. */
const FRAGMENT_MAX = SHDLC_PAYLOAD_MAX - 1;
/** Longest message taken: an extended command or answer, its header, and the RF error indicator. */
const MESSAGE_MAX = 0x1_0000 + 16;

export interface PipedMessage {
  readonly pipe: number;
  readonly message: HcpMessage;
}

interface Gathering {
  readonly parts: Bytes[];
  length: number;
}

export class HcpLink implements PacketSource {
  private end: SwpEnd | undefined;
  private epoch = 0;
  private readonly queue: { readonly pipe: number; readonly bytes: Bytes }[] = [];
  private current: { readonly pipe: number; readonly bytes: Bytes } | undefined;
  private at = 0;
  private gathering: Map<number, Gathering> | undefined;

  /** The end below, which takes its packets here. */
  attach(end: SwpEnd): void {
    this.end = end;
    this.epoch = end.epoch;
  }

  clear(): void {
    this.queue.length = 0;
    this.current = undefined;
    this.gathering = undefined;
  }

  send(pipe: number, message: HcpMessage): void {
    this.queue.push({ pipe, bytes: emitHcpMessage(message) });
  }

  get pending(): boolean {
    return this.current !== undefined || this.queue.length > 0;
  }

  /** After a reset of the data link, what was half sent or half received is void. */
  private follow(): void {
    const epoch = this.end?.epoch ?? 0;
    if (epoch === this.epoch) return;
    this.epoch = epoch;
    this.current = undefined;
    this.gathering = undefined;
  }

  takePacket(): Bytes | undefined {
    this.follow();
    if (this.current === undefined) {
      this.current = this.queue.shift();
      this.at = 0;
    }
    const { current, at } = this;
    if (current === undefined) return undefined;
    const end = Math.min(at + FRAGMENT_MAX, current.bytes.length);
    const last = end === current.bytes.length;
    const packet = new Uint8Array(1 + end - at);
    packet[0] = (last ? HCP_LAST : 0) | current.pipe;
    packet.set(current.bytes.subarray(at, end), 1);
    this.at = end;
    if (last) this.current = undefined;
    return packet;
  }

  /** The next whole message that arrived. */
  next(): PipedMessage | undefined {
    this.follow();
    for (let packet = this.end?.next(); packet !== undefined; packet = this.end?.next()) {
      const pipe = packet[0]! & HCP_PIPE_MASK;
      const whole = this.join(pipe, packet);
      if (whole === undefined) continue;
      const message = parseHcpMessage(whole);
      if (!isWireError(message)) return { pipe, message };
    }
    return undefined;
  }

  private join(pipe: number, packet: Bytes): Bytes | undefined {
    const last = (packet[0]! & HCP_LAST) !== 0;
    const part = packet.subarray(1);
    const begun = this.gathering?.get(pipe);
    if (begun === undefined && last) return part;
    this.gathering ??= new Map();
    const all = begun ?? { parts: [], length: 0 };
    // What grows too long is read to its end and dropped.
    if (all.length <= MESSAGE_MAX && part.length > 0) all.parts.push(part);
    all.length += part.length;
    if (!last) {
      this.gathering.set(pipe, all);
      return undefined;
    }
    this.gathering.delete(pipe);
    return all.length <= MESSAGE_MAX ? concat(...all.parts) : undefined;
  }
}
