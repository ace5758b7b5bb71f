/** Runs commands, one transaction each. A refusal is caught here and nowhere else. [M-60] */
import {
  type Batch,
  type Bytes,
  bytes,
  EMPTY,
  HostError,
  type LinkFacts,
  MS,
  operandText,
  type Time,
  type TraceKind,
  type TraceOperand,
  hexNumber,
} from '../../base/index.ts';
import { describeStatus, emitResponseApdu, SW } from '../../wire/index.ts';
import { type Command, Refusal, type Response, type Session } from '../abi/index.ts';
import type { Memory } from '../nvm/index.ts';
import { deliver } from './get-response.ts';
import type { Notices } from './notices.ts';
import { type Channel, type Message, type Run, sessionOf } from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

/** What came of a command. The answer must not leave before the batches are durable. */
export interface Outcome {
  readonly batches: readonly Batch[];
  readonly answer: Bytes;
  readonly readyAt: Time;
}

/** 91xx: a proactive command of xx bytes waits. [TS102221 §10.2.1.1] */
const SW_PROACTIVE = 0x9100;

/** Virtual milliseconds by class (without channel) and instruction, as CLA * 256 + INS. */
export type CostTable = ReadonlyMap<number, number>;

export interface ExecutorParts {
  readonly memory: Memory;
  readonly trace: TraceRing;
  readonly costs: CostTable;
  readonly notices: Notices;
  /** Length of the proactive command that waits in a card session, if one does. */
  readonly pending: (channel: Channel) => number | undefined;
}

export class Executor {
  readonly #memory: Memory;
  readonly #trace: TraceRing;
  readonly #costs: CostTable;
  readonly #notices: Notices;
  readonly #pending: ExecutorParts['pending'];

  constructor(parts: ExecutorParts) {
    this.#memory = parts.memory;
    this.#trace = parts.trace;
    this.#costs = parts.costs;
    this.#notices = parts.notices;
    this.#pending = parts.pending;
  }

  /** Runs a command, at the cost that the device description gives it. */
  run(run: Run, go: () => Response): Outcome {
    const { channel, apdu, base } = run;
    run.chargedMs += this.#costs.get((base << 8) | apdu.ins) ?? 0;
    try {
      return this.done(run, go(), run.chargedMs);
    } catch (error) {
      return this.refused(channel, error, run.chargedMs);
    }
  }

  /** The command as its container gets it; `selecting` is the name under which it was selected. */
  command(run: Run, selecting?: Bytes): Command {
    return new CommandAtWork(run, this.#trace.now, selecting);
  }

  done({ channel, frame }: Message, response: Response, chargedMs = 0): Outcome {
    const batches = this.#memory.commit();
    const answer = deliver(channel, frame, this.#withPending(channel, response));
    return this.answer(channel, answer, { batches, chargedMs });
  }

  /** 91xx instead of 9000 where a proactive command waits. [TS102221 §7.4.2.1] */
  #withPending(channel: Channel, response: Response): Response {
    if (response.sw !== SW.OK || channel.link.family !== 'iso7816-3') return response;
    const length = this.#pending(channel);
    return length === undefined ? response : { ...response, sw: SW_PROACTIVE | (length & 0xff) };
  }

  /** A refusal drops writes and notices, counters excepted; any other error is a fault. */
  refused(channel: Channel, error: unknown, chargedMs = 0): Outcome {
    const refusal = asRefusal(error);
    const current = channel.current?.resident.id ?? 'kernel';
    const where = error instanceof HostError ? 'kernel' : current;
    this.#trace.note(where, REFUSAL, refusal.sw, refusal.clause, refusal.why);
    const batches = this.#memory.rollback();
    this.#notices.take();
    const answer = emitResponseApdu({ data: EMPTY, sw: refusal.sw });
    return this.answer(channel, answer, { batches, chargedMs });
  }

  /** A status word of the kernel's own, before or instead of any container. */
  plain(link: LinkFacts, number: number, sw: number, why: string): Outcome {
    if (why && sw !== SW.OK) this.#trace.note('kernel', REFUSAL, sw, 'ISO7816-4 §5', why);
    this.#trace.note(link.id, RESPONSE, number, sw, 0);
    const answer = emitResponseApdu({ data: EMPTY, sw });
    return { batches: NONE, answer, readyAt: this.#trace.now };
  }

  /** An answer; without `batches`, one that changed nothing durable. */
  answer(channel: Channel, answer: Bytes, { batches, chargedMs } = NOTHING_DONE): Outcome {
    const length = answer.length - 2;
    const sw = (answer[length]! << 8) | answer[length + 1]!;
    this.#trace.note(channel.link.id, RESPONSE, channel.number, sw, length);
    return { batches, answer, readyAt: this.#trace.now + chargedMs * MS };
  }
}

const NONE: readonly Batch[] = [];
const NOTHING_DONE: { readonly batches: readonly Batch[]; readonly chargedMs: number } = {
  batches: NONE,
  chargedMs: 0,
};

/**
 * A command as its container gets it. Its header is made when it is read, which few entities do: as
 * a literal, with header and closure, it made a short command take a quarter longer.
 */
class CommandAtWork implements Command {
  readonly session: Session;
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  readonly le: number | undefined;
  readonly extended: boolean;
  readonly at: Time;
  readonly selecting: Bytes | undefined;
  readonly #run: Run;

  constructor(run: Run, at: Time, selecting: Bytes | undefined) {
    const { ins, p1, p2, data, le, extended } = run.apdu;
    this.session = sessionOf(run.channel, run.resident);
    this.cla = run.base;
    this.ins = ins;
    this.p1 = p1;
    this.p2 = p2;
    this.data = data;
    this.le = le;
    this.extended = extended;
    this.at = at;
    this.selecting = selecting;
    this.#run = run;
  }

  get header(): Bytes {
    const { cla, ins, p1, p2 } = this.#run.apdu;
    return bytes(cla, ins, p1, p2);
  }

  charge(virtualMs: number): void {
    this.#run.chargedMs += virtualMs;
  }
}

/** Pairing data outside the OS that cannot be read refuse as well. Other errors go on up. */
function asRefusal(error: unknown): Pick<Refusal, 'sw' | 'clause' | 'why'> {
  if (error instanceof Refusal) return error;
  if (!(error instanceof HostError)) throw error;
  return { sw: SW.CONDITIONS, clause: error.code, why: error.message };
}

export const REFUSAL: TraceKind = {
  name: 'refusal',
  words: ([sw, clause, why]) =>
    `refused ${status(sw)} [${operandText(clause)}]: ${operandText(why)}`,
};

export const RESPONSE: TraceKind = {
  name: 'response',
  words: ([channel, sw, length]) => {
    const where = channel === 0 ? '' : `  (channel ${operandText(channel)})`;
    return `< ${status(sw)}, ${operandText(length)} bytes${where}`;
  },
};

function status(sw: TraceOperand): string {
  const number = Number(sw);
  return `${hexNumber(number, 2)} ${describeStatus(number)}`;
}
