export { DeviceHost, type HostEntity } from './device-host.ts';
export { Answer, DeviceLink } from './device-link.ts';
export { ModemEntity, NfcReaderEntity, RemoteServer } from './entities.ts';
export {
  SecureElementChannel,
  SecureElementReader,
  SecureElementService,
  SecureElementSession,
} from './secure-element.ts';
