/** Where a house rule is broken on purpose, and why. An entry that nothing needs fails the run. */

export interface Exception {
  readonly rule: string;
  /** The file, or a folder with a slash at its end. */
  readonly path: string;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  ...[
    'src/containers/shapes/texts.ts',
    'src/containers/euicc/uicc-description.ts',
    'src/attach/control/operations/operations.ts',
  ].map((path) => ({
    rule: 'unbounded-group',
    path,
    why: 'a schema that ends at the length before; the expression is published with it',
  })),
  {
    rule: 'unbounded-group',
    path: 'src/attach/schemas/parts.ts',
    why: 'it describes what this program prints itself',
  },
  {
    rule: 'unbounded-group',
    path: 'src/host/clients/modem.ts',
    why: 'a command line is cut at AT_LINE_LENGTH_MAX before',
  },
  { rule: 'unbounded-group', path: 'tests/', why: 'tests read texts of their own' },
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
