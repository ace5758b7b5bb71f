/**
 * What a secure element does when its data link is up: it takes its pipes up again when the
 * controller still has its session, and builds them again otherwise. [TS102622 §8.4]
 */
import { type Bytes, concat, EMPTY, equal } from '../../base/index.ts';
import { ADMIN, ANSWER, COMMAND, PIPE } from './codes.ts';
import type { CommandAnswer } from './gate.ts';
import type { HciCommand, HciHost, HciScript } from './host.ts';
import type { HciMemory } from './memory.ts';

/** A pipe that the secure element requests, and what it writes into the registry at its far end. */
export interface RequestedPipe {
  readonly gate: number;
  readonly host: number;
  readonly hostGate: number;
  readonly parameters: readonly { readonly index: number; readonly value: Bytes }[];
}

export interface StartPlan {
  readonly pipes: readonly RequestedPipe[];
  /** Hosts that may make pipes to this one. */
  readonly whitelist: Bytes;
  readonly hostType: number;
  readonly memory: HciMemory | undefined;
}

const SESSION_LENGTH = 8;
/** Pipe, gate, far host, state. */
const ROW = 4;
const SESSION_FIRST: Bytes = Uint8Array.of(0x42, 0x49, 0x46, 0x52, 0x4f, 0x4e, 0, 0);

/** One command over the administration pipe. */
function administer(instruction: number, ...data: readonly number[]): HciCommand {
  return { pipe: PIPE.ADMIN, instruction, data: Uint8Array.from(data) };
}

export interface StartProgress {
  syncId: Bytes;
  /** Whether the sequence came to its end. */
  done: boolean;
  /** The kept session is void and the next one not yet agreed: no table is worth keeping. */
  rebuilding: boolean;
}

/** The sequence; `progress.done` stays false where the controller did not answer as it should. */
export function* startSequence(host: HciHost, plan: StartPlan, progress: StartProgress): HciScript {
  const opened: CommandAnswer = yield administer(COMMAND.OPEN_PIPE);
  if (opened.code !== ANSWER.OK) return;
  host.mark(PIPE.ADMIN, true);
  const known: CommandAnswer = yield administer(COMMAND.GET_PARAMETER, ADMIN.SESSION_IDENTITY);
  if (known.code !== ANSWER.OK) return;
  const kept = readSession(plan);
  if (kept !== undefined && equal(known.data, kept.session)) {
    progress.done = true;
    return;
  }
  progress.rebuilding = true;
  host.clearDynamic();
  const cleared = yield administer(COMMAND.CLEAR_ALL_PIPE, ...progress.syncId);
  if (cleared.code !== ANSWER.OK) return;
  const reopened = yield administer(COMMAND.OPEN_PIPE);
  if (reopened.code !== ANSWER.OK) return;
  yield administer(COMMAND.SET_PARAMETER, ADMIN.WHITELIST, ...plan.whitelist);
  // Older controllers have no host types, and need none.
  yield administer(COMMAND.SET_PARAMETER, ADMIN.HOST_TYPE, plan.hostType >> 8, plan.hostType & 255);
  for (const requested of plan.pipes) yield* buildPipe(host, requested);
  const session = nextSession(plan);
  const written = yield administer(COMMAND.SET_PARAMETER, ADMIN.SESSION_IDENTITY, ...session);
  if (written.code !== ANSWER.OK) return;
  saveSession(host, plan, session);
  progress.rebuilding = false;
  progress.done = true;
}

/** What the terminal's host does first: it lets the chip build pipes to its gates. */
export function* startTerminal(host: HciHost, chip: number): HciScript {
  const opened: CommandAnswer = yield administer(COMMAND.OPEN_PIPE);
  if (opened.code !== ANSWER.OK) return;
  host.mark(PIPE.ADMIN, true);
  yield administer(COMMAND.SET_PARAMETER, ADMIN.WHITELIST, chip);
}

/** A pipe that cannot be had is done without. */
function* buildPipe(
  host: HciHost,
  { gate, host: far, hostGate, parameters }: RequestedPipe,
): HciScript {
  const created = yield administer(COMMAND.CREATE_PIPE, gate, far, hostGate);
  if (created.code !== ANSWER.OK || created.data.length !== 5) return;
  const pipe = created.data[4]!;
  host.add({ pipe, gate, peer: far, open: false });
  const opened = yield { pipe, instruction: COMMAND.OPEN_PIPE, data: EMPTY };
  if (opened.code !== ANSWER.OK) return;
  host.mark(pipe, true);
  for (const { index, value } of parameters) {
    const data = concat(Uint8Array.of(index), value);
    yield { pipe, instruction: COMMAND.SET_PARAMETER, data };
  }
}

interface Session {
  readonly session: Bytes;
  readonly table: Bytes;
}

/** Session identity, then the plan's own bytes, then gate, pipe and state of each pipe. */
function readSession(plan: StartPlan): Session | undefined {
  const record = plan.memory?.load();
  const print = planBytes(plan);
  if (record === undefined || record.length < SESSION_LENGTH + print.length) return undefined;
  const end = SESSION_LENGTH + print.length;
  if (!equal(record.subarray(SESSION_LENGTH, end), print)) return undefined;
  return { session: record.subarray(0, SESSION_LENGTH), table: record.subarray(end) };
}

/** Puts the pipes of the last session in place, as far as memory has them. */
export function restorePipes(host: HciHost, plan: StartPlan): void {
  const table = readSession(plan)?.table ?? EMPTY;
  for (let at = 0; at + ROW <= table.length; at += ROW) {
    const [pipe, gate, peer, open] = table.subarray(at, at + ROW);
    host.add({ pipe: pipe!, gate: gate!, peer: peer!, open: open === 1 });
  }
}

/** Keeps the pipe table under the session that memory holds. */
export function saveTable(host: HciHost, plan: StartPlan): void {
  const kept = readSession(plan);
  if (kept !== undefined) saveSession(host, plan, kept.session);
}

function saveSession(host: HciHost, plan: StartPlan, session: Bytes): void {
  const rows = host.table.flatMap(({ pipe, gate, peer, open }) => [pipe, gate, peer, open ? 1 : 0]);
  const record = concat(session, planBytes(plan), Uint8Array.from(rows));
  const last = plan.memory?.load();
  if (last === undefined || !equal(last, record)) plan.memory?.save(record);
}

function nextSession(plan: StartPlan): Bytes {
  const last = plan.memory?.load();
  const session = (last ?? SESSION_FIRST).slice(0, SESSION_LENGTH);
  const count = ((session[6]! << 8) | session[7]!) + 1;
  session[6] = (count >> 8) & 0xff;
  session[7] = count & 0xff;
  return session;
}

/** What the pipes were built from: another plan needs other pipes. */
function planBytes({ pipes, whitelist, hostType }: StartPlan): Bytes {
  const out: number[] = [hostType >> 8, hostType & 0xff, whitelist.length, ...whitelist];
  for (const { gate, host, hostGate, parameters } of pipes) {
    out.push(gate, host, hostGate, parameters.length);
    for (const { index, value } of parameters) out.push(index, value.length, ...value);
  }
  return Uint8Array.from([out.length >> 8, out.length & 0xff, ...out]);
}
