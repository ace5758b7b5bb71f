export { type Allotted, type AllotOptions, SlotAllotment } from './allot-slots.ts';
export { isPcscdUp } from './daemon.ts';
export {
  findDriver,
  installReaders,
  PCSC_PLACES,
  type PcscPlaces,
  uninstallReaders,
} from './install.ts';
export { OWN_PORT, type Stanza, VPCD_PORT } from './reader-conf.ts';
export { type SlotHolder, slotHolder, type SlotLease, takeSlot } from './slot-lease.ts';
export { type DeviceLinks, readStanzas, type Slot, slotsFor, slotsOf } from './slots.ts';
