export { connectControl } from './client.ts';
export type {
  ApplicationHome,
  ControlEvent,
  DeviceApi,
  OpenedChannel,
  Operation,
  Params,
  Received,
  Response,
  Result,
} from './results.ts';
