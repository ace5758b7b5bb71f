/** A device observed at its links: answers, and how long they took. */
import { type Bytes, Fault, hex, SECOND, type TraceRecord } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { HostRig, type HostRigOptions } from '../../support/host-rig.ts';
import { type Question, QUESTIONS, type Signal, SIGNALS, type Step } from './grammar.ts';
import { ask } from './questions.ts';
import { WIRE } from './worlds.ts';

export interface Subject {
  /** Answer or ATR, and the virtual time it took. */
  take(link: string, step: Step): string;
  isUp(link: string): boolean;
  /** Lets what is under way on the wires come to its end. */
  rest(): void;
  /** Which containers the routing agent's decisions named since the last call. */
  named(): ReadonlySet<string>;
}

export type Boot = (description: Description, seed: Bytes) => Subject;

/** Acknowledgements and the like are over sooner. */
const REST = SECOND;

/** A whole device: commands go through both ends of every link. */
export const wholeDevice: Boot = (description, seed) => subjectOf(description, { seed });

export function subjectOf(description: Description, options: HostRigOptions): Subject {
  const rig = new HostRig(description, { ...options, manner: 'tpdu' });
  let seen = 0;
  return {
    take(link, step) {
      const begin = rig.now;
      const answer = act(rig, link, step);
      if (rig.device.mute !== undefined) throw new Fault(`mute after ${step}: ${rig.device.mute}`);
      return `${answer} ${rig.now - begin}`;
    },
    isUp: (link) => rig.host.terminal(link).ready,
    rest: () => rest(rig),
    named() {
      const records = rig.device.trace.since(seen);
      seen = records.at(-1)?.seq ?? seen;
      return containersIn(records, description);
    },
  };
}

/** Containers that decisions name, as their target or among what decided. */
export function containersIn(
  records: readonly TraceRecord[],
  { containers }: Description,
): ReadonlySet<string> {
  const decisions = records.filter((one) => one.what === 'decision');
  const named = decisions.flatMap((one) => one.operands);
  return new Set(containers.map((one) => one.id).filter((id) => named.includes(id)));
}

function rest(rig: HostRig): void {
  const end = rig.now + REST;
  for (;;) {
    if (rig.host.poll(rig.now) || rig.flush()) continue;
    const wake = rig.host.wakeAt();
    if (wake === undefined || wake > end) return;
    rig.now = Math.max(rig.now, wake);
  }
}

export const isSignal = (step: Step): step is Signal => (SIGNALS as readonly Step[]).includes(step);
export const isQuestion = (step: Step): step is Question =>
  (QUESTIONS as readonly Step[]).includes(step);

function act(rig: HostRig, link: string, step: Step): string {
  if (isSignal(step)) return signal(rig, link, step);
  try {
    return isQuestion(step) ? ask(rig, WIRE, step) : rig.send(link, step);
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}

function signal(rig: HostRig, link: string, step: Signal): string {
  const terminal = rig.host.terminal(link);
  switch (step) {
    case 'reset':
      if (!terminal.powered) return rig.powerOn(link);
      rig.reset(link);
      return hex(terminal.atr!);
    case 'power-cycle':
      if (terminal.powered) rig.powerOff(link);
      return rig.powerOn(link);
    case 'leave':
      if (terminal.powered) rig.powerOff(link);
      return 'gone';
    case 'arrive':
      return terminal.powered ? 'there' : rig.powerOn(link);
  }
}
