/**
 * The host side of secure channel protocol 02, written from `node:crypto` alone so that the card
 * side is judged by something independent of it. Explicit initiation, three keys of 16 bytes.
 */
import { createCipheriv } from 'node:crypto';

type Bytes = Uint8Array;
const ZERO = Buffer.alloc(8);

export interface Scp02HostOptions {
  readonly enc: Bytes;
  readonly mac: Bytes;
  readonly dek: Bytes;
  /** Bit 10 of `i`: the vector is encrypted from the second command on. */
  readonly option: number;
  readonly hostChallenge: Bytes;
  /** The name under which the security domain was selected. */
  readonly aid: Bytes;
}

export class Scp02Host {
  readonly #options: Scp02HostOptions;
  #session: { enc: Bytes; mac: Bytes; rmac: Bytes; dek: Bytes } | undefined;
  #cryptogram: Bytes = ZERO;
  #vector: Bytes = ZERO;
  #responseVector: Bytes = ZERO;
  #sent: Bytes = ZERO;
  level = 0;
  /** Whether responses count for the MAC without having one. */
  counting = false;

  constructor(options: Scp02HostOptions) {
    this.#options = options;
  }

  initializeUpdate(keyVersion = 0): Bytes {
    const { hostChallenge } = this.#options;
    return Buffer.concat([
      Uint8Array.of(0x80, 0x50, keyVersion, 0, 8),
      hostChallenge,
      ZERO.subarray(7),
    ]);
  }

  /** Reads the response and checks the card cryptogram; throws where it is wrong. */
  accept(data: Bytes): { readonly keyVersion: number; readonly sequence: number } {
    if (data.length !== 28 || data[11] !== 2) throw new Error('no answer of SCP02');
    const { enc, mac, dek, hostChallenge, option, aid } = this.#options;
    const sequence = data.subarray(12, 14);
    const derive = (key: Bytes, constant: number) => {
      const input = Buffer.concat([Uint8Array.of(1, constant), sequence, Buffer.alloc(12)]);
      return tripleCbc(key, input, ZERO);
    };
    this.#session = {
      mac: derive(mac, 0x01),
      rmac: derive(mac, 0x02),
      dek: derive(dek, 0x81),
      enc: derive(enc, 0x82),
    };
    const challenge = data.subarray(14, 20);
    if ((option & 0x40) !== 0) {
      const expected = retailMac(this.#session.mac, aid, ZERO).subarray(0, 6);
      if (!Buffer.from(expected).equals(challenge)) throw new Error('the card challenge is wrong');
    }
    const full = (...parts: Bytes[]) =>
      tripleCbc(this.#keys.enc, pad(Buffer.concat(parts)), ZERO).subarray(-8);
    const expected = full(hostChallenge, sequence, challenge);
    if (!Buffer.from(expected).equals(data.subarray(20))) {
      throw new Error('the card cryptogram is wrong');
    }
    this.#cryptogram = full(sequence, challenge, hostChallenge);
    return { keyVersion: data[10]!, sequence: Buffer.from(sequence).readUInt16BE() };
  }

  externalAuthenticate(level: number): Bytes {
    this.#vector = ZERO;
    const apdu = this.#sign(
      Uint8Array.of(0x84, 0x82, level, 0),
      this.#cryptogram,
      this.#cryptogram,
    );
    this.#responseVector = this.#vector;
    this.level = level;
    return apdu;
  }

  wrap(header: Bytes, data: Bytes = Buffer.alloc(0), le: number | 'none' = 0): Bytes {
    const lc = Uint8Array.of(data.length);
    this.#sent = Buffer.concat([Uint8Array.of(header[0]! & 0x80), header.subarray(1), lc, data]);
    const tail = le === 'none' ? Buffer.alloc(0) : Uint8Array.of(le);
    if ((this.level & 0x01) === 0) {
      return Buffer.concat([header, data.length > 0 ? lc : data, data, tail]);
    }
    const encrypts = (this.level & 0x02) !== 0 && data.length > 0;
    const body = encrypts ? tripleCbc(this.#keys.enc, pad(data), ZERO) : data;
    if ((this.#options.option & 0x10) !== 0) {
      const single = createCipheriv('des-ede3-ecb', tripled(this.#keys.mac.subarray(0, 8)), null);
      single.setAutoPadding(false);
      this.#vector = single.update(this.#vector);
    }
    return Buffer.concat([this.#sign(secured(header), data, body), tail]);
  }

  /** The response without its MAC; throws where that is wrong. */
  unwrap({ data, sw }: { readonly data: Bytes; readonly sw: number }) {
    const sends = (this.level & 0x10) !== 0 && !this.counting;
    if (!sends && !this.counting) return { data, sw };
    const isError = sw !== 0x9000 && sw >> 8 !== 0x62 && sw >> 8 !== 0x63;
    const body = sends && !isError ? data.subarray(0, data.length - 8) : data;
    const status = Uint8Array.of(sw >> 8, sw & 0xff);
    const input = Buffer.concat([this.#sent, Uint8Array.of(body.length & 0xff), body, status]);
    this.#responseVector = retailMac(this.#keys.rmac, input, this.#responseVector);
    if (!sends || isError) return { data: body, sw };
    if (!Buffer.from(this.#responseVector).equals(data.subarray(-8))) {
      throw new Error('the response MAC is wrong');
    }
    return { data: body, sw };
  }

  get responseMac(): Bytes {
    return this.#responseVector;
  }

  /** Sensitive data, by the session's data encryption key. */
  encryptSensitive(data: Bytes): Bytes {
    const cipher = createCipheriv('des-ede3-ecb', tripled(this.#keys.dek), null);
    cipher.setAutoPadding(false);
    return cipher.update(data);
  }

  get #keys(): { enc: Bytes; mac: Bytes; rmac: Bytes; dek: Bytes } {
    if (!this.#session) throw new Error('no session keys yet');
    return this.#session;
  }

  /** The MAC is over the plain data, behind an Lc that counts them and the MAC. */
  #sign(header: Bytes, plain: Bytes, body: Bytes): Buffer {
    const signed = Buffer.concat([header, Uint8Array.of(plain.length + 8), plain]);
    signed[0] = (header[0]! & 0x80) | 0x04;
    this.#vector = retailMac(this.#keys.mac, signed, this.#vector);
    return Buffer.concat([header, Uint8Array.of(body.length + 8), body, this.#vector]);
  }
}

function secured(header: Bytes): Bytes {
  const out = Uint8Array.from(header);
  out[0]! |= (out[0]! & 0x40) !== 0 ? 0x20 : 0x04;
  return out;
}

function pad(data: Bytes): Bytes {
  const padding = Buffer.alloc(8 - (data.length % 8));
  padding[0] = 0x80;
  return Buffer.concat([data, padding]);
}

/** A key of 8 or 16 bytes as three keys. */
function tripled(key: Bytes): Bytes {
  return key.length === 8
    ? Buffer.concat([key, key, key])
    : Buffer.concat([key, key.subarray(0, 8)]);
}

function tripleCbc(key: Bytes, data: Bytes, iv: Bytes): Buffer {
  const cipher = createCipheriv('des-ede3-cbc', tripled(key), iv);
  cipher.setAutoPadding(false);
  return cipher.update(data);
}

/** Single DES, and triple DES for the last block. */
function retailMac(key: Bytes, data: Bytes, iv: Bytes): Buffer {
  const padded = pad(data);
  const head = padded.subarray(0, -8);
  const state = head.length === 0 ? iv : tripleCbc(key.subarray(0, 8), head, iv).subarray(-8);
  return tripleCbc(key, padded.subarray(-8), state);
}
