export type { SwpEnd } from './end.ts';
export { SwpMac, type SwpLineState } from './mac.ts';
export { SwpMaster, type SwpMasterOptions } from './master.ts';
export { SwpPassage } from './passage.ts';
export {
  type PacketSource, Shdlc, type ShdlcOptions, type ShdlcState, type ShdlcTimes,
} from './shdlc.ts';
export { SwpSlave, type SwpSlaveOptions } from './slave.ts';
