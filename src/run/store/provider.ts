/** The storage provider: where a device's non-volatile memory is kept between boots. */
import { type Batch, HostError, type Image } from '../../base/index.ts';

/** One device's memory, open for one owner. */
export interface OpenStore {
  /** What the store held when it was opened. */
  readonly image: Image;
  /**
   * Makes the batches durable, in order, each whole or not at all: after a power cut the store
   * holds a prefix of everything it was given. Settles when the last one is on disk; calls may
   * overlap and settle in the order they were made. Nothing to wait for gives `undefined`.
   */
  commit(batches: readonly Batch[]): Promise<void> | undefined;
  /** Replaces everything by another image, in one batch. For a restore. */
  replace(image: Image): Promise<void>;
  /**
   * After a write that was refused: takes writes again, if there is room by now, and gives what is
   * stored. Rejects with `HostError` STORE_WRITE. Absent where no write is ever refused.
   */
  readonly reopen?: () => Promise<Image>;
  /** Waits for what is under way and closes. */
  close(): Promise<void>;
}

/** A kind of store. */
export interface Store {
  /**
   * Opens or begins the store in a folder. Throws `HostError` STORE_DAMAGED (naming the record)
   * or STORE_VERSION; neither changes anything on disk.
   */
  open(folder: string): Promise<OpenStore>;
}

/** STORE_WRITE, for a store that does not take what it is given. */
export function noRoom(message: string): HostError {
  const running = 'where the device is up: bifrons host power-cycle';
  const next = `make room on the disk and start again; ${running}. What was answered is stored`;
  return new HostError('STORE_WRITE', message, next);
}
