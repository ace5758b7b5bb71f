/**
 * Many short byte strings in one region: a record for each would cost several times its length.
 * Where each stands is a table that its owner keeps in one cell, changed only when a string is
 * created, resized or deleted; contents are written into the region alone. The region is as long as
 * its last extent ends.
 */

export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Where the first gap of that length begins; the end of the last extent where there is none. */
export function firstFit(taken: readonly Extent[], length: number): number {
  let end = 0;
  for (const one of inOrder(taken)) {
    if (one.offset - end >= length) return end;
    end = one.offset + one.length;
  }
  return end;
}

/** The length of a region that holds them all. */
export function lengthFor(taken: readonly Extent[]): number {
  return taken.reduce((end, one) => Math.max(end, one.offset + one.length), 0);
}

function inOrder(taken: readonly Extent[]): readonly Extent[] {
  return taken.toSorted((a, b) => a.offset - b.offset || a.length - b.length);
}
