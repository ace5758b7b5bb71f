export { emitFrame, FrameReader, VPCD_CONTROL } from './framing.ts';
export { type QuickAck, quickAck } from './quick-ack.ts';
export { VpcdReader, type VpcdReaderSeat } from './reader.ts';
