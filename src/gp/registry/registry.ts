/**
 * The registry of one container or one profile: its security domains, load files and applications,
 * with life cycles, privileges and association. Memory alone says what there is: an index in
 * registry order, one cell for each entry, and one part for what an entry keeps. Look-ups by AID,
 * number and handle are derived. [GPCS §6.1] [GPCS §7.2]
 */
import { assert, type Bytes, EMPTY, hex } from '../../base/index.ts';
import { type Cell, derived, type Nvm } from '../../os/abi/index.ts';
import { UPDATES_COUNT, type ContactlessPriority } from './contactless.ts';
import { entryCodec, indexCodec, restrictionsCodec, updatesCodec } from './entry-codec.ts';
import { PLAIN_ENTRY, type RegistryEntry } from './entry.ts';
import type { Handles } from './handles.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

/** What follows from the index alone: it stays while entries change. */
interface Members {
  readonly cells: readonly Cell<RegistryEntry>[];
  readonly contents: readonly Nvm[];
  /** Places in the index. */
  readonly byId: ReadonlyMap<number, number>;
  readonly byHandle: ReadonlyMap<number, number>;
}

/** The value of the cell until it is first set: an entry is set when it is added. */
const UNUSED: RegistryEntry = {
  ...PLAIN_ENTRY,
  kind: 'load-file',
  id: 0,
  name: '',
  aid: EMPTY,
  lifeCycle: 0,
  privileges: 0,
  domain: 0,
};

/** What is restricted for every security domain; few cards ever store it. */
const RESTRICTED = 'restricted';
/** The order of selection, where one was set. */
const PRIORITY = 'priority';
/** The count of changes; kept by cards that have had a contactless registry. */
const UPDATES = 'updates';

export class Registry {
  readonly #nvm: Nvm;
  readonly #contents: Nvm;
  readonly #handles: Handles;
  readonly #index: Cell<readonly number[]>;
  /** The memory of the entry that comes first while the device has power. */
  #volatile: Nvm | undefined;
  readonly #members: () => Members;
  readonly #entries: () => readonly RegistryEntry[];
  readonly #byAid: () => ReadonlyMap<string, RegistryEntry>;
  readonly #reserving: () => readonly RegistryEntry[];

