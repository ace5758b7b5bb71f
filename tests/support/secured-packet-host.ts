/**
 * A remote server that sends secured packets, with ciphers and checksums from `node:crypto` so that
 * the card side is judged by something independent of it. Two-key DES, AES and redundancy checks.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { cmac } from './scp03-host.ts';

type Bytes = Uint8Array;

export interface PacketWish {
  /** Two bytes. */
  readonly spi: string;
  readonly kic: number;
  readonly kid: number;
  readonly tar: string;
  readonly counter?: number;
  readonly data: string;
}

export interface ServerKeys {
  readonly kic: Bytes;
  readonly kid: Bytes;
  readonly algorithm: 'des' | 'aes';
}

const SIZE = { none: 0, checksum: 8 } as const;

export class PacketServer {
  readonly #keys: ServerKeys;

  constructor(keys: ServerKeys) {
    this.#keys = keys;
  }

  command({ spi, kic, kid, tar, counter = 0, data }: PacketWish): Buffer {
    const [first = 0] = Buffer.from(spi, 'hex');
    const [ciphered, signed] = [(first & 0x04) !== 0, (first & 0x03) === 2];
    const size = signed ? SIZE.checksum : SIZE.none;
    const body = Buffer.from(data, 'hex');
    const block = ciphered ? this.#block : 1;
    const padding = (block - ((6 + size + body.length) % block)) % block;
    const cntr = Buffer.alloc(5);
    cntr.writeUIntBE(counter, 0, 5);
    const length = 8 + 6 + size + body.length + padding;
    const clear = Buffer.concat([
      Uint8Array.of(length >> 8, length & 0xff, 13 + size),
      Buffer.from(spi, 'hex'),
      Uint8Array.of(kic, kid),
      Buffer.from(tar, 'hex'),
    ]);
    const head = Buffer.concat([cntr, Uint8Array.of(padding)]);
    const filler = Buffer.alloc(padding);
    const mac = signed
      ? this.#checksum(Buffer.concat([clear, head, body, filler]))
      : filler.subarray(0, 0);
    const plain = Buffer.concat([head, mac, body, filler]);
    return Buffer.concat([clear, ciphered ? this.#cipher(plain) : plain]);
  }

  /** Status and data of a proof of receipt; throws where its checksum is wrong. */
  proof(spi: string, packet: Bytes, transport: Bytes): { status: number; data: string } {
    const [, second = 0] = Buffer.from(spi, 'hex');
    const clear = packet.subarray(0, 6);
    const size = packet[2]! - 10;
    const secured = packet.subarray(6);
    const plain =
      (second & 0x10) !== 0 && size + secured.length > 7 ? this.#decipher(secured) : secured;
    const padding = plain[5]!;
    const head = plain.subarray(0, 7);
    const mac = plain.subarray(7, 7 + size);
    const rest = plain.subarray(7 + size);
    if (size > 0) {
      const expected = this.#checksum(Buffer.concat([transport, clear, head, rest]));
      if (!expected.equals(mac)) throw new Error('the checksum of the proof is wrong');
    }
    const data = Buffer.from(rest.subarray(0, rest.length - padding));
    return { status: plain[6]!, data: data.toString('hex').toUpperCase() };
  }

  get #block(): number {
    return this.#keys.algorithm === 'aes' ? 16 : 8;
  }

  #checksum(data: Bytes): Buffer {
    const { kid, algorithm } = this.#keys;
    if (algorithm === 'aes') return Buffer.from(cmac(kid, data).subarray(0, 8));
    const padded = Buffer.concat([data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
    return this.#desCipher(kid, padded).subarray(-8);
  }

  #cipher(data: Bytes): Buffer {
    const { kic, algorithm } = this.#keys;
    if (algorithm === 'des') return this.#desCipher(kic, data);
    const cipher = createCipheriv(`aes-${kic.length * 8}-cbc`, kic, Buffer.alloc(16));
    return cipher.setAutoPadding(false).update(data);
  }

  #decipher(data: Bytes): Buffer {
    const { kic, algorithm } = this.#keys;
    const [name, key] =
      algorithm === 'des' ? ['des-ede3-cbc', tripled(kic)] : [`aes-${kic.length * 8}-cbc`, kic];
    const decipher = createDecipheriv(name!, key as Bytes, Buffer.alloc(this.#block));
    return decipher.setAutoPadding(false).update(data);
  }

  #desCipher(key: Bytes, data: Bytes): Buffer {
    const cipher = createCipheriv('des-ede3-cbc', tripled(key), Buffer.alloc(8));
    return cipher.setAutoPadding(false).update(data);
  }
}

function tripled(key: Bytes): Buffer {
  return Buffer.concat([key, key.subarray(0, 8)]);
}
