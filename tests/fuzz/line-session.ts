/** Sessions on the line, as inputs: changed run by run, with checks that hold half of the time. */
import { type Bytes, concat, isWireError } from '../../src/base/index.ts';
import * as wire from '../../src/wire/index.ts';
import type { Random } from '../sim/random.ts';
import type { Input } from './corpus.ts';
import { INPUT_MAX, mutate } from './mutate.ts';

/** Runs at most in one session. */
const SESSION_MAX = 150;
const CHANGES_MAX = 3;

export type LineKind = 't0' | 't1' | 'spi' | 'swp';

/** Changes what a check covers, and makes the check hold again; the length field, sometimes. */
const KEEP_VALID: Readonly<Record<LineKind, (run: Bytes, other: Bytes, random: Random) => Bytes>> =
  {
    t0: mutate,
    t1(run, other, random) {
      const block = wire.parseT1Block(run, 'lrc');
      if (isWireError(block)) return mutate(run, other, random);
      const head = mutate(Uint8Array.of(block.nad, block.pcb), other, random);
      const inf = random.onceIn(2) ? block.inf : mutate(block.inf, other.subarray(3), random);
      const [nad = 0, pcb = block.pcb] = random.onceIn(2) ? head : [block.nad, block.pcb];
      return wire.emitT1Block({ nad, pcb, inf: inf.subarray(0, wire.T1_INF_MAX) }, 'lrc');
    },
    spi(run, other, random) {
      const block = wire.parseT1PrimeBlock(run);
      if (isWireError(block)) return mutate(run, other, random);
      const head = mutate(Uint8Array.of(block.nad, block.pcb), other, random);
      const inf = random.onceIn(2) ? block.inf : mutate(block.inf, other.subarray(4), random);
      const [nad = block.nad, pcb = block.pcb] = random.onceIn(2) ? head : [block.nad, block.pcb];
      return wire.emitT1PrimeBlock({ nad: random.onceIn(4) ? nad : block.nad, pcb, inf });
    },
    swp(run, other, random) {
      const payload = frameOf(run);
      if (payload === undefined) return mutate(run, other, random);
      const changed = mutate(payload, frameOf(other) ?? other, random);
      return changed.length === 0
        ? changed
        : wire.emitSwpFrame(changed.subarray(0, wire.SWP_PAYLOAD_MAX));
    },
  };

function frameOf(run: Bytes): Bytes | undefined {
  const reader = new wire.SwpFrameReader();
  reader.push(run);
  return reader.next();
}

function changeOnce(session: Bytes[], other: Input, { kind, random }: Drawing): void {
  const at = random.below(session.length);
  const run = session[at] ?? new Uint8Array(0);
  const foreign = random.of(other);
  switch (random.below(10)) {
    case 0:
      session.splice(at, 1);
      return;
    case 1:
      session.splice(at, 0, run);
      return;
    case 2:
      session.splice(at, 0, foreign);
      return;
    case 3:
      session.splice(at, session.length, ...other.slice(random.below(other.length)));
      return;
    case 4:
      session.splice(at, 2, concat(run, session[at + 1] ?? foreign));
      return;
    case 5:
      session.splice(at, 0, random.bytes(1 + random.below(40)));
      return;
    default: {
      const change = random.onceIn(2) ? mutate : KEEP_VALID[kind];
      session[at] = change(run, foreign, random).subarray(0, INPUT_MAX);
    }
  }
}

interface Drawing {
  readonly kind: LineKind;
  readonly random: Random;
}

/** One to three changes to a session. */
export function changeSession(kind: LineKind): (i: Input, o: Input, random: Random) => Input {
  return (input, other, random) => {
    const session = [...input];
    for (let left = 1 + random.below(CHANGES_MAX); left > 0; left--) {
      if (session.length === 0) session.push(random.of(other));
      changeOnce(session, other, { kind, random });
    }
    return session.filter((run) => run.length > 0).slice(0, SESSION_MAX);
  };
}
