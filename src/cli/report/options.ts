/** The options of `bifrons report`. */
import type { WhereOptions } from '../options.ts';

export interface ReportOptions extends WhereOptions {
  readonly pki?: string;
  readonly testPki?: boolean;
  readonly group?: readonly string[];
}
