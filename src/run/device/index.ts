export { bootHost, type Booted, type RawLinks, type Recorder } from './boot-host.ts';
export {
  createDevice,
  descriptionOf,
  type DeviceOptions,
  type DeviceSnapshot,
  Device,
} from './device.ts';
export { isMute, type Power } from './power.ts';
export { startDevice, type StartedDevice } from './start-device.ts';
