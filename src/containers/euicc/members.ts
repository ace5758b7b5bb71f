/** Which entities an eUICC has, and how the list changes with the enabled profile. [M-27] [M-29] */
import { assert, type Bytes, unhex } from '../../base/index.ts';
import type { Entity, EntityList, Services } from '../../os/abi/index.ts';
import type { Profile, ProfileStore } from '../../rsp/index.ts';
import type { EuiccConfig } from './description.ts';
import { ecasd } from './ecasd.ts';
import type { Member } from './member.ts';
import { isdP } from './isd-p.ts';
import { ProfileContent } from './profile-content.ts';

const ISD_R_HANDLE = 1;
const ECASD_HANDLE = 2;
/** Profile n has its ISD-P at 2n + this, and its MNO-SD behind it. */
const PROFILE_HANDLES = 14;
/** And its applications from n times this on. */
const APPLICATION_HANDLES = 512;

/**
 * What a list is made from: the number of the enabled profile, the list of what it contains,
 * and whether a lock of the device holds.
 */
interface State {
  readonly enabled: number;
  readonly content: EntityList;
  readonly locked: boolean;
}

/** What an eUICC brings, whoever manages its profiles. */
export interface EuiccParts {
  readonly profiles: ProfileStore;
  readonly services: Services;
  /** The code behind its ISD-R. */
  readonly rootOf: (entity: Entity) => Member;
}

const NO_CONTENT: EntityList = [];

export class Members {
  readonly #root: Entity;
  readonly #parts: EuiccParts;
  readonly #emptySelect: EuiccConfig['emptySelect'];
  readonly #byHandle = new Map<number, Member>();
  /** By the profile's number. */
  readonly #contents = new Map<number, ProfileContent>();
  /** The entities that are always there, before those of a profile. */
  readonly #fixed: readonly Entity[];
  #state: State;
  #entities: EntityList;

  constructor(config: EuiccConfig, parts: EuiccParts) {
    this.#parts = parts;
    const { list } = parts.profiles;
    this.#emptySelect = config.emptySelect;
    const root = entity({ handle: ISD_R_HANDLE, aid: unhex(config.isdR.aid), name: 'ISD-R' });
    this.#root = { ...root, root: true };
    const casd = entity({ handle: ECASD_HANDLE, aid: unhex(config.ecasd.aid), name: 'ECASD' });
    this.#fixed = [casd, ...list.map((one) => isdPOf(one))];
    this.#add(parts.rootOf(this.#root));
    this.#add(ecasd(casd, unhex(config.eid)));
    for (const profile of list) this.#addProfile(profile, config);
    this.#state = this.#now();
    this.#entities = this.#make(this.#state);
  }

  /** By the handle alone: what was selected before a change may be asked once more. */
  of(handle: number): Member | undefined {
    return this.#byHandle.get(handle);
  }

  /**
   * The list follows what memory says now, so that an undone switch of profiles leaves no trace;
   * asked at every SELECT, it costs a few comparisons.
   */
  entities(): EntityList {
    const now = this.#now();
    const { enabled, content, locked } = this.#state;
    if (now.enabled !== enabled || now.content !== content || now.locked !== locked) {
      this.#state = now;
      this.#entities = this.#make(now);
    }
    return this.#entities;
  }

  #now(): State {
    const enabled = this.#parts.profiles.enabledNumber;
    const content = this.#contents.get(enabled)?.entities() ?? NO_CONTENT;
    return { enabled, content, locked: this.#parts.services.deviceLock.holds() };
  }

  /** Under a lock of the device what belongs to the enabled profile is left. [P-04] */
  #make({ content, locked }: State): EntityList {
    const [mnoSd, ...applications] = content;
    const isIssuer = this.#emptySelect === 'mno-sd' && mnoSd !== undefined;
    const fixed = [{ ...this.#root, issuer: !isIssuer }, ...this.#fixed];
    const head = locked ? fixed.map((one) => ({ ...one, selectable: false })) : fixed;
    const domain = mnoSd === undefined ? [] : [{ ...mnoSd, root: false, issuer: isIssuer }];
    return [...head, ...domain, ...applications];
  }

  #addProfile(profile: Profile, config: EuiccConfig): void {
    this.#add(isdP(isdPOf(profile)));
    if (profile.mnoSd === undefined) return;
    const { profiles, services } = this.#parts;
    const own = config.profiles[profile.number - 1]!;
    const content = new ProfileContent({
      profile,
      aid: profile.mnoSd,
      keys: own.mnoSdKeys ?? [],
      privileges: own.mnoSdPrivileges,
      applications: own.applications ?? [],
      handles: { domain: mnoSdHandle(profile), applications: APPLICATION_HANDLES * profile.number },
      services,
      enablement: () => profiles.enablement,
    });
    this.#contents.set(profile.number, content);
    for (const member of content.members()) this.#add(member);
  }

  #add(member: Member): void {
    const { handle, name } = member.entity;
    assert(!this.#byHandle.has(handle), `${name} has a handle of its own`);
    this.#byHandle.set(handle, member);
  }
}

function isdPOf(profile: Profile): Entity {
  return entity({ handle: isdPHandle(profile), aid: profile.isdP, name: profile.name });
}

function isdPHandle(profile: Profile): number {
  return PROFILE_HANDLES + 2 * profile.number;
}

function mnoSdHandle(profile: Profile): number {
  return isdPHandle(profile) + 1;
}

/** Security domains may be current in several sessions at once. [GPCS §6.6] */
function entity(parts: {
  readonly handle: number;
  readonly aid: Bytes;
  readonly name: string;
}): Entity {
  return {
    ...parts,
    root: false,
    issuer: false,
    selectable: true,
    multiSelectable: true,
    framing: 'kernel',
  };
}
