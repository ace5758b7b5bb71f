/**
 * What of a registry can be selected, as entities: it follows from the entries and the card's life
 * cycle state. [GPCS §6.4.2]
 */
import { type CardSession, derived, type Entity, type EntityList } from '../../os/abi/index.ts';
import { CARD_LIFE_CYCLE, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import { CONTACTLESS_STATE } from './contactless.ts';
import type { RegistryEntry } from './entry.ts';
import { isSelectableState } from './life-cycle.ts';
import type { Registry } from './registry.ts';

export interface CardEntitiesParts {
  readonly registry: Registry;
  /** Of the card's memory: another object after each write. */
  readonly version: () => object;
  /** Whether another container locks the device. */
  readonly isLocked: () => boolean;
  /** The state the card acts in. */
  readonly lifeCycle: () => number;
}

interface Listed {
  /** The card's life cycle state. */
  readonly card: number;
  readonly entries: readonly RegistryEntry[];
  /** By place in the registry; nothing for a load file. */
  readonly all: readonly (Entity | undefined)[];
}

export class CardEntities {
  readonly #registry: Registry;
  readonly #list: () => () => EntityList;
  /** What was listed last: entities of entries that have not changed since are the same. */
  #listed: Listed = { card: -1, entries: [], all: [] };
  /** What was listed last for a contactless interface. */
  #inField: { readonly of: EntityList; readonly list: EntityList } | undefined;

  constructor({ registry, version, isLocked, lifeCycle }: CardEntitiesParts) {
    this.#registry = registry;
    const list = derived(
      () => registry.entries,
      (entries) => derived(lifeCycle, (state) => this.#entities(entries, state)),
    );
    // Called several times a command: between writes, one comparison each answers.
    this.#list = derived(version, () => derived(isLocked, () => list()()));
  }

  /** All but load files, in registry order; the same list while nothing changed. */
  list(session?: CardSession): EntityList {
    const list = this.#list()();
    if (session?.link.mode !== 'contactless') return list;
    if (this.#registry.holder(PRIVILEGE.CONTACTLESS_ACTIVATION) === undefined) return list;
    if (this.#inField?.of !== list) this.#inField = { of: list, list: this.#activated(list) };
    return this.#inField.list;
  }

  /** Over a contactless interface, on a card that has a registry of them. [GPAmdC §8.1] */
  #activated(list: EntityList): EntityList {
    return list.map((one) => {
      const state = this.#registry.byHandle(one.handle)?.contactless.state;
      const isActivated = one.issuer || state === CONTACTLESS_STATE.ACTIVATED;
      return isActivated ? one : { ...one, selectable: false };
    });
  }

  #entities(entries: readonly RegistryEntry[], card: number): EntityList {
    const before = this.#listed;
    const isSameCard = before.card === card;
    const all = entries.map((entry, place) =>
      isSameCard && before.entries[place] === entry ? before.all[place] : this.#entity(entry, card),
    );
    this.#listed = { card, entries, all };
    const { prioritized } = this.#registry;
    const order =
      prioritized === entries ? all : prioritized.map((one) => all[entries.indexOf(one)]);
    return order.filter((one) => one !== undefined);
  }

  #entity(entry: RegistryEntry, card: number): Entity | undefined {
    const { aid, name, kind, multiSelectable, framing } = entry;
    if (kind === 'load-file') return undefined;
    const isIssuer = kind === 'issuer';
    return {
      handle: this.#registry.handle(entry),
      aid,
      name,
      root: isIssuer,
      issuer: isIssuer,
      selectable: isSelectable(entry, card),
      multiSelectable,
      framing,
    };
  }
}

/** [GPCS §6.4.2.1.2] [GPCS §9.6.3] [GPCS §9.6.4] */
function isSelectable({ kind, lifeCycle, privileges }: RegistryEntry, card: number): boolean {
  if (card === CARD_LIFE_CYCLE.TERMINATED) return false;
  const inUse = kind === 'issuer' || isSelectableState(lifeCycle);
  if (card !== CARD_LIFE_CYCLE.CARD_LOCKED) return inUse;
  return inUse && (privileges & PRIVILEGE.FINAL_APPLICATION) !== 0;
}
