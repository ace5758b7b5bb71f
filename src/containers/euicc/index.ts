export {
  type ConsumerConfig,
  type ConsumerProfileConfig,
  euicc,
  type EuiccConfig,
  type M2mConfig,
  type M2mProfileConfig,
} from './description.ts';
export { createEuicc, euiccTitle } from './create-euicc.ts';
