/** A card for programs that send bytes through a PC/SC library, without PC/SC. */
import type { Bytes } from '../base/index.ts';
import type { DeviceLink } from '../run/clients/index.ts';

/** What such programs hand over: bytes, or a list of their values. */
export type CommandBytes = Bytes | readonly number[];

/**
 * The card at one link of a device, powered. On Node the bytes that come back are Buffers, as
 * smartcard, nfc-pcsc and pcsclite give them.
 */
export class ByteCard {
  /** The answer to reset of the card session. */
  atr: Bytes;
  readonly #link: DeviceLink;

  /** Cards are made by `openCard`. */
  constructor(link: DeviceLink, atr: Bytes) {
    this.#link = link;
    this.atr = asBuffer(atr);
  }

  /**
   * Sends one command APDU; data and status word. A second argument, the longest answer that some
   * libraries require, is not needed. Rejects with `HostError` LINK_DOWN, DEVICE_MUTE.
   */
  async transmit(apdu: CommandBytes, _lengthMax?: number): Promise<Bytes> {
    return asBuffer(await this.#link.transceive(Uint8Array.from(apdu)));
  }

  /** The same by the name that NFC libraries have for it. */
  transceive(apdu: CommandBytes): Promise<Bytes> {
    return this.transmit(apdu);
  }

  /** Warm reset; the answer to reset. */
  async reset(): Promise<Bytes> {
    this.atr = asBuffer(await this.#link.reset());
    return this.atr;
  }

  /** Ends the card session. */
  disconnect(): Promise<void> {
    return this.#link.powerOff();
  }
}

/** Powers a link of a device and gives the card at it. Rejects with `HostError` LINK_DOWN. */
export async function openCard(link: DeviceLink): Promise<ByteCard> {
  return new ByteCard(link, await link.powerOn());
}

function asBuffer(bytes: Bytes): Bytes {
  return Buffer.from(bytes);
}
