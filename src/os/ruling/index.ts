export { type DeviceLock, DeviceLocks } from './device-lock.ts';
export {
  RULED_ACTIONS,
  type RuledAction,
  ruleInWords,
  type RulingOrigin,
  type RulingRule,
  RULING_SCOPES,
  type RulingScope,
  VERDICTS,
} from './rule.ts';
export { type Reach, REACHES, Ruling, type RulingData, rulingInWords } from './ruling.ts';
