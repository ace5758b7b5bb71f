export { connectControl } from './client.ts';
export type {
  ApplicationHome,
  DeviceApi,
  OpenedChannel,
  Operation,
  Params,
  Received,
  Response,
  Result,
  TraceEvent,
} from './results.ts';
