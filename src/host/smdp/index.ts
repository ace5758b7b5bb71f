/** An SM-DP+ of the project's own, for tests of LPAs and eUICCs. [SGP22 §2.8] */
export { type Protection, PROTECTIONS } from './bind-package.ts';
export { type OutgoingCall, PROGRESS_POINT, type SmdpOptions } from './context.ts';
export { CODE_TRIES_MAX, DOWNLOAD_ATTEMPTS_MAX } from './es2.ts';
export {
  type ProfileOrder,
  PROFILE_RECORD_STATES,
  type ProfileRecord,
  type ProfileRecordState,
} from './profile-record.ts';
export { type Interface, type NewProfile, type OrderOptions, Smdp } from './smdp.ts';
