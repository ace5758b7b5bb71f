/**
 * Secure messaging of an open session of secure channel protocol 02: the chained MAC over the
 * modified command, data encryption, and the MAC over command and response. [GPCS §E.4.4]
 * [GPCS §E.4.5] [GPCS §E.4.6] [GPCS §E.4.7]
 */
import { bigEndian, bytes, type Bytes, concat, EMPTY, sameSecret } from '../../../base/index.ts';
import {
  type BlockCipher,
  type Crypto,
  decryptCbc,
  decryptEcb,
  DES_BLOCK,
  scp02Mac,
  scp02NextVector,
  type Scp02SessionKeys,
  unpadBlocks,
} from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { isAccepted, SW } from '../../../wire/index.ts';
import {
  CLASS_PROPRIETARY,
  CLASS_SECURE,
  SCP02_OPTION,
  SECURITY_LEVEL,
} from '../../../wire/globalplatform/index.ts';
import type { PlainCommand } from '../../command/plain-command.ts';
import { RESPONSE_DATA_SHORT_MAX } from '../../limits.ts';
import { type SecureChannel, type Unverified } from '../secure-channel.ts';
import { SCP02 } from './options.ts';

export const MAC_LENGTH = 8;
/** Longest data of BEGIN R-MAC SESSION. [GPCS §E.5.3.5 table E-16] */
const CHALLENGE_MAX = 24;
const { COMMAND_MAC, COMMAND_DECRYPTION, RESPONSE_MAC } = SECURITY_LEVEL;

export interface Scp02ChannelParts {
  readonly crypto: Crypto;
  readonly keys: Scp02SessionKeys;
  /** Security level as in P1 of EXTERNAL AUTHENTICATE. */
  readonly level: number;
  /** Handle of the security domain. */
  readonly domain: number;
  readonly option: number;
}

/** How responses are protected: `count` computes the MAC without returning it. [GPCS §E.5.3.3] */
type ResponseMac = 'none' | 'count' | 'send';

export class Scp02Channel implements SecureChannel {
  readonly protocol = SCP02;
  readonly authenticated = true;
  readonly domain: number;
  readonly #crypto: Crypto;
  readonly #keys: Scp02SessionKeys;
  readonly #enc: BlockCipher;
  readonly #option: number;
  readonly #levelAtFirst: number;
  #responses: ResponseMac;
  /** For the response to the current command; BEGIN R-MAC SESSION counts but has no MAC. */
  #responsesNow: ResponseMac | 'skip';
  /** The last command MAC that verified. */
  #chaining: Bytes = EMPTY;
  #responseChaining: Bytes = EMPTY;

  constructor({ crypto, keys, level, domain, option }: Scp02ChannelParts) {
    this.#crypto = crypto;
    this.#keys = keys;
    this.#enc = crypto.des(keys.enc);
    this.#levelAtFirst = level;
    this.#responses = this.#responsesNow = (level & RESPONSE_MAC) !== 0 ? 'send' : 'none';
    this.domain = domain;
    this.#option = option;
  }

