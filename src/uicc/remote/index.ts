/** Remote management of a UICC. [TS102226] */
export {
  type PacketReceipt,
  ShortMessageBearer,
  type ShortMessageBearerParts,
} from './short-message-bearer.ts';
export { type RemoteApplication, remoteApplicationsIn } from './remote-application.ts';
