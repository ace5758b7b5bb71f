export {
  findDriver,
  installReaders,
  PCSC_PLACES,
  type PcscPlaces,
  readStanzas,
  type Slot,
  slotsOf,
  uninstallReaders,
} from './install.ts';
export { OWN_PORT, READER_PREFIX, type Stanza, VPCD_PORT } from './reader-conf.ts';
