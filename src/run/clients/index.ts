export { DeviceHost, type HostClient } from './device-host.ts';
export { Answer, DeviceLink } from './device-link.ts';
export { ModemClient, NfcReaderClient, RemoteServer } from './clients.ts';
export {
  SecureElementChannel,
  SecureElementReader,
  SecureElementService,
  SecureElementSession,
} from './secure-element.ts';
