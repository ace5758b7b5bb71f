/**
 * What is inside a profile: a GlobalPlatform environment of its own, with the operator's security
 * domain as its issuer and the profile's applications, there while the profile is enabled.
 * [SGP22 §2.4.6] [M-28]
 */
import { type InstalledModule, installModule } from '../../applets/index.ts';
import { type Bytes, Secret, unhex } from '../../base/index.ts';
import {
  CARD_LIFE_CYCLE,
  emitCardData,
  GlobalPlatformCard,
  parsePrivileges,
  TAG_CARD_DATA,
} from '../../gp/index.ts';
import {
  type Entity,
  type EntityList,
  refuse,
  type Services,
  type Session,
} from '../../os/abi/index.ts';
import type { Profile } from '../../rsp/index.ts';
import { SW } from '../../wire/index.ts';
import type { KeySetDescription } from '../shapes/index.ts';
import type { Member } from './member.ts';

/**
 * Security Domain, CVM Management, Trusted Path, Authorized Management and the three global
 * privileges, as the field's test profile has them: global within the profile. [GSMA TS.48]
 */
const PRIVILEGES = '82DC00';
const SCP03_OPTION = 0x70;

export interface ProfileContentParts {
  readonly profile: Profile;
  /** AID of the MNO-SD. */
  readonly aid: Bytes;
  readonly keys: readonly KeySetDescription[];
  /** The MNO-SD's; left out, those of the field's test profile. */
  readonly privileges: string | undefined;
  readonly applications: readonly InstalledModule[];
  /** Handle of the MNO-SD, and of the first application. */
  readonly handles: { readonly domain: number; readonly applications: number };
  readonly services: Services;
  /** Another object after every change of the enabled profile; a session is of one of them. */
  readonly enablement: () => object;
}

export class ProfileContent {
  readonly #card: GlobalPlatformCard;
  readonly #parts: ProfileContentParts;
  /** Under which enablement each session was begun; a session that has ended is not here. */
  readonly #begun = new WeakMap<Session, object>();

  constructor(parts: ProfileContentParts) {
    const { profile, handles } = parts;
    this.#parts = parts;
    this.#card = new GlobalPlatformCard({
      services: withinProfile(parts.services),
      keyPrefix: `profiles/${profile.number}/gp/`,
      firstHandle: handles.domain,
      scp03Option: SCP03_OPTION,
      volatileFree: 0,
      issuer: issuerOf(parts),
      domains: [],
      loadFiles: [],
      applications: parts.applications.map(installModule),
      firstApplication: handles.applications,
    });
  }

  /** The MNO-SD, then the applications. */
  entities(): EntityList {
    return this.#card.entities();
  }

  members(): readonly Member[] {
    return this.entities().map((one) => this.#member({ ...one, root: false, issuer: false }));
  }

  #member(entity: Entity): Member {
    const card = this.#card;
    return {
      entity,
      select: (session, from) => {
        this.#begun.set(session, this.#parts.enablement());
        return card.select(entity, session, from);
      },
      process: (command) => {
        this.#endStale(entity, command.session);
        return card.process(entity, command);
      },
      leave: (session) => {
        if (this.#begun.delete(session)) card.deselect(entity, session);
      },
      header: (header, session) => {
        this.#endStale(entity, session);
        return card.header(entity, header, session);
      },
    };
  }

  /** Disabling a profile ends its sessions, whether or not it is enabled again. [SGP22 §3.2.2] */
  #endStale(entity: Entity, session: Session): void {
    const { profile, enablement } = this.#parts;
    const begun = this.#begun.get(session);
    if (begun === enablement()) return;
    this.#begun.delete(session);
    if (begun !== undefined) this.#card.deselect(entity, session);
    refuse(SW.CONDITIONS, 'SGP22 §3.2.2', `the session ended when ${profile.name} was disabled`);
  }
}

function issuerOf({ profile, aid, keys, privileges = PRIVILEGES }: ProfileContentParts) {
  const data = emitCardData({ version: '2.3', scp03Option: SCP03_OPTION, javaCardMajor: 3 });
  return {
    name: `MNO-SD of ${profile.name}`,
    aid,
    lifeCycle: CARD_LIFE_CYCLE.SECURED,
    privileges: parsePrivileges(unhex(privileges)),
    keySets: keys.map(({ version, enc, mac, dek }) => ({
      version,
      enc: new Secret(unhex(enc)),
      mac: new Secret(unhex(mac)),
      dek: new Secret(unhex(dek)),
    })),
    objects: new Map([[TAG_CARD_DATA, data]]),
  };
}

/**
 * What the profile's registry holds and locks is the profile's: its card lock never goes for the
 * device, and a lock of the device leaves an enabled profile usable. [P-04] [P-07]
 */
function withinProfile(services: Services): Services {
  return { ...services, deviceLock: { holds: () => false, set: () => {} } };
}
