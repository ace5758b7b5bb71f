/**
 * Secure messaging of an open session of secure channel protocol 03, which SCP11 uses too: MAC
 * chaining, the encryption counter, and what is added to and removed from a message.
 * [GPAmdD §6.2.4] [GPAmdD §6.2.5] [GPAmdD §6.2.6] [GPAmdD §6.2.7]
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
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { isAccepted, SW } from '../../../wire/index.ts';
import {
  CLASS_PROPRIETARY,
  CLASS_SECURE,
  modeLength,
  SCP03_OPTION,
  SECURITY_LEVEL,
} from '../../../wire/globalplatform/index.ts';
import type { PlainCommand } from '../../command/plain-command.ts';
import { COMMAND_DATA_SHORT_MAX, RESPONSE_DATA_SHORT_MAX } from '../../limits.ts';
import { type SecureChannel, type Unverified } from '../secure-channel.ts';
import { SCP03 } from './options.ts';
import type { Scp03SessionKeys } from './session-keys.ts';

/** Set in the first byte of the counter block for responses. [GPAmdD §6.2.7] */
const RESPONSE_COUNTER_MARK = 0x80;
const { COMMAND_MAC, COMMAND_DECRYPTION, RESPONSE_MAC, RESPONSE_ENCRYPTION } = SECURITY_LEVEL;

/** P1 of BEGIN R-MAC SESSION, and bits of `i` that it needs. [GPAmdD §7.1.3.3 table 7-5] */
const RESPONSE_OPTIONS: ReadonlyMap<number, number> = new Map([
  [RESPONSE_MAC, SCP03_OPTION.RESPONSE_MAC],
  [
    RESPONSE_MAC | RESPONSE_ENCRYPTION,
    SCP03_OPTION.RESPONSE_MAC | SCP03_OPTION.RESPONSE_ENCRYPTION,
  ],
]);

export interface Scp03ChannelParts {
  readonly keys: Scp03SessionKeys;
  /** The data encryption key: the static one, or in SCP11 one of the session. */
  readonly dek: BlockCipher;
  /** Security level as in P1 of EXTERNAL AUTHENTICATE. */
  readonly level: number;
  /** Handle of the security domain. */
  readonly domain: number;
  /** The option byte `i` of SCP03. */
  readonly option: number;
}

/** What differs where the session was begun by SCP11. */
export interface Scp03ChannelOrigin {
  readonly protocol: number;
  readonly authenticated: boolean;
  /** The first chaining value: zero in SCP03, the receipt in SCP11. */
  readonly chaining: Bytes;
  /** Called at the first command whose MAC verifies. */
  onFirst(): void;
}

const SCP03_ORIGIN: Scp03ChannelOrigin = {
  protocol: SCP03,
  authenticated: true,
  chaining: new Uint8Array(AES_BLOCK),
  onFirst: () => {},
};

export class Scp03Channel implements SecureChannel {
  readonly protocol: number;
  readonly authenticated: boolean;
  readonly domain: number;
  readonly #keys: Scp03SessionKeys;
  readonly #dek: BlockCipher;
  readonly #option: number;
  readonly #macLength: number;
  readonly #levelAtFirst: number;
  #level: number;
  /** What the level becomes with the response to the current command behind it. */
  #levelNext: number;
  #chaining: Bytes;
  /** The MAC that came last, to recognize a command that is sent again. */
  #macBefore: Bytes = EMPTY;
  #onFirst: () => void;
  /** Number of the current command under command decryption, from 1. */
  #counter = 0;

  constructor(parts: Scp03ChannelParts, origin: Scp03ChannelOrigin = SCP03_ORIGIN) {
    const { keys, dek, level, domain, option } = parts;
    this.protocol = origin.protocol;
    this.authenticated = origin.authenticated;
    this.#keys = keys;
    this.#dek = dek;
    this.#levelAtFirst = this.#level = this.#levelNext = level;
    this.domain = domain;
    this.#option = option;
    this.#macLength = modeLength(option);
    this.#chaining = origin.chaining;
    this.#onFirst = origin.onFirst;
  }

  get level(): number {
    return this.#level;
  }

  /** The MAC of EXTERNAL AUTHENTICATE itself, whose chaining value is zero. [GPAmdD §6.2.3] */
  verifyFirst(command: Command): boolean {
    return this.#wrongMac(command) === undefined;
  }

  /**
   * The command without its secure messaging, if that is as the level requires. A MAC that the
   * level does not require is verified where the class announces one.
   */
  verify(command: Command): PlainCommand | Unverified {
    const announced = (command.cla & CLASS_SECURE) !== 0;
    if (!this.needsMac && !announced) return command;
    const wrong = this.#wrongMac(command);
    if (wrong !== undefined) return { why: wrong };
    this.#onFirst();
    this.#onFirst = () => {};
    const { session, ins, p1, p2, le } = command;
    const data = this.#decrypted(command.data.subarray(0, command.data.length - this.#macLength));
    if (data === undefined) return { why: 'the data do not decrypt' };
    return { session, cla: command.cla & CLASS_PROPRIETARY, ins, p1, p2, data, le };
  }

