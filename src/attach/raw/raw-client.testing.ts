/** Test helper: a device with raw sockets, and hosts that plug in by TCP. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { type Bytes, bytes, concat, hex, unhex } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import {
  bootDevice,
  type Description,
  type DescriptionInput,
  parseDescription,
  presets,
} from '../../device/index.ts';
import { realClock, Runner, type Timers } from '../../run/runner/index.ts';
import { memoryStore } from '../../run/store/index.ts';
import { createRawHost, interfacesOf } from '../../host/raw/index.ts';
import { type RawServer, serveRaw } from './serve-raw.ts';

/** How long a host waits for bytes that must come. */
const PATIENCE_MS = 10_000;
/** Long, so that a busy computer does not fail a test. */
const GAP_FACTOR = 1_000;

export interface RawRig {
  readonly runner: Runner;
  readonly server: RawServer;
  plug(link: string): Promise<RawClient>;
  /** Boots the device again, as a restored snapshot does. */
  reboot(): void;
  close(): Promise<void>;
}

export async function rawRig(
  preset: keyof typeof presets | DescriptionInput,
  links: readonly string[],
  gapFactor = GAP_FACTOR,
  timers?: Timers,
): Promise<RawRig> {
  const description = withAnswers(
    parseDescription(structuredClone(typeof preset === 'string' ? presets[preset] : preset)),
  );
  const interfaces = interfacesOf(description, links);
  const boot = () => {
    const parts = {
      description,
      image: new Map(),
      seed: bytes(1, 2, 3),
      crypto: pureCrypto,
      gapFactor,
    };
    return createRawHost(bootDevice(parts), { manner: 'tpdu', seed: parts.seed, interfaces });
  };
  const runner = new Runner({ host: boot(), store: memoryStore(), clock: realClock(timers) });
  const server = await serveRaw(
    runner,
    links.map((link) => ({ link, port: 0 })),
  );
  const clients: RawClient[] = [];
  return {
    runner,
    server,
    async plug(link) {
      const { port } = server.ports.find((one) => one.link === link)!;
      const client = await RawClient.connect(port);
      clients.push(client);
      return client;
    },
    reboot() {
      runner.reboot(boot());
      server.unplug();
    },
    async close() {
      for (const client of clients) client.socket.destroy();
      await server.close();
    },
  };
}

/** Answers to reset of contact interfaces of one link, for use by tests. */
export const ATR = {
  t0: '3B9796803F07828031E073FE21DF19',
  t1: '3B979681B1FE453F07828031E073FE21DF12',
} as const;

function withAnswers(description: Description): Description {
  const interfaces = description.interfaces.map((one) => {
    if (one.kind !== 'iso' || one.links.length > 1) return one;
    return { ...one, atr: one.links[0]!.protocol === 't0' ? ATR.t0 : ATR.t1 };
  });
  return { ...description, interfaces };
}

export class RawClient {
  readonly socket: Socket;
  ended = false;
  #received: Bytes = bytes();
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#received = concat(this.#received, chunk);
      this.#wake();
    });
    socket.on('error', () => socket.destroy());
    for (const event of ['end', 'close'] as const) {
      socket.on(event, () => {
        this.ended = true;
        this.#wake();
      });
    }
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
      socket.once('error', reject);
      const client = new RawClient(socket);
      socket.once('connect', () => resolve(client));
    });
  }

  /** The next `length` bytes of the card, in hexadecimal. */
  async read(length: number): Promise<string> {
    await this.#until(() => this.#received.length >= length);
    const part = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return hex(part);
  }

  write(bytesInHex: string): void {
    this.socket.write(unhex(bytesInHex));
  }

  /** Writes and reads as much as is expected. */
  async exchange(sent: string, expected: string): Promise<void> {
    this.write(sent);
    assert.equal(await this.read(expected.length / 2), expected);
  }

  /** All that the card said up to the end of the session. */
  async rest(): Promise<string> {
    await this.#until(() => this.ended);
    return hex(this.#received);
  }

  async #until(there: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!there()) {
      assert.ok(!this.ended || there(), `the session ended after ${hex(this.#received)}`);
      const left = end - Date.now();
      assert.ok(left > 0, `the card does not answer after ${hex(this.#received)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
