/** What follows from stored values: made when it is read, never updated beside them. */

/**
 * The value that `make` gives for the source's present value; made again when that is another one.
 * Values are compared by identity: of a cell's value, or of a part's version. So undo, fork and
 * snapshot need no care.
 */
export function derived<T, D>(source: () => T, make: (value: T) => D): () => D {
  let last: { readonly value: T; readonly made: D } | undefined;
  return () => {
    const value = source();
    if (last === undefined || !Object.is(last.value, value)) last = { value, made: make(value) };
    return last.made;
  };
}
