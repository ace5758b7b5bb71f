/** The frame of the benchmarks: best of several tries, and rows with a target. */

export interface Bench {
  readonly name: string;
  readonly unit: string;
  /** Absent where a figure is only reported, as with rejected alternatives. */
  readonly target?: number;
  /** Whether less is better (time, memory) or more (rates). */
  readonly better: 'less' | 'more';
  measure(): number | Measured | Promise<number | Measured>;
}

/** The middle of many measurements, and the quartiles beside it. */
export interface Measured {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  /** The quartiles of many measurements; `null` where the best of a few is reported. */
  readonly spread: readonly [number, number] | null;
  readonly unit: string;
  readonly target: number | null;
  /** `null` where there is no target. */
  readonly met: boolean | null;
}

export async function runBench(bench: Bench): Promise<BenchRow> {
  const measured = await bench.measure();
  const isOne = typeof measured === 'number';
  const value = rounded(isOne ? measured : measured.value);
  const spread = isOne ? null : ([rounded(measured.from), rounded(measured.to)] as const);
  const { name, unit, target, better } = bench;
  const row = { name, value, spread, unit };
  if (target === undefined) return { ...row, target: null, met: null };
  return { ...row, target, met: better === 'less' ? value <= target : value >= target };
}

/** Three digits that mean something. */
function rounded(value: number): number {
  return value >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}

export interface Effort {
  readonly tries: number;
  /** How long one try lasts at least. */
  readonly milliseconds: number;
}

export const EFFORT: Effort = { tries: 5, milliseconds: 200 };

/** Microseconds for one call: the best of several tries, after one that only warms up. */
export function microseconds(operation: () => void, effort: Effort = EFFORT): number {
  let best = Infinity;
  for (let trial = 0; trial <= effort.tries; trial++) {
    const spent = oneTry(operation, effort.milliseconds);
    if (trial > 0) best = Math.min(best, spent);
  }
  return best;
}

/** Calls a second, by the best try. */
export function perSecond(operation: () => void, effort: Effort = EFFORT): number {
  return 1_000_000 / microseconds(operation, effort);
}

/** The same for a call that must be awaited: one after another. */
export async function microsecondsAwaited(
  operation: () => Promise<void>,
  effort: Effort = EFFORT,
): Promise<number> {
  let best = Infinity;
  for (let trial = 0; trial <= effort.tries; trial++) {
    const begin = performance.now();
    let calls = 0;
    let spent = 0;
    for (; spent < effort.milliseconds; spent = performance.now() - begin) {
      await operation();
      calls++;
    }
    if (trial > 0) best = Math.min(best, (spent * 1_000) / calls);
  }
  return best;
}

/** Looks at the clock only once per growing batch, so that the clock costs nothing. */
function oneTry(operation: () => void, milliseconds: number): number {
  let calls = 0;
  let batch = 1;
  let spent = 0;
  const begin = performance.now();
  while (spent < milliseconds) {
    for (let i = 0; i < batch; i++) operation();
    calls += batch;
    spent = performance.now() - begin;
    if (spent < milliseconds / 8) batch *= 2;
  }
  return (spent * 1_000) / calls;
}
