export type {
  ConsumerConfig,
  ConsumerProfileConfig,
  EuiccConfig,
  M2mConfig,
  M2mProfileConfig,
} from './config.ts';
export { createEuicc, euiccTitle } from './create-euicc.ts';
