/** A container of the description, with services of its own. [M-20] */
import { type Bytes, operandText, type TraceKind } from '../base/index.ts';
import { createEuicc } from '../containers/euicc/index.ts';
import { createGlobalPlatform } from '../containers/globalplatform/index.ts';
import { type Crypto, randomStream } from '../crypto/index.ts';
import type { Services, TitledContainer } from '../os/abi/index.ts';
import type { Notices, TraceRing } from '../os/kernel/index.ts';
import { type Memory, Partition } from '../os/nvm/index.ts';
import type { DeviceLocks, Ruling } from '../os/ruling/index.ts';
import type { ContainerDescription } from './description.ts';

export interface BootedContainer {
  readonly id: string;
  readonly container: TitledContainer;
  readonly partition: Partition;
}

export interface BootParts {
  readonly memory: Memory;
  /** Entropy of this boot; each container gets a stream of its own from it. */
  readonly seed: Bytes;
  readonly crypto: Crypto;
  readonly trace: TraceRing;
  readonly ruling: Ruling;
  readonly locks: DeviceLocks;
  readonly notices: Notices;
}

export function bootContainer(
  description: ContainerDescription,
  { memory, seed, crypto, trace, ruling, locks, notices }: BootParts,
): BootedContainer {
  const { id, quota } = description;
  const partition = new Partition(memory, { id: `container.${id}`, quota });
  const services: Services = {
    id,
    nvm: partition,
    ram: new Map(),
    rng: randomStream(seed, `container ${id}`),
    crypto,
    note: (kind, ...operands) => trace.note(id, kind, ...operands),
    rule: (action, origin) => {
      const link = origin === 'inside' ? 'inside' : origin.card.link;
      return ruling.judge(action, { container: id, link });
    },
    deviceLock: {
      holds: () => locks.over(id) !== undefined,
      set: (verdict) => {
        const rule = verdict?.scope === 'device' ? verdict.rule : undefined;
        locks.set(id, rule);
        if (rule !== undefined) trace.note(id, DEVICE_LOCK, rule);
      },
    },
    notify: (notice) => notices.add(notice),
  };
  const container =
    description.kind === 'euicc'
      ? createEuicc(description, services)
      : createGlobalPlatform(description, services);
  return { id, container, partition };
}

export const DEVICE_LOCK: TraceKind = {
  name: 'device-lock',
  words: ([rule]) => `its lock goes for the whole device: ${operandText(rule)}`,
};
