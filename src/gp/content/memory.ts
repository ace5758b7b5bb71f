/**
 * Memory resource management: minimum, quota and reserve. A reserve is memory that others cannot
 * have: what its owner has not used yet is missing in what is free. [GPCS §9.7]
 */
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { Environment } from '../domain/domain.ts';

const CLAUSE = 'GPCS §9.7';

/** Non-volatile memory that is neither used nor set aside. */
export function freeMemory(environment: Environment): number {
  return environment.services.nvm.free - unusedReserves(environment);
}

function unusedReserves({ registry }: Environment): number {
  let sum = 0;
  for (const entry of registry.reserving) {
    sum += Math.max(0, entry.nonVolatileReserved - registry.content(entry).used);
  }
  return sum;
}

/** Volatile memory that is not set aside. */
export function freeVolatileMemory({ registry, settings }: Environment): number {
  return registry.entries.reduce(
    (left, { volatileReserved }) => left - volatileReserved,
    settings.volatileFree,
  );
}

/** What is to be available, in bytes. */
export interface MemoryDemand {
  readonly nonVolatile: number;
  readonly volatile: number;
}

export function demandMemory(environment: Environment, demand: MemoryDemand): void {
  const { nonVolatile, volatile } = demand;
  if (nonVolatile > freeMemory(environment)) {
    refuse(SW.NO_MEMORY, CLAUSE, `${nonVolatile} bytes of non-volatile memory are not free`);
  }
  if (volatile > freeVolatileMemory(environment)) {
    refuse(SW.NO_MEMORY, CLAUSE, `${volatile} bytes of volatile memory are not free`);
  }
}

/** Refuses a command that has used what is set aside for another; then nothing of it stays. */
export function checkReserves(environment: Environment): void {
  if (environment.registry.reserving.length === 0) return;
  if (freeMemory(environment) >= 0) return;
  refuse(SW.NO_MEMORY, CLAUSE, 'what is left is set aside for another application');
}
