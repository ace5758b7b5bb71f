/**
 * The enforcer of access rules in a rich OS: before it opens a channel for an application it reads
 * the rules of the secure element's ARA-M, or, where its refresh tag has not changed, takes those
 * that it has. What goes wrong denies access. [SEAC §4.2] [OMAPI §6.2.6]
 */
import {
  type Bytes,
  bytes,
  concat,
  equal,
  HostError,
  isWireError,
  unhex,
} from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import {
  ACCESS_TAG,
  type AccessDecision,
  type AccessRule,
  decideAccess,
  findTlv,
  INS,
  NO_ACCESS,
  parseAllRules,
  parseTlv,
  parseTlvs,
  SW,
} from '../../wire/index.ts';
import { closeChannel, isSuccess, openChannel, selectName, sendOnChannel } from './channels.ts';
import { type Conversation, statusOf } from './conversation.ts';

export const ARA_M = unhex('A00000015141434C00');
const CLASS = 0x80;
/** Answers of GET DATA [Next] for one list of rules. */
const ROUNDS_MAX = 64;

/** A device application, by the certificates that it is signed with. */
export interface ApplicationIdentity {
  /** Encoded certificates; their SHA-1 and SHA-256 values are what rules name. */
  readonly certificates: readonly Bytes[];
  /** Where the secure element has no ARA-M; access is denied when left out. */
  readonly withoutRules?: 'allow' | 'deny' | undefined;
}

const ALL_ACCESS: AccessDecision = { apdu: true, nfc: true };

export class AccessControl {
  #tag: Bytes | undefined;
  #rules: readonly AccessRule[] = [];

  /** The card session is gone: its rules are read again. */
  reset(): void {
    this.#tag = undefined;
    this.#rules = [];
  }

  /** What an application may do on the element; no AID is what a channel begins with. */
  *decide(
    aid: Bytes | undefined,
    { certificates, withoutRules = 'deny' }: ApplicationIdentity,
  ): Conversation<AccessDecision> {
    const number = yield* openChannel();
    if (number === undefined) {
      const next = 'close a channel of an application';
      throw new HostError('CHANNEL_UNAVAILABLE', 'no channel for reading access rules', next);
    }
    try {
      const selected = yield* selectName(ARA_M, { channel: number });
      if (statusOf(selected) === SW.NOT_FOUND && withoutRules === 'allow') return ALL_ACCESS;
      if (!isSuccess(selected)) return NO_ACCESS;
      if (!(yield* this.#read(number))) return NO_ACCESS;
    } finally {
      yield* closeChannel(number);
    }
    const hashes = certificates.flatMap((one) =>
      (['sha1', 'sha256'] as const).map((name) => pureCrypto.hash(name).digest(one)),
    );
    const request = {
      aid: aid === undefined || aid.length === 0 ? ('default' as const) : aid,
      hashes,
    };
    return decideAccess(this.#rules, request) ?? NO_ACCESS;
  }

  /** Whether the rules are there and can be used. */
  *#read(channel: number): Conversation<boolean> {
    const answer = yield* getData(channel, ACCESS_TAG.REFRESH);
    const objects = parseTlvs(answer?.data ?? bytes());
    const tag = isWireError(objects) ? undefined : findTlv(objects, ACCESS_TAG.REFRESH);
    if (tag === undefined) return false;
    if (this.#tag !== undefined && equal(tag, this.#tag)) return true;
    this.reset();
    const rules = yield* readAll(channel);
    if (rules === undefined) return false;
    this.#rules = rules;
    this.#tag = Uint8Array.from(tag);
    return true;
  }
}

/** [SEAC §4.2.1] */
function* readAll(channel: number): Conversation<readonly AccessRule[] | undefined> {
  const first = yield* getData(channel, ACCESS_TAG.ALL);
  if (first === undefined) return undefined;
  let whole = first.data;
  for (let round = 0; round < ROUNDS_MAX && isWireError(parseTlv(whole)); round++) {
    const next = yield* getData(channel, ACCESS_TAG.NEXT);
    if (next === undefined || next.data.length === 0) return undefined;
    whole = concat(whole, next.data);
  }
  const rules = parseAllRules(whole);
  return isWireError(rules) ? undefined : rules;
}

function* getData(
  channel: number,
  tag: number,
): Conversation<{ readonly data: Bytes } | undefined> {
  const command = bytes(CLASS, INS.GET_DATA, tag >> 8, tag & 0xff, 0);
  const answer = yield* sendOnChannel(command, channel);
  return isSuccess(answer) ? { data: answer.slice(0, -2) } : undefined;
}

export function accessDenied(what: string): HostError {
  return new HostError(
    'ACCESS_DENIED',
    `access rules of the secure element deny ${what}`,
    'store a rule for the application’s certificate in the ARA-M',
  );
}
