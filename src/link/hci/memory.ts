/** What a host or the host controller keeps when power goes. */
import { type Bytes, bytes, hex } from '../../base/index.ts';

/** Without one, a host rebuilds its pipes at each start. */
export interface HciMemory {
  /** What was saved last. */
  load(): Bytes | undefined;
  save(record: Bytes): void;
  /** Whether a loss of power would find what was saved last; left out, it always would. */
  readonly durable?: boolean | undefined;
}

/** Session identity, then the length of the plan that follows. */
const SESSION_LENGTH = 8;
const HEAD_LENGTH = SESSION_LENGTH + 2;
/** Pipe, gate, far host, state. */
const ROW_LENGTH = 4;

/**
 * What a host keeps of its session, for people: nothing where there is none, the bytes where they
 * are no session. [TS102622 §8.4]
 */
export function describeSession(record: Bytes): unknown {
  if (record.length === 0) return undefined;
  const planEnd =
    HEAD_LENGTH + ((record[SESSION_LENGTH] ?? 0) << 8) + (record[HEAD_LENGTH - 1] ?? 0);
  const rows = record.length - planEnd;
  if (rows < 0 || rows % ROW_LENGTH !== 0) return record;
  const pipes = new Map<number, string>();
  for (let at = planEnd; at < record.length; at += ROW_LENGTH) {
    const [pipe = 0, gate = 0, host = 0, open = 0] = record.subarray(at, at + ROW_LENGTH);
    const far = `gate ${hex(bytes(gate))}, host ${hex(bytes(host))}`;
    pipes.set(pipe, `${far}, ${open === 1 ? 'open' : 'closed'}`);
  }
  const [session, plan] = [
    record.subarray(0, SESSION_LENGTH),
    record.subarray(HEAD_LENGTH, planEnd),
  ];
  return { session, plan, pipes };
}
