export { createDevice, type DeviceOptions } from './create-device.ts';
