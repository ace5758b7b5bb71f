/**
 * Room ahead of LMDB: while the store is open its file is longer than what is used of it, so that
 * the disk has given a block before LMDB writes it. None of its own writes may fail: LMDB as built
 * for Node tells of one in a buffer that is too short for the telling, which can end the process.
 */
import { closeSync, fstatSync, openSync, truncateSync, writeSync } from 'node:fs';

/** Of LMDB: a record takes one of its own, at the worst. */
export const PAGE_LENGTH = 4_096;
/** Room at the least, and half as much as the store uses: a group may touch every page. */
const ROOM_BYTES_MIN = 262_144;
/** What may be written before the room is looked at again; a quarter of it may be gone then. */
const BYTES_UNSEEN = ROOM_BYTES_MIN / 8;

export class Room {
  readonly #path: string;
  readonly #used: () => number;
  readonly #file: number;
  #length: number;
  #unseen = 0;

  /** `used` tells how many bytes of the file LMDB uses. */
  constructor(path: string, used: () => number) {
    this.#path = path;
    this.#used = used;
    this.#file = openSync(path, 'r+');
    this.#length = fstatSync(this.#file).size;
  }

  /** After changes of so many bytes. Throws the system's error where the disk gives no more. */
  keep(bytes: number): void {
    this.#unseen += bytes;
    if (this.#unseen >= BYTES_UNSEEN) this.make();
  }

  /** The same before something larger, of so many bytes. */
  make(bytes = 0): void {
    this.#unseen = 0;
    const used = this.#used() + bytes;
    const room = Math.max(ROOM_BYTES_MIN, used >> 1);
    this.#length = Math.max(this.#length, fstatSync(this.#file).size);
    if (this.#length >= used + room - (room >> 2)) return;
    const zeros = new Uint8Array(used + room - this.#length);
    for (let at = 0; at < zeros.length;) {
      const written = writeSync(this.#file, zeros, at, zeros.length - at, this.#length);
      at += written;
      this.#length += written;
    }
  }

  /** Gives back what LMDB, which has closed the file, does not use of it. */
  giveBack(used: number): void {
    closeSync(this.#file);
    truncateSync(this.#path, used);
  }

  /** Lets go, and leaves the file as it is. */
  abandon(): void {
    closeSync(this.#file);
  }
}
