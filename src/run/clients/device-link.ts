/** One link of a device inside a program. */
import { type Bytes, hex, HostError, unhex } from '../../base/index.ts';
import { isNormal } from '../../wire/index.ts';
import type { LinkClient, Runner } from '../runner/index.ts';

/** An answer: data and status word. As text it is hexadecimal. */
export class Answer {
  /** Data and SW1 SW2. */
  readonly bytes: Bytes;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  /** Without SW1 SW2. */
  get data(): Bytes {
    return this.bytes.subarray(0, -2);
  }

  /** SW1 SW2 as one number: 0x9000. */
  get sw(): number {
    return ((this.bytes.at(-2) ?? 0) << 8) | (this.bytes.at(-1) ?? 0);
  }

  /** Whether the command did all it was to do: 9000, 61xx or 91xx. A warning is not. */
  get ok(): boolean {
    return isNormal(this.sw);
  }

  /** Data and status word, upper case. */
  get hex(): string {
    return hex(this.bytes);
  }

  /** The same as `hex`. */
  toString(): string {
    return this.hex;
  }

  /** The same as `hex`. */
  toJSON(): string {
    return this.hex;
  }
}

/** One link of a device, and the card session on it. */
export class DeviceLink {
  readonly #client: LinkClient;
  readonly #runner: Runner;

  constructor(client: LinkClient, runner: Runner) {
    this.#client = client;
    this.#runner = runner;
  }

  /** Its name in the description. */
  get id(): string {
    return this.#client.link;
  }

  /** The answer to reset of the session that is up, if one is. */
  get atr(): Bytes | undefined {
    return this.#runner.atr(this.id);
  }

  /**
   * Sends one command APDU, given as bytes or hexadecimal; powers the link if it is dark. Rejects
   * with `HostError` INPUT_INVALID, LINK_DOWN, DEVICE_MUTE.
   */
  async transmit(apdu: Bytes | string): Promise<Answer> {
    return new Answer(await this.#client.transmit(toBytes(apdu)));
  }

  /** The same with bytes in and out, as PC/SC libraries have it. */
  transceive(apdu: Uint8Array): Promise<Uint8Array> {
    return this.#client.transmit(apdu);
  }

  /** Starts a card session; the answer to reset. */
  powerOn(): Promise<Bytes> {
    return this.#client.powerOn();
  }

  /** Ends the card session; the next command starts another. */
  powerOff(): Promise<void> {
    return this.#client.powerOff();
  }

  /** Warm reset; the answer to reset. */
  reset(): Promise<Bytes> {
    return this.#client.reset();
  }

  /** Leaves the card session as it is, for other clients to use or to reset. */
  letGo(): void {
    this.#client.close();
  }
}

/** Throws `HostError` INPUT_INVALID. */
export function toBytes(apdu: Bytes | string): Bytes {
  if (typeof apdu !== 'string') return apdu;
  try {
    return unhex(apdu);
  } catch (error) {
    throw new HostError(
      'INPUT_INVALID',
      (error as RangeError).message,
      'give an APDU in hexadecimal, or as bytes',
    );
  }
}
