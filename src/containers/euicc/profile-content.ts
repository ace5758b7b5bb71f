/**
 * What profiles bring of one kind, each in a part of its memory: it follows from memory, is there
 * while its profile is enabled, and its sessions end with that. [SGP22 §2.4.6] [SGP22 §3.2.2]
 */
import { derived, type Entity, type Nvm, refuse, type Session } from '../../os/abi/index.ts';
import type { Deselection } from '../../gp/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import { SW } from '../../wire/index.ts';

/** How content of a kind is found in memory. */
export interface ContentKind<T> {
  /** The part of a profile's memory that holds it. */
  readonly part: string;
  /** Whether that part holds anything. */
  holds(nvm: Nvm): boolean;
  open(nvm: Nvm, profile: Profile): T;
}

/** A session with content of the enabled profile. */
export interface Begun<T> {
  readonly content: T;
  readonly entity: Entity;
}

interface Content {
  select(entity: Entity, session: Session, from?: Session): boolean;
}

export abstract class ProfileContent<T extends Content> {
  readonly #profiles: ProfileStore;
  readonly #kind: ContentKind<T>;
  readonly #opened = new WeakMap<Nvm, T>();
  /** By a profile's part of memory: what that holds now, looked up after a write alone. */
  readonly #held = new WeakMap<Nvm, () => T | undefined>();
  readonly #begun = new Map<Session, Begun<T>>();
  #enablement: object;

  constructor(profiles: ProfileStore, kind: ContentKind<T>) {
    this.#profiles = profiles;
    this.#kind = kind;
    this.#enablement = profiles.enablement;
  }

  protected abstract end(begun: Begun<T>, session: Session, reason: Deselection): void;

  /** That of disabled profiles too. */
  get all(): readonly T[] {
    return this.#profiles.list.flatMap((one) => this.of(one) ?? []);
  }

  /** That of the enabled profile, if it brings any. */
  enabled(): T | undefined {
    const profile = this.#profiles.enabled;
    return profile && this.of(profile);
  }

  of(profile: Profile): T | undefined {
    const { nvm } = profile;
    let held = this.#held.get(nvm);
    if (held === undefined) {
      held = derived(
        () => nvm.version,
        () => this.#in(profile),
      );
      this.#held.set(nvm, held);
    }
    return held();
  }

  #in(profile: Profile): T | undefined {
    const { part, holds, open } = this.#kind;
    if (!profile.nvm.has(part)) return undefined;
    const nvm = profile.nvm.part(part);
    const known = this.#opened.get(nvm);
    if (known !== undefined || !holds(nvm)) return known;
    const content = open(nvm, profile);
    this.#opened.set(nvm, content);
    return content;
  }

  select(entity: Entity, session: Session, from?: Session): boolean {
    const content = this.enabled();
    if (content === undefined || !content.select(entity, session, from)) return false;
    this.#begun.set(session, { content, entity });
    return true;
  }

  deselect(session: Session, reason: Deselection = 'select'): void {
    const begun = this.#begun.get(session);
    this.#begun.delete(session);
    if (begun !== undefined) this.end(begun, session, reason);
  }

  /** Disabling a profile ends its sessions; 6985 where a command comes later. */
  protected begun(session: Session): Begun<T> {
    const begun = this.#begun.get(session);
    if (begun !== undefined) return begun;
    const why = 'the session ended when its profile was disabled';
    return refuse(SW.CONDITIONS, 'SGP22 §3.2.2', why);
  }

  /** Called after every command, before the next one: whether or not a profile is enabled again. */
  endSessions(): void {
    if (this.#profiles.enablement === this.#enablement) return;
    this.#enablement = this.#profiles.enablement;
    for (const session of [...this.#begun.keys()]) this.deselect(session);
  }
}
