/** Turns of the event loop for clients who send much at once. */

/** Pieces of one client's work after which other clients are served. */
const PIECES_MAX = 8;

/** Of one client: its work is cut so that others have their turn in between. */
export class Turns {
  #pieces = 0;

  /** Before each piece of work: something to wait for where others have their turn first. */
  next(): Promise<void> | undefined {
    if (++this.#pieces <= PIECES_MAX) return undefined;
    this.#pieces = 1;
    return new Promise((resolve) => setImmediate(resolve));
  }
}
