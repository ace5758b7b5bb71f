/** A conformance report of the eUICCs of a device, in the groups of SGP.23. [SGP23 §4.2] */
export type { ServerFiles } from './bench-servers.ts';
export { REPORT_CASES } from './cases/index.ts';
export {
  type AuthenticateChanges,
  type BindOptions,
  DownloadServer,
  type PrepareChanges,
} from './download-server.ts';
export type { Exchange } from './exchange.ts';
export { type GroupId, REPORT_GROUPS } from './groups.ts';
export type { Need, ReportCase } from './report-case.ts';
export { type CaseResult, type ReportParts, runReport, type Verdict } from './run-report.ts';
export { type TrustingCopy, withTestTrust } from './trusting-copy.ts';
