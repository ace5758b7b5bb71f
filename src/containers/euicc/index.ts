export {
  type ConsumerConfig,
  type ConsumerProfileConfig,
  euicc,
  type EuiccConfig,
  type M2mConfig,
  type M2mProfileConfig,
} from './description.ts';
export type { UiccConfig } from './uicc-description.ts';
export { uiccConflict, uiccSetup } from './uicc-setup.ts';
export { explainProfilePackage } from './install-profile.ts';
export { createEuicc } from './create-euicc.ts';
export { SESSION_COMMANDS, type SessionCommandDefinition } from './session-command-table.ts';
export { ecasd } from './ecasd.ts';
export { isdP } from './isd-p.ts';
export { isdR } from './isd-r.ts';
export { m2mIsdR } from './m2m-isd-r.ts';
