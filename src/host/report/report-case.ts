/** One case of the report: what is tested, what it needs, and how it is run. */
import type { GroupId } from './groups.ts';
import type { EuiccBench } from './euicc-bench.ts';

/** What a case needs besides an eUICC of SGP.22. */
export type Need =
  /** Certificates of the eUICC, and of servers under one of its issuers, with their keys. */
  | 'servers'
  /** The private key of that issuer: certificates and lists that are wrong are made with it. */
  | 'issuer-key'
  /** A second issuer, on another curve. */
  | 'second-curve'
  /** Certificates of an SM-DS. */
  | 'sm-ds';

export interface ReportCase {
  readonly group: GroupId;
  /** What is expected, in words. */
  readonly name: string;
  /** Of SGP.22: `§5.7.13`. */
  readonly clause: string;
  readonly needs?: readonly Need[];
  /** Throws `CheckFailure` where an expectation is not met, `NotApplicable` where it cannot run. */
  readonly run: (bench: EuiccBench) => void;
}
