/**
 * The UICCs of profiles: each brings its files and PINs, which the terminal reaches while the
 * profile is enabled. [SGP22 §2.4.6] [TS102221 §8]
 */
import type { Handles } from '../../gp/index.ts';
import type { Bytes } from '../../base/index.ts';
import {
  type Command,
  derived,
  type Entity,
  type EntityList,
  type HeaderAnswer,
  type Nvm,
  refuse,
  type Response,
  type Services,
  type Session,
} from '../../os/abi/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import { createUicc, holdsFiles, Uicc, type UiccSetup } from '../../uicc/index.ts';
import { SW } from '../../wire/index.ts';

/** The part of a profile's memory that holds its files. */
const UICC = 'uicc';
const NO_ENTITIES: EntityList = [];

export class ProfileUiccs {
  readonly #services: Services;
  readonly #handles: { of(owner: object): number };
  /** Numbers that entities of UICCs have, or had before their profile was disabled. */
  readonly #own = new Set<number>();
  readonly #profiles: ProfileStore;
  readonly #uiccs = new WeakMap<Nvm, Uicc>();
  /** By a profile's part of memory: what that holds now, looked up after a write alone. */
  readonly #held = new WeakMap<Nvm, () => Uicc | undefined>();
  /** Sessions with the UICC of the enabled profile. */
  readonly #begun = new Map<Session, Uicc>();
  #enablement: object;

  constructor(parts: {
    readonly services: Services;
    readonly handles: Handles;
    readonly profiles: ProfileStore;
  }) {
    this.#services = parts.services;
    this.#handles = {
      of: (owner) => {
        const handle = parts.handles.of(owner);
        this.#own.add(handle);
        return handle;
      },
    };
    this.#profiles = parts.profiles;
    this.#enablement = parts.profiles.enablement;
    // Damaged memory is found at boot, in profiles that are disabled too.
    for (const profile of parts.profiles.list) this.of(profile);
  }

  owns({ handle }: Pick<Entity, 'handle'>): boolean {
    return this.#own.has(handle);
  }

  /** Gives a new profile its files. */
  create({ nvm }: Profile, setup: UiccSetup): void {
    createUicc(nvm.part(UICC), setup);
  }

  /** The UICC of the enabled profile, if that brings one. */
  enabled(): Uicc | undefined {
    const profile = this.#profiles.enabled;
    return profile && this.of(profile);
  }

  entities(): EntityList {
    return this.enabled()?.entities() ?? NO_ENTITIES;
  }

  of(profile: Profile): Uicc | undefined {
    const { nvm } = profile;
    let held = this.#held.get(nvm);
    if (held === undefined) {
      held = derived(
        () => nvm.version,
        () => this.#uiccOf(profile),
      );
      this.#held.set(nvm, held);
    }
    return held();
  }

  #uiccOf({ nvm: profile, name }: Profile): Uicc | undefined {
    if (!profile.has(UICC)) return undefined;
    const nvm = profile.part(UICC);
    const known = this.#uiccs.get(nvm);
    if (known !== undefined || !holdsFiles(nvm)) return known;
    const parts = { services: this.#services, handles: this.#handles };
    const uicc = new Uicc({ ...parts, nvm, name: `UICC of ${name}` });
    this.#uiccs.set(nvm, uicc);
    return uicc;
  }

  select(entity: Entity, session: Session, from?: Session): boolean {
    const uicc = this.enabled();
    if (uicc === undefined || !uicc.select(entity, session, from)) return false;
    this.#begun.set(session, uicc);
    return true;
  }

  deselect(session: Session): void {
    const uicc = this.#begun.get(session);
    this.#begun.delete(session);
    uicc?.deselect(session);
  }

  process(command: Command): Response {
    return this.#uicc(command.session).process(command);
  }

  header(header: Bytes, session: Session): HeaderAnswer {
    return this.#uicc(session).header(header, session);
  }

  #uicc(session: Session): Uicc {
    const uicc = this.#begun.get(session);
    if (uicc !== undefined) return uicc;
    const why = 'the session ended when its profile was disabled';
    return refuse(SW.CONDITIONS, 'SGP22 §3.2.2', why);
  }

  /**
   * Disabling a profile ends its sessions, whether or not it is enabled again; called after every
   * command, before the next one.
   */
  endSessions(): void {
    if (this.#profiles.enablement === this.#enablement) return;
    this.#enablement = this.#profiles.enablement;
    for (const session of [...this.#begun.keys()]) this.deselect(session);
  }
}
