export {
  Answer,
  createDevice,
  DeviceLink,
  type DeviceOptions,
  type DeviceSnapshot,
  InProcessDevice,
} from './device.ts';
