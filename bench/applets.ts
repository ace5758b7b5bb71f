/** Java Card applets: bytecodes a second, against the reference card of Oracle's kit 2.2.2. */
import { AppletBench } from '../tests/support/applet-bench.ts';
import type { CapName } from '../tests/support/cap/read-cap.ts';
import { type Bench, microseconds } from './frame.ts';

interface Row {
  readonly name: string;
  readonly file: CapName;
  readonly command: string;
  /** Millions that one run takes, counted by the reference card. */
  readonly bytecodes: number;
  /** Milliseconds of the reference card, on another machine. */
  readonly reference: number;
}

const ROWS: readonly Row[] = (
  [
    ['short arithmetic (sieve)', 'BenchShort_jc305', '801003E800', 9.3, 251],
    ['short arithmetic (crc)', 'BenchShort_jc305', '802003E800', 9.1, 248],
    ['int arithmetic (SHA-256)', 'BenchInt_jc305', '802001F400', 5.4, 201],
    ['virtual calls', 'BenchObj_jc305', '8010271000', 2.33, 121],
    ['interface calls', 'BenchObj_jc305', '8020271000', 3.34, 156],
    ['persistent writes', 'BenchObj_jc305', '803003E800', 1.93, 79],
    ['native methods', 'BenchObj_jc305', '8040753000', 0.99, 56],
    ['exceptions', 'BenchObj_jc305', '8050753000', 1.08, 119],
    ['fields', 'BenchObj_jc305', '8060753000', 0.57, 47],
  ] as const
).map(([name, file, command, bytecodes, reference]) => {
  return { name, file, command, bytecodes, reference };
});

/** The reference card's rate is the target: native code, on a machine of its own. */
export const appletBenches: readonly Bench[] = ROWS.map(
  ({ name, file, command, bytecodes, reference }): Bench => ({
    name: `applet: ${name}`,
    unit: 'M bytecodes/s',
    target: Math.round((bytecodes * 1_000) / reference),
    better: 'more',
    measure() {
      const applet = new AppletBench();
      const aid = applet.start(file);
      return (bytecodes * 1e6) / microseconds(() => void applet.send(aid, command));
    },
  }),
);
