/** What follows from stored values: made when it is read, never updated beside them. */

/**
 * The value that `make` gives for the source's present value; made again when that is another one.
 * Values are compared by identity: of a cell's value, or of a part's version. So undo, fork and
 * snapshot need no care.
 */
export function derived<T, D>(source: () => T, make: (value: T) => D): () => D {
  let isMade = false;
  let last: T;
  let made: D;
  return () => {
    const value = source();
    if (isMade && Object.is(last, value)) return made;
    made = make(value);
    last = value;
    isMade = true;
    return made;
  };
}