  #wrongMac(command: Command): string | undefined {
    const { data } = command;
    if (data.length < this.#macLength) return 'the command is shorter than a MAC';
    const signed = data.length - this.#macLength;
    const mac = this.#keys.mac(this.#chaining, macHeader(command), data.subarray(0, signed));
    const sent = data.subarray(signed);
    if (!sameSecret(mac.subarray(0, this.#macLength), sent)) {
      return sameSecret(this.#macBefore, sent)
        ? 'the command has the MAC of the one before: it is sent again'
        : 'the MAC is wrong';
    }
    this.#chaining = mac;
    this.#macBefore = Uint8Array.from(sent);
    return undefined;
  }

  /** The counter rises with every command, also one without data. [GPAmdD §6.2.6] */
  #decrypted(data: Bytes): Bytes | undefined {
    if ((this.level & COMMAND_DECRYPTION) === 0) return data;
    this.#counter++;
    if (data.length === 0) return data;
    if (data.length % AES_BLOCK !== 0) return undefined;
    return unpadBlocks(decryptCbc(this.#keys.enc, { iv: this.#initialVector(0), data }));
  }

  /** An error's status word travels alone, whatever the level. [GPAmdD §6.2.5] */
  protect(response: Response): Response {
    const out = this.#protected(response);
    this.#level = this.#levelNext;
    return out;
  }

  #protected(response: Response): Response {
    const { data, sw } = response;
    if ((this.level & RESPONSE_MAC) === 0) return response;
    if (!isAccepted(sw)) return { data: EMPTY, sw };
    const encrypts = (this.level & RESPONSE_ENCRYPTION) !== 0 && data.length > 0;
    const body = encrypts
      ? encryptCbc(this.#keys.enc, {
          iv: this.#initialVector(RESPONSE_COUNTER_MARK),
          data: padBlocks(data, AES_BLOCK),
        })
      : data;
    const mac = this.#keys.rmac(this.#chaining, body, bigEndian(sw, 2));
    return { data: concat(body, mac.subarray(0, this.#macLength)), sw };
  }

  /** By no key of the session in SCP03: data can be prepared before. [GPAmdD §6.2.8] */
  decryptSensitive(data: Bytes): Bytes | undefined {
    if (data.length === 0 || data.length % AES_BLOCK !== 0) return undefined;
    return decryptCbc(this.#dek, { iv: new Uint8Array(AES_BLOCK), data });
  }

  /** Its own response still has the level of before. [GPAmdD §7.1.3] */
  beginResponseMac(level: number): void {
    const needed = RESPONSE_OPTIONS.get(level);
    if (needed === undefined || (this.#option & needed) !== needed) {
      refuse(SW.WRONG_P1P2, 'GPAmdD §7.1.3.3', 'not a level of responses of this option');
    }
    const first = this.#levelAtFirst;
    const isRaised =
      (first & COMMAND_MAC) !== 0 &&
      (first & RESPONSE_ENCRYPTION) === 0 &&
      (level !== RESPONSE_MAC || (first & RESPONSE_MAC) === 0) &&
      ((level & RESPONSE_ENCRYPTION) === 0 || (first & COMMAND_DECRYPTION) !== 0);
    if (!isRaised) {
      refuse(SW.CONDITIONS, 'GPAmdD §7.1.3.7', 'the level of the session does not allow it');
    }
    this.#levelNext = first | level;
  }

  /** Its own response still has the R-MAC, which is what it returns. [GPAmdD §7.1.4] */
  endResponseMac(ends: boolean): Bytes {
    if (!ends) refuse(SW.WRONG_P1P2, 'GPAmdD §7.1.4.4', 'SCP03 ends the session and no less');
    if (this.#level === this.#levelAtFirst) {
      refuse(SW.CONDITIONS, 'GPAmdD §7.1.4', 'no R-MAC session was begun');
    }
    this.#levelNext = this.#levelAtFirst;
    return EMPTY;
  }

  get needsMac(): boolean {
    return (this.level & COMMAND_MAC) !== 0;
  }

  /** How many bytes of response data leave room for what `protect` adds. */
  get responseLengthMax(): number {
    if ((this.level & RESPONSE_MAC) === 0) return RESPONSE_DATA_SHORT_MAX;
    const room = RESPONSE_DATA_SHORT_MAX - this.#macLength;
    if ((this.level & RESPONSE_ENCRYPTION) === 0) return room;
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
