/** Opens a secure channel by SCP02 or SCP03: the card's answer says which. [GPCS §10.4] */
import { type Bytes, hex, HostError, Secret } from '../../../base/index.ts';
import type { CardSession } from '../card-session.ts';
import { checkAccepted, unreadable } from '../command.ts';
import type { HostConversation } from '../conversation.ts';
import { diversify, type Diversification, KEY_NAMES, type StaticKeys } from '../keys.ts';
import type { OfferedProtocol } from '../data/get-data.ts';
import { initializeUpdate } from './initialize-update.ts';
import {
  parseScp02Answer,
  SCP02_OPTION_USUAL,
  Scp02Host,
  scp02ProtectsResponses,
} from './scp02.ts';
import { openScp03, parseScp03Answer, SCP03_ANSWER_LENGTHS } from './scp03.ts';
import { modeLength, SECURITY_LEVEL } from '../../../wire/globalplatform/index.ts';

export interface Authentication {
  readonly keys: StaticKeys;
  /** How the keys of this card follow from the given ones. */
  readonly diversification?: Diversification;
  /** 0: the first key set that the card has. */
  readonly keyVersion: number;
  /** As in P1 of EXTERNAL AUTHENTICATE. */
  readonly level: number;
  /** The protocol that is expected, and its option `i`: of the card's data, or of the caller. */
  readonly protocol?: 2 | 3 | undefined;
  readonly option?: number | undefined;
  /** What the card says that it offers: which options it has where the caller gives none. */
  readonly offered?: readonly OfferedProtocol[];
}

const SCP02_ANSWER_LENGTH = 28;
const KEY_LENGTHS = { 2: [16], 3: [16, 24, 32] } as const;

/** Throws `HostError` CARD_REFUSED, CARD_UNTRUSTED, INPUT_INVALID. */
export function* authenticate(session: CardSession, wish: Authentication): HostConversation<void> {
  session.close();
  const { keyVersion } = wish;
  const hostChallenge = session.rng.bytes(challengeLength(wish));
  const command = initializeUpdate(keyVersion, hostChallenge);
  const { data } = checkAccepted(command, yield* session.send(command));
  const protocol = data[11];
  const at = { session, wish, hostChallenge, data };
  if (protocol === 2 && data.length === SCP02_ANSWER_LENGTH) yield* byScp02(at);
  else if (protocol === 3 && SCP03_ANSWER_LENGTHS.includes(data.length)) yield* byScp03(at);
  else throw unreadable(command.name, data);
}

/** 16 bytes for a card whose sessions of SCP03 all are in mode S16. */
function challengeLength({ protocol, option, offered }: Authentication): number {
  if (option !== undefined) return protocol === 3 ? modeLength(option) : 8;
  const options = offered?.find((one) => one.protocol === 3)?.options ?? [];
  const isLong = options.length > 0 && options.every((one) => modeLength(one) === 16);
  return isLong && protocol !== 2 ? 16 : 8;
}

interface Step {
  readonly session: CardSession;
  readonly wish: Authentication;
  readonly hostChallenge: Bytes;
  /** The answer to INITIALIZE UPDATE. */
  readonly data: Bytes;
}

function* byScp02({ session, wish, hostChallenge, data }: Step): HostConversation<void> {
  checkProtocol(wish, 2);
  const { crypto, aid } = session;
  const answer = parseScp02Answer(data);
  const offered = wish.offered?.find((one) => one.protocol === 2)?.options[0];
  const option = wish.option ?? offered ?? SCP02_OPTION_USUAL;
  const level = wish.level & ~SECURITY_LEVEL.RESPONSE_ENCRYPTION;
  if ((level & SECURITY_LEVEL.RESPONSE_MAC) !== 0 && !scp02ProtectsResponses(option)) {
    throw new HostError(
      'INPUT_INVALID',
      `SCP02 with option ${hex(Uint8Array.of(option))} has no response MAC`,
      'give another --level, or the option that the card has: --scp 02:I',
    );
  }
  const keys = keysOf(session, wish, { data: answer.diversification, protocol: 2 });
  const host = new Scp02Host(crypto, answer, { keys, option, level, hostChallenge, aid });
  yield* session.sendChecked(host.externalAuthenticate);
  session.open(host);
}

function* byScp03({ session, wish, hostChallenge, data }: Step): HostConversation<void> {
  checkProtocol(wish, 3);
  const { crypto, aid } = session;
  const { level } = wish;
  const answer = parseScp03Answer(data);
  const keys = keysOf(session, wish, { data: answer.diversification, protocol: 3 });
  const opened = openScp03(crypto, answer, { keys, level, hostChallenge, aid });
  yield* session.sendChecked(opened.externalAuthenticate);
  session.open(opened.messaging);
}

function checkProtocol({ protocol }: Authentication, found: 2 | 3): void {
  if (protocol === undefined || protocol === found) return;
  throw new HostError(
    'CARD_UNTRUSTED',
    `the key set of the card is for SCP0${found}, not SCP0${protocol}`,
    'leave out --scp, or give the --key-version of another key set',
  );
}

/** The keys of this card. */
function keysOf(
  { crypto }: CardSession,
  { keys, diversification = 'none' }: Authentication,
  { data, protocol }: { readonly data: Bytes; readonly protocol: 2 | 3 },
): StaticKeys {
  const [enc, mac, dek] = KEY_NAMES.map((name) => {
    const master = keys[name].reveal();
    const lengths: readonly number[] = KEY_LENGTHS[protocol];
    if (!lengths.includes(master.length)) throw wrongKey(name, lengths, protocol);
    return new Secret(
      diversify(crypto, schemeFor(diversification, protocol), { master, name, data }),
    );
  });
  return { enc: enc!, mac: mac!, dek: dek! };
}

/** Triple DES schemes and those over AES are for keys of their own kind. */
function schemeFor(scheme: Diversification, protocol: 2 | 3): Diversification {
  const isFor = scheme === 'kdf3' ? protocol === 3 : protocol === 2;
  if (scheme === 'none' || isFor) return scheme;
  throw new HostError(
    'INPUT_INVALID',
    `the card has SCP0${protocol}, and ${scheme} does not give keys for it`,
    `use ${protocol === 3 ? '--kdf kdf3' : '--kdf visa2 or emv'}`,
  );
}

function wrongKey(name: string, lengths: readonly number[], protocol: number): HostError {
  return new HostError(
    'INPUT_INVALID',
    `the ${name} key has not the length that SCP0${protocol} takes: ${lengths.join(', ')} bytes`,
    'give the keys of this card: --key, or --enc, --mac and --dek',
  );
}
