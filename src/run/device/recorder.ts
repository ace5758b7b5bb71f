import type { Device, DeviceSeat } from '../../device/index.ts';

/** Records what reaches a device and what leaves it, boot after boot; a journal does. */
export interface Recorder {
  /** Boots a device. Its record begins at `start`: a boot that is given up is not recorded. */
  boot(seat: DeviceSeat): { readonly device: Device; readonly start: () => void };
  /** Ends the record. */
  close(): void;
}
