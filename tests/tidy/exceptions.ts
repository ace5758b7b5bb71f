/** Where a house rule is broken on purpose, and why. An entry that nothing needs fails the run. */

export interface Exception {
  readonly rule: string;
  /** The file, or a folder with a slash at its end. */
  readonly path: string;
  readonly why: string;
}

export const EXCEPTIONS: readonly Exception[] = [];
