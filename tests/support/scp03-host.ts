/**
 * The host side of secure channel protocol 03, written from `node:crypto` alone so that the card
 * side is judged by something independent of it. AES of any key length; the length of the host
 * challenge chooses between modes S8 and S16.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';

type Bytes = Uint8Array;

export interface HostKeys {
  readonly enc: Bytes;
  readonly mac: Bytes;
}

export interface HostOptions {
  readonly keys: HostKeys;
  /** The name under which the security domain was selected. */
  readonly aid: Bytes;
  readonly hostChallenge: Bytes;
}

/** The response to INITIALIZE UPDATE. */
export interface CardChecks {
  readonly diversification: Bytes;
  readonly keyVersion: number;
  readonly protocol: number;
  readonly option: number;
  readonly challenge: Bytes;
  readonly cryptogram: Bytes;
  readonly sequence: number | undefined;
}

export interface HostResponse {
  readonly data: Bytes;
  readonly sw: number;
}

export class Scp03Host {
  readonly #options: HostOptions;
  #session: { enc: Bytes; mac: Bytes; rmac: Bytes } | undefined;
  #context: Bytes = new Uint8Array(0);
  #chaining: Bytes = new Uint8Array(16);
  #level = 0;
  #counter = 0;

  /** Bytes of challenges, cryptograms and MACs. */
  readonly #size: number;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#size = options.hostChallenge.length;
  }

  /** The messaging of a session whose keys were agreed on by SCP11. */
  static ofSession(session: {
    readonly keys: { readonly enc: Bytes; readonly mac: Bytes; readonly rmac: Bytes };
    readonly chaining: Bytes;
    readonly level: number;
    readonly size: 8 | 16;
  }): Scp03Host {
    const { keys, chaining, level, size } = session;
    const aid = new Uint8Array(0);
    const host = new Scp03Host({ keys, aid, hostChallenge: new Uint8Array(size) });
    host.#session = keys;
    host.#chaining = chaining;
    host.#level = level;
    return host;
  }

  initializeUpdate(keyVersion = 0): Bytes {
    return Buffer.concat([
      Uint8Array.of(0x80, 0x50, keyVersion, 0, this.#size),
      this.#options.hostChallenge,
      Uint8Array.of(0),
    ]);
  }

  /** Reads the response and checks challenge and cryptogram; throws where one is wrong. */
  accept(data: Bytes): CardChecks {
    const option = data[12]!;
    const pseudoRandom = (option & 0x10) !== 0;
    const size = this.#size;
    const end = 13 + 2 * size;
    if (((option & 0x01) !== 0) !== (size === 16)) throw new Error(`mode of option ${option}`);
    if (data.length !== end + (pseudoRandom ? 3 : 0)) throw new Error(`length ${data.length}`);
    const challenge = data.subarray(13, 13 + size);
    const sequence = data.subarray(end);
    const { keys, aid, hostChallenge } = this.#options;
    if (pseudoRandom) {
      const expected = derive(keys.enc, 0x02, Buffer.concat([sequence, aid]), size);
      if (!Buffer.from(expected).equals(challenge)) throw new Error('the card challenge is wrong');
    }
    this.#context = Buffer.concat([hostChallenge, challenge]);
    this.#session = {
      enc: derive(keys.enc, 0x04, this.#context, keys.enc.length),
      mac: derive(keys.mac, 0x06, this.#context, keys.mac.length),
      rmac: derive(keys.mac, 0x07, this.#context, keys.mac.length),
    };
    const cryptogram = data.subarray(13 + size, end);
    const expected = derive(this.#session.mac, 0x00, this.#context, size);
    if (!Buffer.from(expected).equals(cryptogram)) throw new Error('the card cryptogram is wrong');
    return {
      diversification: data.subarray(0, 10),
      keyVersion: data[10]!,
      protocol: data[11]!,
      option,
      challenge,
      cryptogram,
      sequence: pseudoRandom ? Buffer.from(sequence).readUIntBE(0, 3) : undefined,
    };
  }

  /** `spoil` flips a bit of the cryptogram (in S8 0 to 7) or of the MAC behind it. */
  externalAuthenticate(level: number, spoil?: number): Bytes {
    const cryptogram = derive(this.#keys.mac, 0x01, this.#context, this.#size);
    this.#chaining = new Uint8Array(16);
    this.#counter = 0;
    const apdu = this.#sign(Uint8Array.of(0x84, 0x82, level, 0), cryptogram);
    if (spoil !== undefined) apdu[5 + spoil]! ^= 0x01;
    this.#level = level;
    return apdu;
  }

  /** A command of the session: header with class 80 or 00 and a channel, data, and Le or none. */
  wrap(header: Bytes, data: Bytes = new Uint8Array(0), le: number | 'none' = 0): Bytes {
    let body = data;
    if ((this.#level & 0x02) !== 0) {
      this.#counter++;
      if (data.length > 0) body = this.#encrypt(data, this.#counterBlock(0));
    }
    const apdu =
      (this.#level & 0x01) !== 0
        ? this.#sign(secured(header), body)
        : Buffer.concat([header, body.length > 0 ? Uint8Array.of(body.length) : body, body]);
    return le === 'none' ? apdu : Buffer.concat([apdu, Uint8Array.of(le)]);
  }

  /**
   * One command in several: protected as a whole, with its length in three bytes where it has more
   * than 255 bytes, then cut. Bit 8 of P1 announces that more follow.
   */
  wrapChained(header: Bytes, data: Bytes, partMax = 255): readonly Bytes[] {
    const isEncrypted = (this.#level & 0x02) !== 0;
    if (isEncrypted) this.#counter++;
    const body = isEncrypted ? this.#encrypt(data, this.#counterBlock(0)) : data;
    const length = body.length + 8;
    const coded = length > 255 ? Uint8Array.of(0, length >> 8, length & 0xff) : undefined;
    const whole = (this.#level & 0x01) !== 0 ? this.#sign(secured(header), body, coded) : undefined;
    const field = whole?.subarray(4 + (coded?.length ?? 1)) ?? body;
    const cla = whole?.[0] ?? header[0]!;
    const [, ins, p1 = 0, p2] = header;
    const parts: Bytes[] = [];
    for (let at = 0; at < field.length; at += partMax) {
      const part = field.subarray(at, at + partMax);
      const isLast = at + partMax >= field.length;
      const head = Uint8Array.of(cla, ins!, isLast ? p1 : p1 | 0x80, p2!, part.length);
      parts.push(Buffer.concat([head, part, isLast ? Uint8Array.of(0) : part.subarray(0, 0)]));
    }
    return parts;
  }

  /** As `wrap`, with the length fields in extended form. */
  wrapExtended(header: Bytes, data: Bytes, le: number): Bytes {
    const apdu = this.#sign(secured(header), data, Uint8Array.of(0, 0, data.length + this.#size));
    return Buffer.concat([apdu, Uint8Array.of(le >> 8, le & 0xff)]);
  }

  /** A command whose data field is taken as it is, under a right MAC. */
  signed(header: Bytes, body: Bytes): Bytes {
    return this.#sign(secured(header), body);
  }

  /** The response without its secure messaging; throws where the MAC or the padding is wrong. */
  unwrap(response: HostResponse): HostResponse {
    const { data, sw } = response;
    const sw1 = sw >> 8;
    const isError = sw !== 0x9000 && sw1 !== 0x62 && sw1 !== 0x63;
    if ((this.#level & 0x10) === 0) return response;
    if (isError) {
      if (data.length > 0) throw new Error('an error came with data');
      return response;
    }
    if (data.length < this.#size) throw new Error('no response MAC');
    const body = data.subarray(0, data.length - this.#size);
    const status = Uint8Array.of(sw1, sw & 0xff);
    const whole = cmac(this.#keys.rmac, Buffer.concat([this.#chaining, body, status]));
    const mac = whole.subarray(0, this.#size);
    if (!Buffer.from(mac).equals(data.subarray(data.length - this.#size))) {
      throw new Error('the response MAC is wrong');
    }
    if ((this.#level & 0x20) === 0 || body.length === 0) return { data: body, sw };
    const iv = ecb(this.#keys.enc, this.#counterBlock(0x80));
    const decipher = createDecipheriv(cipherName(this.#keys.enc, 'cbc'), this.#keys.enc, iv);
    decipher.setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(body), decipher.final()]);
    const end = padded.lastIndexOf(0x80);
    if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('padding');
    return { data: padded.subarray(0, end), sw };
  }

  /** The level of what follows: BEGIN and END R-MAC SESSION change it. */
  set level(level: number) {
    this.#level = level;
  }

  get #keys(): { enc: Bytes; mac: Bytes; rmac: Bytes } {
    if (!this.#session) throw new Error('no session keys yet');
    return this.#session;
  }

  #encrypt(data: Bytes, counter: Bytes): Bytes {
    const padding = Buffer.alloc(16 - (data.length % 16));
    padding[0] = 0x80;
    const iv = ecb(this.#keys.enc, counter);
    const cipher = createCipheriv(cipherName(this.#keys.enc, 'cbc'), this.#keys.enc, iv);
    cipher.setAutoPadding(false);
    return Buffer.concat([cipher.update(Buffer.concat([data, padding])), cipher.final()]);
  }

  #counterBlock(mark: number): Bytes {
    const block = Buffer.alloc(16);
    block.writeUInt32BE(this.#counter, 12);
    block[0] = mark;
    return block;
  }

  /** The MAC covers the class of the basic channel; the command goes out with its own. */
  #sign(header: Bytes, data: Bytes, length = Uint8Array.of(data.length + this.#size)): Buffer {
    const signed = Buffer.concat([header, length]);
    signed[0] = (header[0]! & 0x80) | 0x04;
    const mac = cmac(this.#keys.mac, Buffer.concat([this.#chaining, signed, data]));
    this.#chaining = mac;
    return Buffer.concat([header, length, data, mac.subarray(0, this.#size)]);
  }
}

/** Secure messaging in a class byte: bit 3 for channels 0 to 3, bit 6 above. */
function secured(header: Bytes): Bytes {
  const out = Uint8Array.from(header);
  out[0]! |= (out[0]! & 0x40) !== 0 ? 0x20 : 0x04;
  return out;
}

/** The counter-mode derivation, with as many rounds as the length needs. */
export function derive(key: Bytes, constant: number, context: Bytes, length: number): Bytes {
  const rounds: Bytes[] = [];
  for (let round = 1; rounds.length * 16 < length; round++) {
    const bits = length * 8;
    const fixed = Uint8Array.of(
      ...new Array<number>(11).fill(0),
      constant,
      0,
      bits >> 8,
      bits & 0xff,
      round,
    );
    rounds.push(cmac(key, Buffer.concat([fixed, context])));
  }
  return Buffer.concat(rounds).subarray(0, length);
}

/** CMAC by its definition, on whole 128-bit integers. */
export function cmac(key: Bytes, message: Bytes): Bytes {
  const double = (block: bigint) => {
    const shifted = BigInt.asUintN(128, block << 1n);
    return block >> 127n === 1n ? shifted ^ 0x87n : shifted;
  };
  const first = double(toInteger(ecb(key, Buffer.alloc(16))));
  const blocks = Math.max(1, Math.ceil(message.length / 16));
  const head = message.subarray(0, (blocks - 1) * 16);
  let last = Buffer.from(message.subarray((blocks - 1) * 16));
  const whole = last.length === 16;
  if (!whole) last = Buffer.concat([last, Uint8Array.of(0x80), Buffer.alloc(15 - last.length)]);
  let state = 0n;
  for (let at = 0; at < head.length; at += 16) {
    state = toInteger(ecb(key, toBlock(state ^ toInteger(head.subarray(at, at + 16)))));
  }
  return ecb(key, toBlock(state ^ toInteger(last) ^ (whole ? first : double(first))));
}

function toInteger(block: Bytes): bigint {
  return BigInt(`0x${Buffer.from(block).toString('hex')}`);
}

function toBlock(value: bigint): Bytes {
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex');
}

function cipherName(key: Bytes, mode: 'cbc' | 'ecb'): string {
  return `aes-${key.length * 8}-${mode}`;
}

function ecb(key: Bytes, block: Bytes): Bytes {
  const cipher = createCipheriv(cipherName(key, 'ecb'), key, null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
