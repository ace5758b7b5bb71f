export {
  createDevice,
  type DeviceOptions,
  type DeviceSnapshot,
  InProcessDevice,
} from './device.ts';
