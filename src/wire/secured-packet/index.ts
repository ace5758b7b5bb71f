/** Secured packets over the air, and the remote commands in them. [TS102225] [TS102226] */
export {
  type CommandPacket,
  type CommandPacketHeader,
  commandIntegrityInput,
  emitCommandBody,
  emitCommandPacket,
  parseCommandBody,
  parseCommandPacket,
} from './command-packet.ts';
export { COUNTER_LENGTH, type PacketBody, paddingOf } from './packet-body.ts';
export * from './remote-commands.ts';
export {
  emitResponseBody,
  emitResponsePacket,
  parseResponseBody,
  parseResponsePacket,
  RESPONSE_STATUS,
  type ResponseBody,
  type ResponsePacket,
  type ResponsePacketHeader,
  responseIntegrityInput,
} from './response-packet.ts';
export * from './security-parameters.ts';
