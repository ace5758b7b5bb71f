/**
 * Sessions as a container gets them. Each container has objects of its own for the same card
 * session and channel, so that a slot never crosses containers. [M-20]
 */
import type { LinkFacts } from '../../base/index.ts';

/** One (link, LSI) from reset to reset. */
export interface CardSession {
  readonly link: LinkFacts;
  readonly lsi: number;
}

/** One logical channel of a card session, from its opening to its end. */
export interface Session {
  readonly card: CardSession;
  readonly channel: number;
}

/** Volatile memory of one kind, one value for each owner; it goes with its owner. */
export interface RamSlot<Owner, T> {
  /** The owner's value, made when first requested. */
  of(owner: Owner): T;
  forget(owner: Owner): void;
}

export function ramSlot<Owner extends object, T>(make: () => T): RamSlot<Owner, T> {
  const values = new WeakMap<Owner, { readonly value: T }>();
  return {
    of(owner) {
      const known = values.get(owner);
      if (known !== undefined) return known.value;
      const value = make();
      values.set(owner, { value });
      return value;
    },
    forget: (owner) => void values.delete(owner),
  };
}
