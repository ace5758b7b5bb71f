export { emitFrame, FrameReader, VPCD_CONTROL } from './framing.ts';
export { type QuickAck, quickAck } from './quick-ack.ts';
export { VpcdReader, type VpcdReaderParts } from './reader.ts';
