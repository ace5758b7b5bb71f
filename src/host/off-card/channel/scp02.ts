/**
 * Secure channel protocol 02, the host's side: explicit initiation, three double-length DES keys, a
 * MAC over the modified command. [GPCS §E]
 */
import { bigEndian, type Bytes, bytes, concat, EMPTY, sameSecret } from '../../../base/index.ts';
import {
  type Crypto,
  DES_BLOCK,
  encryptCbc,
  encryptEcb,
  padBlocks,
  scp02CardChallenge,
  scp02CardCryptogram,
  scp02HostCryptogram,
  scp02Mac,
  scp02NextVector,
  type Scp02SessionKeys,
  scp02SessionKeys,
} from '../../../crypto/index.ts';
import { INS, isAccepted, type ResponseApdu } from '../../../wire/index.ts';
import { SCP02_OPTION, SECURITY_LEVEL } from '../../../wire/globalplatform/index.ts';
import type { CardCommand } from '../command.ts';
import type { StaticKeys } from '../keys.ts';
import { untrusted } from './initialize-update.ts';
import { plainLengthMax, secureClass, type SecureMessaging } from './secure-messaging.ts';

/** What is given of the option before the session: `i` itself does not come in the answer. */
export const SCP02_OPTION_USUAL = 0x15;
const MAC_LENGTH = 8;
const ZERO = new Uint8Array(DES_BLOCK);

/** What INITIALIZE UPDATE brought. [GPCS §E.5.1.4 table E-8] */
export interface Scp02Answer {
  readonly diversification: Bytes;
  readonly keyVersion: number;
  readonly sequence: Bytes;
  readonly challenge: Bytes;
  readonly cryptogram: Bytes;
}

export function parseScp02Answer(data: Bytes): Scp02Answer {
  return {
    diversification: data.slice(0, 10),
    keyVersion: data[10]!,
    sequence: data.slice(12, 14),
    challenge: data.slice(14, 20),
    cryptogram: data.slice(20, 28),
  };
}

export interface Scp02Wish {
  readonly keys: StaticKeys;
  readonly option: number;
  readonly level: number;
  readonly hostChallenge: Bytes;
  /** The name by which the security domain was selected; empty where it is not known. */
  readonly aid: Bytes;
}

export class Scp02Host implements SecureMessaging {
  readonly protocol = 2;
  readonly level: number;
  readonly diversification: Bytes;
  readonly keyVersion: number;
  readonly dataLengthMax: number;
  readonly sensitiveBlock = DES_BLOCK;
  readonly #crypto: Crypto;
  readonly #option: number;
  readonly #keys: Scp02SessionKeys;
  /** The MAC of the last command, from which the next vector follows. [GPCS §E.3.3] */
  #chaining: Bytes = EMPTY;
  #responseChaining: Bytes = EMPTY;
  /** The command that a response MAC covers. */
  #sent: Bytes = EMPTY;
  readonly externalAuthenticate: CardCommand;

  /** Throws `HostError` CARD_UNTRUSTED where challenge or cryptogram of the card are wrong. */
  constructor(crypto: Crypto, answer: Scp02Answer, wish: Scp02Wish) {
    const { keys, option, level, hostChallenge, aid } = wish;
    const { sequence, challenge } = answer;
    this.#crypto = crypto;
    this.#option = option;
    this.level = level;
    this.diversification = answer.diversification;
    this.keyVersion = answer.keyVersion;
    this.dataLengthMax = plainLengthMax(level, { mac: MAC_LENGTH, block: DES_BLOCK });
    const { enc, mac, dek } = keys;
    const set = { enc: enc.reveal(), mac: mac.reveal(), dek: dek.reveal() };
    this.#keys = scp02SessionKeys(crypto, set, sequence);
    const derived = scp02CardChallenge(crypto, this.#keys.mac, aid);
    const isDerived = (option & SCP02_OPTION.PSEUDO_RANDOM) !== 0 && aid.length > 0;
    if (isDerived && !sameSecret(derived, challenge)) throw untrusted('challenge');
    const challenges = { host: hostChallenge, sequence, card: challenge };
    const expected = scp02CardCryptogram(crypto, this.#keys.enc, challenges);
    if (!sameSecret(expected, answer.cryptogram)) throw untrusted('cryptogram');
    const cryptogram = scp02HostCryptogram(crypto, this.#keys.enc, challenges);
    const command = {
      name: 'EXTERNAL AUTHENTICATE',
      cla: 0x84,
      ins: INS.EXTERNAL_AUTHENTICATE,
      p1: level,
      p2: 0,
    };
    const mac1 = this.#macOf({ ...command, data: cryptogram }, ZERO);
    this.#chaining = this.#responseChaining = mac1;
    this.externalAuthenticate = { ...command, data: concat(cryptogram, mac1) };
  }

  protect(command: CardCommand): { readonly cla: number; readonly field: Bytes } {
    const { cla = 0x80, ins, p1, p2, data } = command;
    this.#sent = concat(bytes(cla, ins, p1, p2, data.length & 0xff), data);
    if ((this.level & SECURITY_LEVEL.COMMAND_MAC) === 0) return { cla, field: data };
    const mac = this.#macOf(command, this.#vector());
    this.#chaining = mac;
    const encrypts = (this.level & SECURITY_LEVEL.COMMAND_DECRYPTION) !== 0 && data.length > 0;
    const enc = this.#crypto.des(this.#keys.enc);
    const body = encrypts ? encryptCbc(enc, { iv: ZERO, data: padBlocks(data, DES_BLOCK) }) : data;
    return { cla: secureClass(cla), field: concat(body, mac) };
  }

  /** [GPCS §E.4.5] */
  unprotect({ data, sw }: ResponseApdu): ResponseApdu {
    if ((this.level & SECURITY_LEVEL.RESPONSE_MAC) === 0) return { data, sw };
    const hasMac = isAccepted(sw);
    if (hasMac && data.length < MAC_LENGTH) throw untrusted('response MAC');
    const body = hasMac ? data.subarray(0, data.length - MAC_LENGTH) : EMPTY;
    const covered = concat(this.#sent, bytes(body.length & 0xff), body, bigEndian(sw, 2));
    const mac = scp02Mac(this.#crypto, this.#keys.rmac, {
      iv: this.#responseChaining,
      data: covered,
    });
    this.#responseChaining = mac;
    if (hasMac && !sameSecret(mac, data.subarray(body.length))) throw untrusted('response MAC');
    return { data: body, sw };
  }

  encryptSensitive(blocks: Bytes): Bytes {
    return encryptEcb(this.#crypto.des(this.#keys.dek), blocks);
  }

  /** The last MAC, encrypted where the option requires it. [GPCS §E.3.4] */
  #vector(): Bytes {
    if ((this.#option & SCP02_OPTION.ICV_ENCRYPTION) === 0) return this.#chaining;
    return scp02NextVector(this.#crypto, this.#keys.mac, this.#chaining);
  }

  /** Over the plain data, with the class and the length that go with a MAC. [GPCS §E.4.4] */
  #macOf({ cla, ins, p1, p2, data }: CardCommand, iv: Bytes): Bytes {
    const header = bytes(secureClass(cla), ins, p1, p2, (data.length + MAC_LENGTH) & 0xff);
    return scp02Mac(this.#crypto, this.#keys.mac, { iv, data: concat(header, data) });
  }
}

/** Whether a card with this option protects responses. */
export function scp02ProtectsResponses(option: number): boolean {
  return (option & SCP02_OPTION.RESPONSE_MAC) !== 0;
}
