export { bootHost, type RawLinks } from './boot.ts';
export { DeviceService, forkFolder, repairState, type ServiceSeat } from './device-service.ts';
export {
  type LinkState,
  type StateReport,
  type Topology,
  type TraceRow,
  traceRow,
} from './rows.ts';
