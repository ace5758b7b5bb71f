export { compareStates, type DeviceState, type StateChange } from './compare.ts';
