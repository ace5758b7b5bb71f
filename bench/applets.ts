/**
 * Java Card applets: bytecodes a second, against the reference card of Oracle's kit 2.2.2; an
 * installation; the first call after a start. `BIFRONS_CREF` names the program of the reference
 * card, which then runs in the same run.
 */
import { assembled } from '../tests/support/cap/assembled.ts';
import { AppletBench } from '../tests/support/applet-bench.ts';
import type { CapName } from '../tests/support/cap/read-cap.ts';
import { type Bench, microseconds } from './frame.ts';
import { referenceSeconds } from './reference-rate.ts';

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

/** Seconds of each row in this run: here, and on the reference card. */
const spent = new Map<Row, { here?: number; there?: number }>(ROWS.map((row) => [row, {}]));

/** The reference card's rate is the target: native code, on a machine of its own. */
const rates: readonly Bench[] = ROWS.map((row): Bench => {
  const { name, file, command, bytecodes, reference } = row;
  return {
    name: `applet: ${name}`,
    unit: 'M bytecodes/s',
    target: Math.round((bytecodes * 1_000) / reference),
    better: 'more',
    measure() {
      const applet = new AppletBench();
      const aid = applet.start(file);
      const here = microseconds(() => void applet.send(aid, command)) / 1e6;
      spent.get(row)!.here = here;
      return bytecodes / here;
    },
  };
});

/** The reference card in this run, where its program is here. */
function referenceRows(program: string | undefined): readonly Bench[] {
  if (program === undefined) return [];
  const rows = ROWS.map((row): Bench => {
    const { name, file, command, bytecodes } = row;
    return {
      name: `applet: ${name}, reference card`,
      unit: 'M bytecodes/s',
      better: 'more',
      async measure() {
        // Files of its own kit: it has no later edition of the API.
        const own = file.replace('jc305', 'jc222') as CapName;
        const there = await referenceSeconds({ program, file: own, command });
        spent.get(row)!.there = there;
        return bytecodes / there;
      },
    };
  });
  const mean: Bench = {
    name: "applet: time by the reference card's, geometric mean",
    unit: 'x',
    target: 3,
    better: 'less',
    measure() {
      const ratios = [...spent.values()].map(({ here = NaN, there = NaN }) => here / there);
      return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    },
  };
  return [...rows, mean];
}

const METHODS = 120;
const STEPS = 125;

/** A package of 60 KB, whose methods are verified by data flow. */
function largePackage(): string {
  const steps = '  sload_0\n  sconst_1\n  sadd\n  sstore_0\n'.repeat(STEPS);
  const each = Array.from({ length: METHODS }, (_, at) => at);
  const calls = each.map((at) => `  sconst_1\n  invokestatic m${at}\n  pop\n`).join('');
  const method = (at: number) =>
    `method m${at} stack 2 args 1 locals 0\n${steps}  sload_0\n  sreturn\nend\n`;
  return `
cap 2.1
package F04A434C4142 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C414201 install install
class Large extends framework.3
  public from 7 process
end
method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end
method install stack 2 args 3 locals 0
  new Large
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end
method process stack 1 args 2 locals 0
${calls}  return
end
${each.map(method).join('')}`;
}

const installation: Bench = {
  name: 'applet: load, verify and install 60 KB',
  unit: 'ms',
  target: 100,
  better: 'less',
  measure() {
    const file = assembled(largePackage());
    // A copy each time: what is known of a file's bytes serves no second one.
    return (
      microseconds(() => void new AppletBench({ isVerified: true }).start(file.slice())) / 1_000
    );
  },
};

const firstCall: Bench = {
  name: 'applet: first call after a start',
  unit: 'ms',
  target: 20,
  better: 'less',
  measure() {
    const applet = new AppletBench();
    const aid = applet.start('SemProbe_jc304');
    return microseconds(() => void applet.restarted().send(aid, '800F000000')) / 1_000;
  },
};

export const appletBenches: readonly Bench[] = [
  ...rates,
  ...referenceRows(process.env['BIFRONS_CREF']),
  installation,
  firstCall,
];
