export { type CaptureRow, captureRows } from './capture-rows.ts';
export { DeviceService, type ServiceOptions } from './device-service.ts';
export { forkFolder } from './fork-folder.ts';
export { repairState } from './repair.ts';
export {
  type LinkState,
  type Muteness,
  type StateReport,
  type Topology,
  type TraceRow,
  traceRow,
} from './rows.ts';
