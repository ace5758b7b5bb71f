export type { EuiccConfig, ProfileConfig } from './config.ts';
export { createEuicc, euiccTitle } from './create-euicc.ts';
