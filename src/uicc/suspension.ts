/**
 * SUSPEND UICC: the status of a card session is kept in memory, the terminal takes the power away,
 * and the next card session of the link continues with it. Any other command in between makes the
 * status void: it belongs to a number, which a counter then exceeds. [TS102221 §11.1.22]
 */
import {
  assert,
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  fromUtf8,
  isWireError,
  readBigEndian,
  sameSecret,
  utf8,
} from '../base/index.ts';
import {
  type CardSession,
  type Cell,
  type Codec,
  type Counter,
  type Nvm,
  refuse,
} from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, SW } from '../wire/index.ts';
import { wrongLength } from './command/answer.ts';
import type { ContextStatus } from './file/file-context.ts';

const CLAUSE = 'TS102221 §11.1.22';
export const TOKEN_LENGTH = 8;
/** Minimum and maximum, each a unit and a number of it. */
const DURATIONS_LENGTH = 4;
/** Seconds, minutes, hours, days, ten days. */
const UNIT_SECONDS: readonly number[] = [1, 60, 3_600, 86_400, 864_000];

/** What a card session has besides its files. */
export interface SuspendedStatus {
  readonly terminalProfile: Bytes;
  /** What is verified, as one number for each PIN or key. */
  readonly verified: readonly number[];
  readonly context: ContextStatus;
}

/** What is kept of it. */
interface Suspended extends SuspendedStatus {
  readonly number: number;
  readonly token: Bytes;
  readonly link: string;
  readonly lsi: number;
}

const TAG = { number: 0x80, token: 0x81, link: 0x82, lsi: 0x83 } as const;
const TAG_STATUS = { terminalProfile: 0x84, verified: 0x85, context: 0x86 } as const;
const NUMBER_LENGTH = 6;
const NONE = 0xffff;

const RECORD: Codec<Suspended | undefined> = {
  emit: (kept) => (kept === undefined ? EMPTY : emitSuspended(kept)),
  parse: (stored) => (stored.length === 0 ? undefined : parseSuspended(stored)),
};

function emitSuspended({ verified, context, ...kept }: Suspended): Bytes {
  const { application, directory, ef, record } = context;
  const places = [application, directory.volume, directory.id, ef, record];
  return concat(
    emitTlv(TAG.number, bigEndian(kept.number, NUMBER_LENGTH)),
    emitTlv(TAG.token, kept.token),
    emitTlv(TAG.link, utf8(kept.link)),
    emitTlv(TAG.lsi, bytes(kept.lsi)),
    emitTlv(TAG_STATUS.terminalProfile, kept.terminalProfile),
    emitTlv(TAG_STATUS.verified, ...verified.map((one) => bigEndian(one, 2))),
    emitTlv(TAG_STATUS.context, ...places.map((one) => bigEndian(one ?? NONE, 2))),
  );
}

function parseSuspended(stored: Bytes): Suspended {
  const list = parseTlvs(stored);
  assert(!isWireError(list), 'a suspended card session');
  const field = (tag: number): Bytes => {
    const value = findTlv(list, tag);
    assert(value, 'each field of a suspended card session');
    return value;
  };
  const [application, volume, id, ef, record] = words(field(TAG_STATUS.context));
  assert(record !== undefined, 'where the file context of a suspended card session is');
  const placeOf = (word: number | undefined) => (word === NONE ? undefined : word);
  return {
    number: readBigEndian(field(TAG.number)),
    token: field(TAG.token),
    link: fromUtf8(field(TAG.link)),
    lsi: readBigEndian(field(TAG.lsi)),
    terminalProfile: field(TAG_STATUS.terminalProfile),
    verified: words(field(TAG_STATUS.verified)),
    context: {
      application: placeOf(application),
      directory: { volume: volume!, id: id! },
      ef: placeOf(ef),
      record,
    },
  };
}

function words(source: Bytes): readonly number[] {
  assert(source.length % 2 === 0, 'numbers of two bytes');
  return Array.from({ length: source.length / 2 }, (_, at) =>
    readBigEndian(source.subarray(2 * at, 2 * at + 2)),
  );
}

/** The status that one UICC keeps, of one card session. */
export class Suspension {
  readonly #kept: Cell<Suspended | undefined>;
  readonly #counter: Counter;

  constructor(nvm: Nvm) {
    this.#kept = nvm.cell('suspended', RECORD, undefined);
    this.#counter = nvm.counter('suspensions', 0);
  }

  /** Whether a command of this card session would make the status void. */
  isFor({ link, lsi }: CardSession): boolean {
    const kept = this.#kept.get();
    if (kept === undefined || kept.number !== this.#counter.get()) return false;
    return kept.link === link.id && kept.lsi === lsi;
  }

  /** Makes the status void; also where the command itself is refused. */
  end(): void {
    this.#counter.set(this.#counter.get() + 1);
  }

  /** Keeps a status under a new token; gives the answer. */
  keep(
    { link, lsi }: CardSession,
    status: SuspendedStatus,
    { data, token }: { readonly data: Bytes; readonly token: Bytes },
  ): Bytes {
    const longest = checkedDuration(data);
    this.end();
    const number = this.#counter.get();
    this.#kept.set({ ...status, number, token, link: link.id, lsi });
    return concat(longest, token);
  }

  /** The status that the card session continues with. */
  resume(card: CardSession, token: Bytes): SuspendedStatus {
    if (token.length !== TOKEN_LENGTH) wrongLength(CLAUSE, 'a resume token has 8 bytes');
    const kept = this.#kept.get();
    if (kept === undefined || !this.isFor(card))
      return refuse(SW.CONDITIONS, CLAUSE, 'no status is kept for this link');
    if (!sameSecret(kept.token, token))
      return refuse(SW.SECURITY_STATUS, CLAUSE, 'the resume token is another');
    this.end();
    this.#kept.set(undefined);
    return kept;
  }
}

/** The longest suspension that the terminal proposes, which the UICC accepts: it has no clock. */
function checkedDuration(data: Bytes): Bytes {
  if (data.length !== DURATIONS_LENGTH) wrongLength(CLAUSE, 'two durations have 2 bytes each');
  const [shortest, longest] = [data.subarray(0, 2), data.subarray(2)];
  if (seconds(shortest) > seconds(longest))
    refuse(SW.WRONG_DATA, CLAUSE, 'the minimum duration is above the maximum');
  return longest;
}

function seconds(duration: Bytes): number {
  const unit = UNIT_SECONDS[duration[0]!];
  if (unit === undefined)
    return refuse(SW.WRONG_DATA, CLAUSE, 'the unit of a duration is 00 to 04');
  return unit * duration[1]!;
}
