export { connectControl } from './client.ts';
export type {
  ApplicationHome,
  DeviceApi,
  OpenedChannel,
  Operation,
  OperationTypes,
  Params,
  Response,
  Result,
  TraceEvent,
} from './results.ts';
