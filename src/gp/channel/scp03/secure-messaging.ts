/**
 * Secure messaging of an open session of secure channel protocol 03: MAC chaining, the encryption
 * counter, and what goes on and comes off a message. [GPAmdD §6.2.4] [GPAmdD §6.2.5]
 * [GPAmdD §6.2.6] [GPAmdD §6.2.7]
 */
import { bigEndian, bytes, type Bytes, concat, EMPTY, sameSecret } from '../../../base/index.ts';
import {
  AES_BLOCK,
  type BlockCipher,
  decryptCbc,
  encryptBlock,
  encryptCbc,
  padBlocks,
  unpadBlocks,
} from '../../../crypto/index.ts';
import type { Command, Response } from '../../../os/abi/index.ts';
import { CLASS_PROPRIETARY, CLASS_SECURE } from '../../command/class-byte.ts';
import { COMMAND_DATA_SHORT_MAX, RESPONSE_DATA_SHORT_MAX } from '../../limits.ts';
import type { PlainCommand } from '../../command/plain-command.ts';
import type { SecureChannel } from '../secure-channel.ts';
import { SCP03, SECURITY_LEVEL } from './options.ts';
import type { Scp03SessionKeys } from './session-keys.ts';

/** Bytes of a MAC that travel. [GPAmdD §6.2.4] */
export const MAC_LENGTH = 8;
/** Set in the first byte of the counter block for responses. [GPAmdD §6.2.7] */
const RESPONSE_COUNTER_MARK = 0x80;

export interface Scp03ChannelParts {
  readonly keys: Scp03SessionKeys;
  /** The static data encryption key. */
  readonly dek: BlockCipher;
  /** Security level as in P1 of EXTERNAL AUTHENTICATE. */
  readonly level: number;
  /** Handle of the security domain. */
  readonly domain: number;
}

export class Scp03Channel implements SecureChannel {
  readonly protocol = SCP03;
  readonly level: number;
  readonly domain: number;
  readonly #keys: Scp03SessionKeys;
  readonly #dek: BlockCipher;
  #chaining: Bytes = new Uint8Array(AES_BLOCK);
  /** Number of the current command under command decryption, from 1. */
  #counter = 0;

  constructor({ keys, dek, level, domain }: Scp03ChannelParts) {
    this.#keys = keys;
    this.#dek = dek;
    this.level = level;
    this.domain = domain;
  }

  /** The MAC of EXTERNAL AUTHENTICATE itself, whose chaining value is zero. [GPAmdD §6.2.3] */
  verifyFirst(command: Command): boolean {
    return this.#verifyMac(command);
  }

  /**
   * The command without its secure messaging, or `undefined` if that is not as the level asks. A
   * MAC that the level does not ask for is verified where the class announces one.
   */
  verify(command: Command): PlainCommand | undefined {
    const announced = (command.cla & CLASS_SECURE) !== 0;
    if (!this.needsMac && !announced) return command;
    if (!this.#verifyMac(command)) return undefined;
    const { session, ins, p1, p2, le } = command;
    const data = this.#decrypted(command.data.subarray(0, command.data.length - MAC_LENGTH));
    if (data === undefined) return undefined;
    return { session, cla: command.cla & CLASS_PROPRIETARY, ins, p1, p2, data, le };
  }

  #verifyMac(command: Command): boolean {
    const { data } = command;
    if (data.length < MAC_LENGTH) return false;
    const signed = data.length - MAC_LENGTH;
    const mac = this.#keys.mac(this.#chaining, macHeader(command), data.subarray(0, signed));
    if (!sameSecret(mac.subarray(0, MAC_LENGTH), data.subarray(signed))) return false;
    this.#chaining = mac;
    return true;
  }

  /** The counter rises with every command, also one without data. [GPAmdD §6.2.6] */
  #decrypted(data: Bytes): Bytes | undefined {
    if ((this.level & SECURITY_LEVEL.COMMAND_DECRYPTION) === 0) return data;
    this.#counter++;
    if (data.length === 0) return data;
    if (data.length % AES_BLOCK !== 0) return undefined;
    return unpadBlocks(decryptCbc(this.#keys.enc, { iv: this.#initialVector(0), data }));
  }

  /** An error's status word travels alone, whatever the level. [GPAmdD §6.2.5] */
  protect(response: Response): Response {
    const { data, sw } = response;
    if ((this.level & SECURITY_LEVEL.RESPONSE_MAC) === 0) return response;
    if (isError(sw)) return { data: EMPTY, sw };
    const encrypts = (this.level & SECURITY_LEVEL.RESPONSE_ENCRYPTION) !== 0 && data.length > 0;
    const body = encrypts
      ? encryptCbc(this.#keys.enc, {
          iv: this.#initialVector(RESPONSE_COUNTER_MARK),
          data: padBlocks(data, AES_BLOCK),
        })
      : data;
    const mac = this.#keys.rmac(this.#chaining, body, bigEndian(sw, 2));
    return { data: concat(body, mac.subarray(0, MAC_LENGTH)), sw };
  }

  /** By the static key, not one of the session: data can be prepared before. [GPAmdD §6.2.8] */
  decryptSensitive(data: Bytes): Bytes | undefined {
    if (data.length === 0 || data.length % AES_BLOCK !== 0) return undefined;
    return decryptCbc(this.#dek, { iv: new Uint8Array(AES_BLOCK), data });
  }

  get needsMac(): boolean {
    return (this.level & SECURITY_LEVEL.COMMAND_MAC) !== 0;
  }

  /** How many bytes of response data leave room for what `protect` adds. */
  get responseLengthMax(): number {
    if ((this.level & SECURITY_LEVEL.RESPONSE_MAC) === 0) return RESPONSE_DATA_SHORT_MAX;
    const room = RESPONSE_DATA_SHORT_MAX - MAC_LENGTH;
    if ((this.level & SECURITY_LEVEL.RESPONSE_ENCRYPTION) === 0) return room;
    return room - (room % AES_BLOCK) - 1;
  }

  #initialVector(mark: number): Bytes {
    const block = bigEndian(this.#counter, AES_BLOCK);
    block[0]! |= mark;
    return encryptBlock(this.#keys.enc, block);
  }
}

/**
 * The header that is signed: no channel number, GlobalPlatform's secure messaging, and the length
 * in the form in which it came. [GPAmdD §6.2.4]
 */
function macHeader(command: Command): Bytes {
  const { ins, p1, p2, data } = command;
  const cla = (command.cla & CLASS_PROPRIETARY) | CLASS_SECURE;
  const extended = command.extended || data.length > COMMAND_DATA_SHORT_MAX;
  const length = extended ? [0, data.length >> 8, data.length & 0xff] : [data.length];
  return bytes(cla, ins, p1, p2, ...length);
}

/** All but 9000, 62xx and 63xx. [GPAmdD §6.2.5] */
function isError(sw: number): boolean {
  const sw1 = sw >> 8;
  return sw !== 0x9000 && sw1 !== 0x62 && sw1 !== 0x63;
}
