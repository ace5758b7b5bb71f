/**
 * What is inside profiles: each brings a GlobalPlatform card of its own, with the operator's
 * security domain as its issuer and the profile's applications, there while the profile is enabled.
 * [SGP22 §2.4.6] [M-28]
 */
import {
  type CardParts,
  type CardSetup,
  GlobalPlatformCard,
  type Handles,
  holdsCard,
  openCard,
} from '../../gp/index.ts';
import { capRuntime, nativeRuntime } from '../../applets/index.ts';
import type { Bytes } from '../../base/index.ts';
import {
  type Command,
  derived,
  type Entity,
  type HeaderAnswer,
  type Nvm,
  refuse,
  type Response,
  type Services,
  type Session,
} from '../../os/abi/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import { SW } from '../../wire/index.ts';

/** The part of a profile's memory that holds its card. */
const CARD = 'card';
const CLAUSE = 'SGP22 §3.2.2';
const ENDED = 'the session ended when its profile was disabled';

interface Begun {
  readonly card: GlobalPlatformCard;
  readonly entity: Entity;
}

export class ProfileCards {
  readonly #services: Services;
  readonly #handles: Handles;
  readonly #profiles: ProfileStore;
  readonly #cards = new WeakMap<Nvm, GlobalPlatformCard>();
  /** By a profile's part of memory: what that holds now, looked up after a write alone. */
  readonly #held = new WeakMap<Nvm, () => GlobalPlatformCard | undefined>();
  /** Sessions with entities of the enabled profile. */
  readonly #begun = new Map<Session, Begun>();
  #enablement: object;

  constructor(parts: {
    readonly services: Services;
    readonly handles: Handles;
    readonly profiles: ProfileStore;
  }) {
    this.#services = withinProfile(parts.services);
    this.#handles = parts.handles;
    this.#profiles = parts.profiles;
    this.#enablement = parts.profiles.enablement;
  }

  /** The cards of profiles that are disabled too. */
  readThrough(): void {
    for (const profile of this.#profiles.list) this.#cardOf(profile)?.readThrough();
  }

  /** Gives a new profile its card. */
  create(profile: Profile, setup: CardSetup): void {
    openCard(this.#partsOf(profile.nvm.part(CARD)), () => setup);
  }

  /** The card of the enabled profile, if that brings one. */
  enabled(): GlobalPlatformCard | undefined {
    const profile = this.#profiles.enabled;
    return profile && this.#cardOf(profile);
  }

  #cardOf({ nvm }: Profile): GlobalPlatformCard | undefined {
    let held = this.#held.get(nvm);
    if (held === undefined) {
      held = derived(
        () => nvm.version,
        () => this.#cardIn(nvm),
      );
      this.#held.set(nvm, held);
    }
    return held();
  }

  #cardIn(profile: Nvm): GlobalPlatformCard | undefined {
    if (!profile.has(CARD)) return undefined;
    const nvm = profile.part(CARD);
    const known = this.#cards.get(nvm);
    if (known !== undefined || !holdsCard(nvm)) return known;
    const card = new GlobalPlatformCard(this.#partsOf(nvm));
    this.#cards.set(nvm, card);
    return card;
  }

  select(entity: Entity, session: Session, from?: Session): boolean {
    const card = this.enabled();
    if (card === undefined || !card.select(entity, session, from)) return false;
    this.#begun.set(session, { card, entity });
    return true;
  }

  deselect(session: Session): void {
    const begun = this.#begun.get(session);
    this.#begun.delete(session);
    begun?.card.deselect(begun.entity, session);
  }

  process(command: Command): Response {
    const begun = this.#begun.get(command.session);
    if (begun === undefined) return refuse(SW.CONDITIONS, CLAUSE, ENDED);
    return begun.card.process(begun.entity, command);
  }

  header(header: Bytes, session: Session): HeaderAnswer | undefined {
    const begun = this.#begun.get(session);
    if (begun === undefined) return refuse(SW.CONDITIONS, CLAUSE, ENDED);
    return begun.card.header(begun.entity, header, session);
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

  #partsOf(nvm: Nvm): CardParts {
    return {
      services: this.#services,
      nvm,
      handles: this.#handles,
      runtimes: [nativeRuntime, capRuntime],
    };
  }
}

/**
 * What the profile's registry holds and locks is the profile's: its card lock never goes for the
 * device, and a lock of the device leaves an enabled profile usable. [P-04] [P-07]
 */
function withinProfile(services: Services): Services {
  return { ...services, deviceLock: { holds: () => false, set: () => {} } };
}
