export type { EuiccConfig, ProfileConfig } from './config.ts';
export { createEuicc } from './create-euicc.ts';
