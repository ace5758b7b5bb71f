export { type DeviceLock, DeviceLocks } from './device-lock.ts';
export {
  RULED_ACTIONS,
  type RuledAction,
  ruleInWords,
  type RulingOrigin,
  type RulingRule,
  type RulingScope,
} from './rule.ts';
export { type Reach, Ruling, type RulingData, rulingInWords } from './ruling.ts';
