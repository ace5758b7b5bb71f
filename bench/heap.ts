/** What objects cost in memory. */

/** Buffers of what is gone are freed a collection later. */
const COLLECTIONS = 3;

function held(collect: () => void): number {
  for (let round = 0; round < COLLECTIONS; round++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export interface Amount {
  /** How many are measured. */
  readonly count: number;
  /** How many are made before, so that what is made once counts for none. */
  readonly warm: number;
}

/** KiB for each of many things that are made alike; `make` gives all that is to stay. */
export function kibibytesEach({ count, warm }: Amount, make: () => unknown): number {
  const { gc } = globalThis;
  if (!gc) throw new Error('run with --expose-gc');
  const kept: unknown[] = [];
  for (let one = 0; one < warm; one++) kept.push(make());
  const before = held(gc);
  for (let one = 0; one < count; one++) kept.push(make());
  const after = held(gc);
  if (kept.length !== warm + count) throw new Error('things were lost');
  return (after - before) / count / 1_024;
}
