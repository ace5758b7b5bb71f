/**
 * Sessions as a container gets them. Each container has objects of its own for the same card
 * session and channel, so that a slot never crosses containers. [M-20]
 */
import type { LinkFacts } from '../../base/index.ts';

/**
 * The volatile memory of its owner: the values of slots. It stands with its owner, so that a
 * command finds all of its session's values in one place, and what ends takes them with it.
 */
export type Ram = Map<object, unknown>;

export interface RamOwner {
  readonly ram: Ram;
}

/** One (link, LSI) from reset to reset. */
export interface CardSession extends RamOwner {
  readonly link: LinkFacts;
  readonly lsi: number;
}

/** One logical channel of a card session, from its opening to its end. */
export interface Session extends RamOwner {
  readonly card: CardSession;
  readonly channel: number;
}

/** Volatile memory of one kind, one value for each owner; it goes with its owner. */
export interface RamSlot<Owner, T> {
  /** The owner's value, made when first requested. */
  of(owner: Owner): T;
  forget(owner: Owner): void;
}

export function ramSlot<Owner extends RamOwner, T>(make: () => T): RamSlot<Owner, T> {
  const slot: RamSlot<Owner, T> = {
    of({ ram }) {
      const known = ram.get(slot);
      if (known !== undefined || ram.has(slot)) return known as T;
      const value = make();
      ram.set(slot, value);
      return value;
    },
    forget: ({ ram }) => void ram.delete(slot),
  };
  return slot;
}
