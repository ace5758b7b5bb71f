/** GSMTAP frames of the type SIM, and the capture files that hold them. */
export {
  emitGsmtap,
  GSMTAP_PORT,
  type GsmtapFrame,
  parseGsmtap,
  SIM_SUBTYPES,
} from './gsmtap-frame.ts';
export { emitTpdus, type Exchange, mergeTpdus, parseTpdu, type Tpdu } from './tpdus.ts';
export { emitUdpPacket, LINK_TYPE_IPV4, parseUdpPacket, type UdpPacket } from './udp-packet.ts';
export {
  ATR_DISSECTOR,
  emitExportedPdu,
  type ExportedPdu,
  LINK_TYPE_EXPORTED_PDU,
  parseExportedPdu,
} from './exported-pdu.ts';
export { type CaptureInterface, emitCaptureHead, emitCapturePacket } from './pcapng.ts';
export { type CapturedPacket, readCapture } from './read-capture.ts';
