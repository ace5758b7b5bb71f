/**
 * Runs executions: one transaction for each stretch, an answer or a pause at its end. A refusal
 * is caught here and nowhere else. [M-60]
 */
import {
  type Batch,
  type Bytes,
  EMPTY,
  HostError,
  type LinkFacts,
  MS,
  type Time,
} from '../../base/index.ts';
import { type CommandApdu, emitResponseApdu, SW } from '../../wire/index.ts';
import { type Command, Refusal, refuse, type Response, type Step } from '../abi/index.ts';
import type { Memory } from '../nvm/index.ts';
import { deliver } from './answer.ts';
import type { Notices } from './notices.ts';
import { type Channel, type Parked, type Run, sessionOf } from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

/** What came of a command. The answer must not leave before the batches are durable. */
export interface Outcome {
  readonly batches: readonly Batch[];
  /** Absent while the execution waits for a job of the platform. */
  readonly answer: Bytes | undefined;
  readonly readyAt: Time;
  readonly job?: { readonly ticket: number; readonly kind: string; readonly input: Bytes };
}

/** Virtual milliseconds by class (without channel) and instruction, as CLA * 256 + INS. */
export type CostTable = ReadonlyMap<number, number>;

export class Executor {
  readonly #memory: Memory;
  readonly #trace: TraceRing;
  readonly #costs: CostTable;
  readonly #notices: Notices;
  readonly #jobs = new Map<number, Parked & { kind: 'job' }>();
  #tickets = 0;

  constructor(parts: {
    readonly memory: Memory;
    readonly trace: TraceRing;
    readonly costs: CostTable;
    readonly notices: Notices;
  }) {
    this.#memory = parts.memory;
    this.#trace = parts.trace;
    this.#costs = parts.costs;
    this.#notices = parts.notices;
  }

  /** Runs a command from its beginning, at the cost that the device description gives it. */
  start(run: Run, cla: number, go: () => Step): Outcome {
    run.chargedMs += this.#costs.get((cla << 8) | run.apdu.ins) ?? 0;
    return this.run(run, go);
  }

  /** The command as its container sees it; `selecting` is the name under which it was selected. */
  command(run: Run, cla: number, selecting?: Bytes): Command {
    const { ins, p1, p2, data, le } = run.apdu;
    return {
      session: sessionOf(run.channel, run.resident),
      cla,
      ins,
      p1,
      p2,
      data,
      le,
      selecting,
      at: this.#trace.now,
      charge: (virtualMs) => {
        run.chargedMs += virtualMs;
      },
    };
  }

  /** Runs one stretch of an execution, to its end or its next pause. */
  run(run: Run, go: () => Step): Outcome {
    const { channel } = run;
    try {
      const step = go();
      if ('done' in step) return this.done(channel, run.apdu, step.done, run.chargedMs);
      const resume = step.resume.bind(step);
      if ('ask' in step) {
        if (channel.link.family !== 'iso7816-3') {
          refuse(
            SW.CONDITIONS,
            'TS102221 §7.4.2',
            'nobody on this link fetches a proactive command',
          );
        }
        channel.parked = { kind: 'ask', ask: step.ask, resume, run };
        const sw = 0x9100 | (step.ask.length & 0xff);
        return this.done(channel, run.apdu, { data: EMPTY, sw }, run.chargedMs);
      }
      const ticket = ++this.#tickets;
      const parked = { kind: 'job', ticket, resume, run } as const;
      channel.parked = parked;
      this.#jobs.set(ticket, parked);
      const batches = this.#memory.commit();
      const job = { ticket, ...step.job };
      return { batches, answer: undefined, readyAt: this.#trace.now, job };
    } catch (error) {
      return this.refused(channel, error, run.chargedMs);
    }
  }

  /** Goes on with a job's output; `undefined` when its session is gone. */
  resume(ticket: number, output: Bytes): Outcome | undefined {
    const parked = this.#jobs.get(ticket);
    if (!parked) return undefined;
    this.#jobs.delete(ticket);
    parked.run.channel.parked = undefined;
    return this.run(parked.run, () => parked.resume(output));
  }

  /** A session ends: what it waited for is forgotten. */
  forget(channel: Channel): void {
    if (channel.parked?.kind === 'job') this.#jobs.delete(channel.parked.ticket);
    channel.parked = undefined;
  }

  done(channel: Channel, apdu: CommandApdu, response: Response, chargedMs = 0): Outcome {
    const batches = this.#memory.commit();
    return { ...this.answer(channel, deliver(channel, apdu, response), chargedMs), batches };
  }

  /** A refusal drops what was written and said, counters excepted; anything else is a fault. */
  refused(channel: Channel, error: unknown, chargedMs = 0): Outcome {
    const refusal = asRefusal(error);
    const current = channel.current?.resident.id ?? 'kernel';
    const where = error instanceof HostError ? 'kernel' : current;
    this.#trace.note(where, 'refusal', refusal.sw, refusal.clause, refusal.why);
    const batches = this.#memory.rollback();
    this.#notices.take();
    const answer = emitResponseApdu({ data: EMPTY, sw: refusal.sw });
    return { ...this.answer(channel, answer, chargedMs), batches };
  }

  /** A status word of the kernel's own, before or instead of any container. */
  plain(link: LinkFacts, number: number, sw: number, why: string): Outcome {
    if (why && sw !== SW.OK) this.#trace.note('kernel', 'refusal', sw, 'ISO7816-4 §5', why);
    this.#trace.note(link.id, 'response', number, sw, 0);
    const answer = emitResponseApdu({ data: EMPTY, sw });
    return { batches: [], answer, readyAt: this.#trace.now };
  }

  /** An answer that changed nothing durable. */
  answer(channel: Channel, answer: Bytes, chargedMs = 0): Outcome {
    const length = answer.length - 2;
    const sw = (answer[length]! << 8) | answer[length + 1]!;
    this.#trace.note(channel.link.id, 'response', channel.number, sw, length);
    return { batches: [], answer, readyAt: this.#trace.now + chargedMs * MS };
  }
}

/** Pairing data outside the OS that cannot be read refuse as well. Other errors go on up. */
function asRefusal(error: unknown): Pick<Refusal, 'sw' | 'clause' | 'why'> {
  if (error instanceof Refusal) return error;
  if (!(error instanceof HostError)) throw error;
  return { sw: SW.CONDITIONS, clause: error.code, why: error.message };
}
