/** A described UICC contradicts itself. */

export class UiccConflict extends Error {}

export function conflict(why: string): never {
  throw new UiccConflict(why);
}
