export type { SwpEnd } from './end.ts';
export { SwpMac, type SwpLineState } from './mac.ts';
export { SwpMaster, type SwpMasterOptions } from './master.ts';
export { SwpPassage } from './passage.ts';
export { Shdlc, type ShdlcState } from './shdlc.ts';
export type { PacketSource, ShdlcOptions, ShdlcTimes } from './shdlc-options.ts';
export { SwpSlave, type SwpSlaveOptions } from './slave.ts';
