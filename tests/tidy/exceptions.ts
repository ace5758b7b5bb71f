/** Where a house rule is broken on purpose, and why. An entry that nothing needs fails the run. */

export interface Exception {
  readonly rule: string;
  /** The file, or a folder with a slash at its end. */
  readonly path: string;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'platform',
    path: 'src/run/platform/index.ts',
    why: 'the one place of `run` that names what a browser and Node both have',
  },
  {
    rule: 'random-count',
    path: 'tests/random-counts.test.ts',
    why: 'it draws a few values to compare them, and judges nothing by their number',
  },
];
