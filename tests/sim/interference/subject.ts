/** A device as somebody at its links sees it: answers, and how long they took. */
import { type Bytes, Fault, hex, type TraceRecord } from '../../../src/base/index.ts';
import type { Description } from '../../../src/device/index.ts';
import { HostRig } from '../../support/host-rig.ts';
import type { Step } from './grammar.ts';

export interface Subject {
  /** Answer or ATR, and the virtual time it took. */
  take(link: string, step: Step): string;
  /** Which containers the routing agent's decisions named since it was last asked. */
  named(): ReadonlySet<string>;
}

export type Boot = (description: Description, seed: Bytes) => Subject;

/** A whole device: commands go through both ends of every link. */
export const wholeDevice: Boot = (description, seed) => {
  const rig = new HostRig(description, { seed, manner: 'tpdu' });
  let seen = 0;
  return {
    take(link, step) {
      const begin = rig.now;
      const answer = act(rig, link, step);
      if (rig.device.mute !== undefined) throw new Fault(`mute after ${step}: ${rig.device.mute}`);
      return `${answer} ${rig.now - begin}`;
    },
    named() {
      const records = rig.device.trace.since(seen);
      seen = records.at(-1)?.seq ?? seen;
      return containersIn(records, description);
    },
  };
};

/** Containers that decisions name, as their target or among what decided. */
export function containersIn(
  records: readonly TraceRecord[],
  { containers }: Description,
): ReadonlySet<string> {
  const decisions = records.filter((one) => one.what === 'decision');
  const named = decisions.flatMap((one) => one.operands);
  return new Set(containers.map((one) => one.id).filter((id) => named.includes(id)));
}

function act(rig: HostRig, link: string, step: Step): string {
  const seat = rig.host.seat(link);
  if (step === 'reset') {
    if (!seat.powered) return rig.powerOn(link);
    rig.reset(link);
    return hex(seat.atr!);
  }
  if (step === 'power-cycle') {
    if (seat.powered) rig.powerOff(link);
    return rig.powerOn(link);
  }
  try {
    return rig.send(link, step);
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
}
