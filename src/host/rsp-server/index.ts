/** What SM-DP+ and SM-DS share: common mutual authentication with an eUICC. [SGP22 §3.0.1] */
export {
  authenticate,
  type Authenticated,
  initiate,
  type Initiated,
  type ServerName,
} from './common-authentication.ts';
export { type Answer, dispatch, failed, type Handlers, noted, responding } from './dispatch.ts';
export { type CheckedEuicc, checkEuicc } from './euicc-chain.ts';
export { NO_FAULTS, type ServerFaults, spoiled } from './faults.ts';
export { type FaultName, FAULTS, type MadeFaults, makeFaults, parseFault } from './named-faults.ts';
export { isFailure, refused, type ServerParts } from './parts.ts';
export { Sessions } from './sessions.ts';
export { type EuiccKey, isSigned, signAs } from './signature.ts';
