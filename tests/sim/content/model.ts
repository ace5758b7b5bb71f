/**
 * A plain model of a registry: what exists, who owns it, in which state, with which
 * privileges. It says of each management command whether the card carries it out. [GPCS §9]
 */

export type Kind = 'issuer' | 'domain' | 'application' | 'file';

export interface Entry {
  readonly kind: Kind;
  owner: string;
  state: number;
  privileges: number;
  /** The load file it was made from. */
  readonly file: string;
}

const AUTHORIZED = 0x004000;
const GLOBAL_DELETE = 0x001000;
const CARD_RESET = 0x040000;
const FINAL = 0x000200;
const EXCLUSIVE = CARD_RESET | FINAL;
const OF_DOMAINS = 0x804000;
const DOMAIN = 0x800000;
const PERSONALIZED = 0x0f;
const LOCKED = 0x80;

export class Model {
  readonly entries: Map<string, Entry>;
  readonly issuer: string;
  readonly domainFile: string;
  /** What another session has selected. */
  readonly selected: ReadonlySet<string>;

  constructor(start: {
    readonly entries: ReadonlyMap<string, Entry>;
    readonly issuer: string;
    readonly domainFile: string;
    readonly selected: readonly string[];
  }) {
    this.entries = new Map([...start.entries].map(([aid, one]) => [aid, { ...one }]));
    this.issuer = start.issuer;
    this.domainFile = start.domainFile;
    this.selected = new Set(start.selected);
  }

  /** For a command that a power cut may still undo. */
  copy(): Model {
    const { entries, issuer, domainFile, selected } = this;
    return new Model({ entries, issuer, domainFile, selected: [...selected] });
  }

  load(by: string, file: { aid: string; to: string }): boolean {
    const { aid, to } = file;
    if (!this.#authorized(by) || this.entries.has(aid)) return false;
    const target = this.entries.get(to);
    if (target === undefined || !isDomain(target)) return false;
    if (to !== by && !this.#accepts(to, by)) return false;
    this.entries.set(aid, { kind: 'file', owner: to, state: 1, privileges: 0, file: '' });
    return true;
  }

  install(
    by: string,
    made: { aid: string; file: string; privileges: number; selectable: boolean },
  ): boolean {
    const { aid, file, privileges, selectable } = made;
    const source = this.entries.get(file);
    if (!this.#authorized(by) || source?.kind !== 'file' || this.entries.has(aid)) return false;
    const isDomainMade = file === this.domainFile;
    if (!isDomainMade && !this.#accepts(source.owner, by)) return false;
    if (!this.#assignable(isDomainMade ? 'domain' : 'application', 0, privileges)) return false;
    if ((privileges & CARD_RESET) !== 0 && !selectable) return false;
    const owner = isDomainMade ? by : source.owner;
    const kind = isDomainMade ? 'domain' : 'application';
    this.entries.set(aid, { kind, owner, state: selectable ? 7 : 3, privileges, file });
    this.#settle(0, privileges);
    return true;
  }

  makeSelectable(by: string, aid: string): boolean {
    const entry = this.entries.get(aid);
    if (!this.#authorized(by) || entry === undefined || entry.kind === 'file') return false;
    if (!this.#accepts(entry.owner, by) || entry.state !== 3) return false;
    entry.state = 7;
    return true;
  }

  extradite(by: string, aid: string, to: string): boolean {
    const entry = this.entries.get(aid);
    const target = this.entries.get(to);
    if (!this.#authorized(by) || entry === undefined || target === undefined) return false;
    if (entry.kind === 'issuer' || !isDomain(target)) return false;
    if (!this.#accepts(entry.owner, by) || !this.#accepts(to, by)) return false;
    if (to !== aid && this.#under(to, aid)) return false;
    entry.owner = to;
    return true;
  }

  update(by: string, aid: string, privileges: number): boolean {
    const entry = this.entries.get(aid);
    if (!this.#authorized(by) || entry === undefined || entry.kind === 'file') return false;
    if (!this.#accepts(entry.owner, by)) return false;
    if (!this.#assignable(entry.kind, entry.privileges, privileges)) return false;
    const before = entry.privileges;
    entry.privileges = privileges;
    this.#settle(before, privileges);
    return true;
  }

  /** SET STATUS of an application or security domain. */
  lock(by: string, aid: string, lock: boolean): boolean {
    const entry = this.entries.get(aid);
    if (entry === undefined || entry.kind === 'file' || entry.kind === 'issuer') return false;
    if (this.#isLocked(by)) return false;
    if (by !== this.issuer && !this.#under(aid, by)) return false;
    if ((entry.privileges & FINAL) !== 0) return false;
    if (((entry.state & LOCKED) !== 0) === lock || (by === aid && !lock)) return false;
    entry.state ^= LOCKED;
    return true;
  }

  delete(by: string, aid: string, related: boolean): boolean {
    const entry = this.entries.get(aid);
    if (!this.#authorized(by) || entry === undefined) return false;
    const made = [...this.entries].filter(([, one]) => one.file === aid).map(([name]) => name);
    if (entry.kind === 'file' && !related && made.length > 0) return false;
    const all = entry.kind === 'file' && related ? [...made, aid] : [aid];
    if (!all.every((one) => this.#deletable(by, one, all))) return false;
    for (const one of all) {
      const { privileges } = this.entries.get(one)!;
      this.entries.delete(one);
      this.#settle(privileges, 0);
    }
    return true;
  }

  #deletable(by: string, aid: string, all: readonly string[]): boolean {
    const entry = this.entries.get(aid)!;
    if (entry.kind === 'issuer' || aid === by || this.selected.has(aid)) return false;
    const isGlobal = (this.entries.get(by)!.privileges & GLOBAL_DELETE) !== 0;
    if (!isGlobal && !this.#accepts(entry.owner, by)) return false;
    return [...this.entries].every(
      ([name, one]) => one.owner !== aid || name === aid || all.includes(name),
    );
  }

  #authorized(by: string): boolean {
    const entry = this.entries.get(by);
    return entry !== undefined && this.#inUse(by) && (entry.privileges & AUTHORIZED) !== 0;
  }

  /** Such a security domain rejects all commands. */
  #isLocked(by: string): boolean {
    const { kind, state } = this.entries.get(by)!;
    return kind !== 'issuer' && (state & LOCKED) !== 0;
  }

  #inUse(aid: string): boolean {
    const entry = this.entries.get(aid)!;
    return entry.kind === 'issuer' || entry.state === PERSONALIZED;
  }

  #accepts(owner: string, by: string): boolean {
    return this.#inUse(owner) && this.#under(owner, by);
  }

  #under(aid: string, by: string): boolean {
    for (let at = aid; ; at = this.entries.get(at)!.owner) {
      if (at === by) return true;
      if (this.entries.get(at)!.owner === at) return false;
    }
  }

  #assignable(kind: Kind, before: number, after: number): boolean {
    const isOfDomains = (after & OF_DOMAINS) !== 0;
    if (kind === 'application' ? isOfDomains : (after & DOMAIN) === 0) return false;
    const given = after & ~before & EXCLUSIVE;
    return (given & ~this.entries.get(this.issuer)!.privileges) === 0;
  }

  #settle(before: number, after: number): void {
    const issuer = this.entries.get(this.issuer)!;
    issuer.privileges &= ~(after & ~before & EXCLUSIVE);
    issuer.privileges |= before & ~after & EXCLUSIVE;
  }
}

function isDomain({ kind }: Entry): boolean {
  return kind === 'issuer' || kind === 'domain';
}