  get level(): number {
    const responses = this.#responses === 'none' ? 0 : RESPONSE_MAC;
    return (this.#levelAtFirst & ~RESPONSE_MAC) | responses;
  }

  get needsMac(): boolean {
    return (this.#levelAtFirst & COMMAND_MAC) !== 0;
  }

  get responseLengthMax(): number {
    return RESPONSE_DATA_SHORT_MAX - (this.#responses === 'send' ? MAC_LENGTH : 0);
  }

  /** The MAC of EXTERNAL AUTHENTICATE, with a vector of zeros; both chains begin with it. */
  verifyFirst(command: Command): boolean {
    const signed = command.data.subarray(0, command.data.length - MAC_LENGTH);
    const mac = this.#macOf(command, signed, new Uint8Array(DES_BLOCK));
    if (!sameSecret(mac, command.data.subarray(signed.length))) return false;
    this.#chaining = this.#responseChaining = mac;
    return true;
  }

  /** Data are decrypted first: the MAC is over what was encrypted. [GPCS §E.4.6] */
  verify(command: Command): PlainCommand | Unverified {
    const announced = (command.cla & CLASS_SECURE) !== 0;
    if (!this.needsMac && !announced) return command;
    if (command.data.length < MAC_LENGTH) return { why: 'the command is shorter than a MAC' };
    const end = command.data.length - MAC_LENGTH;
    const data = this.#decrypted(command.data.subarray(0, end));
    if (data === undefined) return { why: 'the data do not decrypt' };
    const sent = command.data.subarray(end);
    const mac = this.#macOf(command, data, this.#vector());
    if (!sameSecret(mac, sent)) {
      const isRepeated = sameSecret(this.#chaining, sent);
      return {
        why: isRepeated
          ? 'the command has the MAC of the one before: it is sent again'
          : 'the MAC is wrong',
      };
    }
    this.#chaining = mac;
    const { session, ins, p1, p2, le } = command;
    return { session, cla: command.cla & CLASS_PROPRIETARY, ins, p1, p2, data, le };
  }

  #decrypted(data: Bytes): Bytes | undefined {
    if ((this.#levelAtFirst & COMMAND_DECRYPTION) === 0 || data.length === 0) return data;
    if (data.length % DES_BLOCK !== 0) return undefined;
    return unpadBlocks(decryptCbc(this.#enc, { iv: new Uint8Array(DES_BLOCK), data }));
  }

  /** [GPCS §E.3.4] */
  #vector(): Bytes {
    if ((this.#option & SCP02_OPTION.ICV_ENCRYPTION) === 0) return this.#chaining;
    return scp02NextVector(this.#crypto, this.#keys.mac, this.#chaining);
  }

  /** Over the modified command: no channel, secure messaging, Lc with the MAC. [GPCS §E.4.4] */
  #macOf({ cla, ins, p1, p2 }: Command, data: Bytes, iv: Bytes): Bytes {
    const header = bytes(
      (cla & CLASS_PROPRIETARY) | CLASS_SECURE,
      ins,
      p1,
      p2,
      (data.length + MAC_LENGTH) & 0xff,
    );
    return scp02Mac(this.#crypto, this.#keys.mac, { iv, data: concat(header, data) });
  }

  /**
   * The MAC is over command and response. An error has no data, so its MAC is only the next
   * vector. [GPCS §E.4.5]
   */
  protect({ data, sw }: Response, { cla, ins, p1, p2, data: sent }: PlainCommand): Response {
    const now = this.#responsesNow;
    this.#responsesNow = this.#responses;
    if (now === 'none' || now === 'skip') return { data, sw };
    const error = !isAccepted(sw);
    const body = error ? EMPTY : data;
    const header = bytes(cla & CLASS_PROPRIETARY, ins, p1, p2, sent.length & 0xff);
    const mac = scp02Mac(this.#crypto, this.#keys.rmac, {
      iv: this.#responseChaining,
      data: concat(header, sent, bytes(body.length & 0xff), body, bigEndian(sw, 2)),
    });
    this.#responseChaining = mac;
    return { data: now === 'send' && !error ? concat(data, mac) : data, sw };
  }

  /** By the session's data encryption key, in ECB mode. [GPCS §E.4.7] */
  decryptSensitive(data: Bytes): Bytes | undefined {
    if (data.length === 0 || data.length % DES_BLOCK !== 0) return undefined;
    return decryptEcb(this.#crypto.des(this.#keys.dek), data);
  }

  /** The MAC counts from this command on, whose own response has none. [GPCS §E.5.3.3] */
  beginResponseMac(level: number, { data }: PlainCommand): void {
    if (data.length > 1 + CHALLENGE_MAX) {
      refuse(SW.WRONG_DATA, 'GPCS §E.5.3.5', 'more than 24 bytes');
    }
    if (level !== 0 && level !== RESPONSE_MAC) {
      refuse(SW.WRONG_P1P2, 'GPCS §E.5.3.3', 'P1 is 00 or 10');
    }
    if (this.#responses !== 'none') {
      refuse(SW.CONDITIONS, 'GPCS §E.5.3', 'an R-MAC session is open');
    }
    this.#responsesNow = 'count';
    this.#responses = level === 0 ? 'count' : 'send';
  }

  /** Not part of the computation itself. [GPCS §E.4.5] */
  endResponseMac(ends: boolean): Bytes {
    if (this.#responses === 'none') {
      refuse(SW.CONDITIONS, 'GPCS §E.5.4', 'no R-MAC session is open');
    }
    this.#responsesNow = 'skip';
    if (ends && (this.#levelAtFirst & RESPONSE_MAC) !== 0) {
      refuse(
        SW.CONDITIONS,
        'GPCS §E.4.5',
        'an R-MAC of EXTERNAL AUTHENTICATE lasts as the session',
      );
    }
    if (ends) this.#responses = 'none';
    return this.#responseChaining;
  }
}
