/**
 * Secure messaging of SCP03, which SCP11 has too: MAC chaining, and encryption under a counter.
 * [GPAmdD §6.2]
 */
import { bigEndian, type Bytes, bytes, concat, EMPTY, sameSecret } from '../../../base/index.ts';
import {
  AES_BLOCK,
  type BlockCipher,
  decryptCbc,
  encryptBlock,
  encryptCbc,
  type Mac,
  padBlocks,
  unpadBlocks,
} from '../../../crypto/index.ts';
import { isAccepted, type ResponseApdu } from '../../../wire/index.ts';
import { SECURITY_LEVEL } from '../../../wire/globalplatform/index.ts';
import type { CardCommand } from '../command.ts';
import { untrusted } from './initialize-update.ts';
import {
  FIELD_MAX,
  plainLengthMax,
  secureClass,
  type SecureMessaging,
} from './secure-messaging.ts';

/** In the counter block of a response. [GPAmdD §6.2.7] */
const RESPONSE_MARK = 0x80;
const ZERO = new Uint8Array(AES_BLOCK);

export interface Scp03MessagingParts {
  readonly protocol: 3 | 0x11;
  readonly enc: BlockCipher;
  readonly mac: Mac;
  readonly rmac: Mac;
  readonly dek: BlockCipher;
  readonly level: number;
  /** Bytes of a MAC that travel: 8, in mode S16 all 16. */
  readonly macLength: 8 | 16;
  /** The first chaining value: zero in SCP03, the receipt in SCP11. */
  readonly chaining: Bytes;
  readonly diversification: Bytes;
  readonly keyVersion: number;
}

export class Scp03Messaging implements SecureMessaging {
  readonly protocol: number;
  readonly level: number;
  readonly diversification: Bytes;
  readonly keyVersion: number;
  readonly dataLengthMax: number;
  readonly sensitiveBlock = AES_BLOCK;
  readonly #parts: Scp03MessagingParts;
  #chaining: Bytes;
  /** Rises with each command of a session with command encryption. [GPAmdD §6.2.6] */
  #counter = 0;

  constructor(parts: Scp03MessagingParts) {
    const { macLength: mac, level } = parts;
    this.#parts = parts;
    this.protocol = parts.protocol;
    this.level = level;
    this.diversification = parts.diversification;
    this.keyVersion = parts.keyVersion;
    this.#chaining = parts.chaining;
    this.dataLengthMax = plainLengthMax(level, { mac, block: AES_BLOCK });
  }

  protect(command: CardCommand): { readonly cla: number; readonly field: Bytes } {
    const { cla = 0x80, data } = command;
    const { level } = this;
    if ((level & SECURITY_LEVEL.COMMAND_DECRYPTION) !== 0) this.#counter++;
    if ((level & SECURITY_LEVEL.COMMAND_MAC) === 0) return { cla, field: data };
    const encrypts = (level & SECURITY_LEVEL.COMMAND_DECRYPTION) !== 0 && data.length > 0;
    return this.sign(command, encrypts ? this.#encrypted(data) : data);
  }

  /** The data field with its MAC; a length above 255 is coded in three bytes. [GPAmdD §6.2.4] */
  sign(
    { cla, ins, p1, p2 }: CardCommand,
    body: Bytes,
  ): { readonly cla: number; readonly field: Bytes } {
    const { mac, macLength } = this.#parts;
    const length = body.length + macLength;
    const coded = length > FIELD_MAX ? concat(bytes(0), bigEndian(length, 2)) : bytes(length);
    const secure = secureClass(cla);
    this.#chaining = mac(this.#chaining, bytes(secure, ins, p1, p2), coded, body);
    return { cla: secure, field: concat(body, this.#chaining.subarray(0, macLength)) };
  }

  /** [GPAmdD §6.2.5] [GPAmdD §6.2.7] */
  unprotect({ data, sw }: ResponseApdu): ResponseApdu {
    if ((this.level & SECURITY_LEVEL.RESPONSE_MAC) === 0) return { data, sw };
    if (!isAccepted(sw)) return { data: EMPTY, sw };
    const { rmac, macLength, enc } = this.#parts;
    const end = data.length - macLength;
    if (end < 0) throw untrusted('response MAC');
    const body = data.subarray(0, end);
    const mac = rmac(this.#chaining, body, bigEndian(sw, 2)).subarray(0, macLength);
    if (!sameSecret(mac, data.subarray(end))) throw untrusted('response MAC');
    if ((this.level & SECURITY_LEVEL.RESPONSE_ENCRYPTION) === 0 || end === 0)
      return { data: body, sw };
    const isWhole = body.length % AES_BLOCK === 0;
    const iv = this.#initialVector(RESPONSE_MARK);
    const plain = isWhole ? unpadBlocks(decryptCbc(enc, { iv, data: body })) : undefined;
    if (plain === undefined) throw untrusted('response encryption');
    return { data: plain, sw };
  }

  /** [GPAmdD §6.2.8] */
  encryptSensitive(blocks: Bytes): Bytes {
    return encryptCbc(this.#parts.dek, { iv: ZERO, data: blocks });
  }

  #encrypted(data: Bytes): Bytes {
    const padded = padBlocks(data, AES_BLOCK);
    return encryptCbc(this.#parts.enc, { iv: this.#initialVector(0), data: padded });
  }

  #initialVector(mark: number): Bytes {
    const block = concat(bytes(mark), bigEndian(this.#counter, AES_BLOCK - 1));
    return encryptBlock(this.#parts.enc, block);
  }
}
