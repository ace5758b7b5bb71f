/** Secure channel protocol 03, the host's side, in modes S8 and S16. [GPAmdD §6] [GPAmdD §7.1] */
import { type Bytes, concat, type Secret, sameSecret } from '../../../base/index.ts';
import {
  AES_BLOCK,
  cmac,
  type Crypto,
  deriveScp03,
  type Mac,
  SCP03_DERIVATION,
  type Scp03Derivation,
} from '../../../crypto/index.ts';
import { INS } from '../../../wire/index.ts';
import type { CardCommand } from '../command.ts';
import type { StaticKeys } from '../keys.ts';
import { untrusted } from './initialize-update.ts';
import { Scp03Messaging } from './scp03-messaging.ts';

/** What INITIALIZE UPDATE brought. [GPAmdD §7.1.1.6 table 7-2] */
export interface Scp03Answer {
  readonly diversification: Bytes;
  readonly keyVersion: number;
  readonly option: number;
  readonly challenge: Bytes;
  readonly cryptogram: Bytes;
  /** Three bytes where the challenge follows from it, else empty. */
  readonly sequence: Bytes;
}

/** Lengths of answers, in mode S8 and in S16. */
export const SCP03_ANSWER_LENGTHS: readonly number[] = [29, 32, 45, 48];

export function parseScp03Answer(data: Bytes): Scp03Answer {
  const option = data[12]!;
  const size = data.length < 40 ? 8 : 16;
  return {
    diversification: data.slice(0, 10),
    keyVersion: data[10]!,
    option,
    challenge: data.slice(13, 13 + size),
    cryptogram: data.slice(13 + size, 13 + 2 * size),
    sequence: data.slice(13 + 2 * size),
  };
}

export interface Scp03Wish {
  readonly keys: StaticKeys;
  readonly level: number;
  readonly hostChallenge: Bytes;
  /** The name by which the security domain was selected; empty where it is not known. */
  readonly aid: Bytes;
}

/**
 * The messaging of a session, and the command with which the host authenticates. Throws `HostError`
 * CARD_UNTRUSTED where challenge or cryptogram of the card are wrong.
 */
export function openScp03(
  crypto: Crypto,
  answer: Scp03Answer,
  { keys, level, hostChallenge, aid }: Scp03Wish,
): { readonly messaging: Scp03Messaging; readonly externalAuthenticate: CardCommand } {
  const size = answer.challenge.length === 16 ? 16 : 8;
  if (hostChallenge.length !== size) throw untrusted('challenge length');
  const macOf = (key: Bytes): Mac => cmac(crypto.aes(key));
  if (answer.sequence.length > 0 && aid.length > 0) {
    const derived = deriveScp03(macOf(keys.enc.reveal()), {
      constant: SCP03_DERIVATION.CARD_CHALLENGE,
      length: size,
      context: concat(answer.sequence, aid),
    });
    if (!sameSecret(derived, answer.challenge)) throw untrusted('challenge');
  }
  const context = concat(hostChallenge, answer.challenge);
  const derive = (key: Secret, constant: Scp03Derivation, length = key.length): Bytes =>
    deriveScp03(macOf(key.reveal()), { constant, length, context });
  const mac = macOf(derive(keys.mac, SCP03_DERIVATION.S_MAC));
  const cryptogram = (constant: Scp03Derivation): Bytes =>
    deriveScp03(mac, { constant, length: size, context });
  const expected = cryptogram(SCP03_DERIVATION.CARD_CRYPTOGRAM);
  if (!sameSecret(expected, answer.cryptogram)) throw untrusted('cryptogram');
  const messaging = new Scp03Messaging({
    protocol: 3,
    enc: crypto.aes(derive(keys.enc, SCP03_DERIVATION.S_ENC)),
    mac,
    rmac: macOf(derive(keys.mac, SCP03_DERIVATION.S_RMAC)),
    dek: crypto.aes(keys.dek.reveal()),
    level,
    macLength: size,
    chaining: new Uint8Array(AES_BLOCK),
    diversification: answer.diversification,
    keyVersion: answer.keyVersion,
  });
  const name = 'EXTERNAL AUTHENTICATE';
  const command = { name, cla: 0x84, ins: INS.EXTERNAL_AUTHENTICATE, p1: level, p2: 0 };
  const proof = cryptogram(SCP03_DERIVATION.HOST_CRYPTOGRAM);
  const { field } = messaging.sign({ ...command, data: proof }, proof);
  return { messaging, externalAuthenticate: { ...command, data: field } };
}