  /** The registry in a part of memory; an empty part is a registry without entries. */
  constructor(nvm: Nvm, handles: Handles) {
    const titleOf = (id: string): string | undefined => this.entry(Number(id))?.name;
    this.#nvm = nvm.part('registry', { titleOf });
    this.#contents = nvm.part('content', { titleOf });
    this.#handles = handles;
    this.#index = this.#nvm.cell('index', indexCodec, []);
    const members = derived(
      () => this.#index.get(),
      (ids) => this.#membersOf(ids),
    );
    // Read several times a command: the version is one comparison.
    this.#members = derived(() => this.#nvm.version, members);
    this.#entries = derived(
      () => this.#nvm.version,
      () => this.#members().cells.map((cell) => cell.get()),
    );
    this.#reserving = derived(this.#entries, (all) =>
      all.filter((one) => one.nonVolatileReserved > 0),
    );
    this.#byAid = derived(this.#entries, (all) => new Map(all.map((one) => [hex(one.aid), one])));
  }

  /** Damage: a part of memory that belongs to no entry. No command leaves one behind. */
  checkContents(): void {
    const stray = this.#contents.parts().find((name) => this.entry(Number(name)) === undefined);
    assert(stray === undefined, `content/${stray} belongs to no entry of the registry`);
  }

  /** In registry order; the identity of the list is its version. */
  get entries(): readonly RegistryEntry[] {
    return this.#entries();
  }

  /** In the order of selection priority; what has no place in it comes last. [GPAmdC §3.11.4] */
  get prioritized(): readonly RegistryEntry[] {
    const order = this.#nvm.has(PRIORITY) ? this.#priority().get() : [];
    if (order.length === 0 && this.#volatile === undefined) return this.entries;
    const place = (entry: RegistryEntry): number => {
      if (this.#volatile !== undefined && this.content(entry) === this.#volatile) return -1;
      const at = order.indexOf(entry.id);
      return at < 0 ? order.length : at;
    };
    return this.entries.toSorted((a, b) => place(a) - place(b));
  }

  /** Moves an entry; a volatile place lasts until the device is without power. */
  prioritize(entry: RegistryEntry, where: ContactlessPriority): void {
    const memory = this.content(entry);
    if (where === 'volatile') this.#volatile = memory;
    else if (where === 'no-longer-volatile') {
      if (this.#volatile === memory) this.#volatile = undefined;
    } else {
      const order = this.#nvm.has(PRIORITY) ? this.#priority().get() : [];
      const known = order.length === 0 ? this.entries.map(({ id }) => id) : order;
      const others = known.filter((id) => id !== entry.id);
      this.#priority().set(where === 'highest' ? [entry.id, ...others] : [...others, entry.id]);
    }
  }

  #priority(): Cell<readonly number[]> {
    return this.#nvm.cell(PRIORITY, indexCodec, []);
  }

  /**
   * Counts changes of what a contactless registry shows, from when an application manages it: it
   * comes to a value again only after all others of 16 bits. [GPAmdC §3.11.2.3]
   */
  get updates(): number {
    return this.#nvm.has(UPDATES) ? this.#updates().get() : 0;
  }

  countUpdate(): void {
    const isKept = this.#nvm.has(UPDATES) || this.holder(PRIVILEGE.CONTACTLESS_ACTIVATION);
    if (isKept) this.#updates().set((this.updates + 1) % UPDATES_COUNT);
  }

  #updates(): Cell<number> {
    return this.#nvm.cell(UPDATES, updatesCodec, 0);
  }

  /** The one at the top, whose life cycle is the card's. */
  get issuer(): RegistryEntry {
    const issuer = this.entries.find((one) => one.kind === 'issuer');
    assert(issuer, 'a registry has an issuer security domain');
    return issuer;
  }

  /** What no security domain may do any more: bits of tag D9. [GPCS §9.4.2.1] */
  get restricted(): number {
    return this.#nvm.has(RESTRICTED) ? this.#restricted().get() : 0;
  }

  /** Irreversible. [GPCS §11.5.2.3.7] */
  restrict(functions: number): void {
    this.#restricted().set(this.restricted | functions);
  }

  #restricted(): Cell<number> {
    return this.#nvm.cell(RESTRICTED, restrictionsCodec, 0);
  }

  /** Those with a memory reserve. [GPCS §9.7] */
  get reserving(): readonly RegistryEntry[] {
    return this.#reserving();
  }

  entry(id: number): RegistryEntry | undefined {
    return this.#at(this.#members().byId.get(id));
  }

  byAid(aid: Bytes): RegistryEntry | undefined {
    return this.#byAid().get(hex(aid));
  }

  /** The entry whose number in sessions this is; `undefined` once it is deleted. */
  byHandle(handle: number): RegistryEntry | undefined {
    return this.#at(this.#members().byHandle.get(handle));
  }

  /** What that entry keeps. */
  memoryOf(handle: number): Nvm | undefined {
    const { byHandle, contents } = this.#members();
    const place = byHandle.get(handle);
    return place === undefined ? undefined : contents[place];
  }

  holder(privilege: number): RegistryEntry | undefined {
    return this.entries.find((one) => (one.privileges & privilege) !== 0);
  }

  /** Its number in sessions. */
  handle(entry: Pick<RegistryEntry, 'id'>): number {
    return this.#handles.of(this.content(entry));
  }

  /**
   * The memory of the entry itself: keys, data objects, an application's own. The object lives as
   * long as the entry does, and another entry of the same number has another one.
   */
  content({ id }: Pick<RegistryEntry, 'id'>): Nvm {
    return this.#contents.part(String(id));
  }

  /**
   * Adds an entry at the end of the registry, with the next free number. With a quota, its data
   * may hold that many bytes.
   */
  add(entry: Omit<RegistryEntry, 'id'>, quota?: number): RegistryEntry {
    const ids = this.#index.get();
    const added = { ...entry, id: Math.max(0, ...ids) + 1 };
    this.#index.set([...ids, added.id]);
    this.#cell(added.id).set(added);
    this.#contents.part(String(added.id), quota === undefined ? {} : { quota });
    return added;
  }

  /** Changes some fields of an entry; gives its next version. */
  update(entry: Pick<RegistryEntry, 'id'>, changes: Partial<RegistryEntry>): RegistryEntry {
    const cell = this.#cell(entry.id);
    const before = cell.get();
    const next = { ...before, ...changes };
    cell.set(next);
    const isShown =
      next.lifeCycle !== before.lifeCycle ||
      next.contactless.updates !== before.contactless.updates;
    if (isShown) this.countUpdate();
    return next;
  }

  /** Removes an entry and all that it kept. */
  remove({ id }: Pick<RegistryEntry, 'id'>): void {
    this.countUpdate();
    this.#index.set(this.#index.get().filter((one) => one !== id));
    if (this.#nvm.has(PRIORITY)) {
      this.#priority().set(
        this.#priority()
          .get()
          .filter((one) => one !== id),
      );
    }
    this.#nvm.drop(String(id));
    this.#contents.drop(String(id));
  }

  /**
   * Whether `entry` is `domain` itself or directly or indirectly associated with it. [GPCS §7.2]
   */
  isUnder(entry: RegistryEntry, domain: number): boolean {
    let at: RegistryEntry | undefined = entry;
    for (let steps = 0; at !== undefined && steps <= this.entries.length; steps++) {
      if (at.id === domain || at.domain === domain) return true;
      at = at.domain === at.id ? undefined : this.entry(at.domain);
    }
    return false;
  }

  /** Whether `by` may see the entry: association or Global Registry. [GPCS §9.6.5] */
  isVisible(entry: RegistryEntry, by: RegistryEntry): boolean {
    return (by.privileges & PRIVILEGE.GLOBAL_REGISTRY) !== 0 || this.isUnder(entry, by.id);
  }

  #cell(id: number): Cell<RegistryEntry> {
    return this.#nvm.cell(String(id), entryCodec, UNUSED);
  }

  #at(place: number | undefined): RegistryEntry | undefined {
    return place === undefined ? undefined : this.entries[place];
  }

  #membersOf(ids: readonly number[]): Members {
    const cells = ids.map((id) => {
      const cell = this.#cell(id);
      assert(cell.get().id === id, `the registry has no entry ${id}, which its index names`);
      return cell;
    });
    const byId = new Map(ids.map((id, place) => [id, place]));
    const contents = ids.map((id) => this.content({ id }));
    const byHandle = new Map(contents.map((one, place) => [this.#handles.of(one), place]));
    return { cells, contents, byId, byHandle };
  }
}

/** Whether a part of memory holds a registry. */
export function holdsRegistry(nvm: Nvm): boolean {
  return nvm.has('registry');
}
