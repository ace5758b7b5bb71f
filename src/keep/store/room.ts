/**
 * Room ahead of LMDB: while the store is open its file is longer than what is used of it, so that
 * the disk has given a block before LMDB writes it. None of LMDB's own writes may fail: as built
 * for Node, it reports a failed write in a buffer that is too short, which can end the process.
 */
import { closeSync, fstatSync, openSync, truncateSync, writeSync } from 'node:fs';

/** Of LMDB: a record takes one of its own, at the worst. */
export const PAGE_LENGTH = 4_096;
/** Room at the least, and half as much as the store uses: a group may touch every page. */
const ROOM_BYTES_MIN = 262_144;
/** What may be written before the room is looked at again; a quarter of it may be gone then. */
const BYTES_UNSEEN = ROOM_BYTES_MIN / 8;

/** Written as often as it takes. */
const ZEROS = new Uint8Array(ROOM_BYTES_MIN);

export class Room {
  readonly #path: string;
  readonly #used: () => number;
  readonly #file: number;
  #unseen = 0;

  /** `used` gives the number of bytes of the file that LMDB uses. */
  constructor(path: string, used: () => number) {
    this.#path = path;
    this.#used = used;
    // For appending alone: a group under way may put pages behind the end at any moment.
    this.#file = openSync(path, 'a');
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
    const room = Math.max(ROOM_BYTES_MIN, Math.floor(used / 2));
    const there = fstatSync(this.#file).size;
    if (there < used + room - Math.floor(room / 4)) this.#fill(used + room - there);
  }

  /** All of the room, however much of it is left. */
  makeWhole(): void {
    this.#unseen = 0;
    const used = this.#used();
    const room = Math.max(ROOM_BYTES_MIN, Math.floor(used / 2));
    this.#fill(used + room - fstatSync(this.#file).size);
  }

  #fill(bytes: number): void {
    for (let lacking = bytes; lacking > 0;)
      lacking -= writeSync(this.#file, ZEROS, 0, Math.min(lacking, ZEROS.length));
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
