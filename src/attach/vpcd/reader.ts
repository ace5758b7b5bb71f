/**
 * One link as one card in a slot of vpcd, the PC/SC driver for virtual cards. We are the client:
 * a connection is a card in the slot, closing it pulls the card out.
 */
import { connect, type Socket } from 'node:net';
import { type Bytes, bytes, type LinkProtocol } from '../../base/index.ts';
import type { LinkClient } from '../../run/runner/index.ts';
import { FrameQueue } from './frame-queue.ts';
import { emitFrame, FRAME_LENGTH_MAX, FrameReader, VPCD_CONTROL } from './framing.ts';
import { quickAck } from './quick-ack.ts';
import { readerAtr } from './reader-atr.ts';

export interface VpcdReaderParts {
  readonly client: LinkClient;
  /** The link's protocol, where its interface may carry another too. */
  readonly protocol?: LinkProtocol | undefined;
  readonly host?: string;
  readonly port: number;
  /** First and longest pause between attempts to connect. */
  readonly pauseMs?: { readonly first: number; readonly longest: number };
}

const PAUSE_MS = { first: 50, longest: 1_000 };
const WRONG_LENGTH = bytes(0x67, 0x00);
/** Commands of a driver that sends on without waiting for answers; more are not read. */
const WAITING_MAX = 64;
/** One buffer for all that is read, so that a read allocates nothing. */
const CHUNK_LENGTH = 4_096;
/** A card that is put in again stays out this long: pcscd looks every 400 ms. */
const OUT_MS = 1_000;

export class VpcdReader {
  readonly #parts: VpcdReaderParts;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #atr: Bytes | undefined;
  #failures = 0;
  #stopped = false;
  #attempted: () => void = () => {};
  /** Settles after the first attempt to connect, whatever came of it. */
  readonly tried: Promise<void>;

  constructor(parts: VpcdReaderParts) {
    this.#parts = parts;
    this.tried = new Promise((resolve) => (this.#attempted = resolve));
  }

  get link(): string {
    return this.#parts.client.link;
  }

  /** Whether the card is in a slot now. */
  get connected(): boolean {
    return this.#socket?.readyState === 'open';
  }

  start(): void {
    void this.#attempt();
  }

  /** Pulls the card out and puts it in again, as after a cold boot. */
  replug(): void {
    if (this.#stopped) return;
    this.#atr = undefined;
    this.#retry(OUT_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#parts.client.close();
    this.#attempted();
  }

  async #attempt(): Promise<void> {
    try {
      this.#atr ??= await this.#learnAtr();
    } catch {
      this.#attempted();
      this.#retryLater();
      return;
    }
    if (this.#stopped) return;
    const soon = await quickAck();
    const frames = new FrameReader();
    const queue = new FrameQueue(async (frame) => {
      await this.#serve(socket, frame);
      if (queue.length === 0 && socket.isPaused()) socket.resume();
    });
    const socket = connect({
      host: this.#parts.host ?? '127.0.0.1',
      port: this.#parts.port,
      noDelay: true,
      onread: {
        buffer: new Uint8Array(CHUNK_LENGTH),
        callback(length, chunk) {
          queue.push(frames.push(chunk.subarray(0, length)));
          if (queue.length > WAITING_MAX) socket.pause();
          // The rest waits for the acknowledgement; that of a whole frame travels with its answer.
          if (frames.begun) soon?.(socket);
          return true;
        },
      },
    });
    this.#socket = socket;
    socket.on('connect', () => {
      soon?.(socket);
      this.#failures = 0;
      this.#attempted();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#attempted();
      if (this.#socket !== socket) return;
      // The reader is gone or the card was pulled: for this client the session is over.
      queue.served.then(() => this.#parts.client.leave()).catch(ignored);
      this.#retryLater();
    });
  }

  /** pcscd requests the answer to reset of cards that it has not powered. */
  async #learnAtr(): Promise<Bytes> {
    const atr = await this.#parts.client.powerOn();
    await this.#parts.client.powerOff();
    return atr;
  }

  async #serve(socket: Socket, frame: Bytes): Promise<void> {
    if (socket.destroyed) return;
    try {
      const isControl = frame.length === 1;
      const answer = await (isControl ? this.#control(frame[0]!) : this.#command(frame));
      if (answer === undefined || socket.destroyed) return;
      socket.write(emitFrame(answer.length > FRAME_LENGTH_MAX ? WRONG_LENGTH : answer));
    } catch {
      // No answer is right for a card that does not answer: it leaves the slot.
      this.#atr = undefined;
      socket.destroy();
    }
  }

  async #control(code: number): Promise<Bytes | undefined> {
    const { client } = this.#parts;
    if (code === VPCD_CONTROL.off) await client.powerOff();
    else if (code === VPCD_CONTROL.on) this.#atr = await client.powerOn();
    else if (code === VPCD_CONTROL.reset) this.#atr = await client.reset();
    else if (code === VPCD_CONTROL.atr) {
      return this.#atr === undefined ? undefined : readerAtr(this.#atr, this.#parts.protocol);
    } else {
      // No control code, so a client's command of one byte: it waits for an answer.
      return WRONG_LENGTH;
    }
    return undefined;
  }

  #command(apdu: Bytes): Promise<Bytes> | Bytes | undefined {
    if (apdu.length === 0) return undefined;
    return apdu.length < 4 ? WRONG_LENGTH : this.#parts.client.transmit(apdu);
  }

  #retryLater(): void {
    const { first, longest } = this.#parts.pauseMs ?? PAUSE_MS;
    this.#retry(Math.min(longest, first * 2 ** this.#failures++));
  }

  #retry(pauseMs: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#attempt(), pauseMs);
  }
}

function ignored(): void {
  // The device may have ended; there is no caller left that an error could reach.
}
