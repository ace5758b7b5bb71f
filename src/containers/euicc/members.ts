/** Which entities an eUICC has, and how the list changes with the enabled profile. [M-27] [M-29] */
import { type Bytes, unhex } from '../../base/index.ts';
import type { DeviceLockService, Entity, EntityList } from '../../os/abi/index.ts';
import type { Euicc, Profile } from '../../rsp/index.ts';
import type { EuiccConfig, MnoSdKeySet } from './config.ts';
import { ecasd } from './ecasd.ts';
import { isdR } from './isd-r.ts';
import type { Member } from './member.ts';
import { isdP } from './isd-p.ts';
import { mnoSd } from './mno-sd.ts';

const ISD_R_HANDLE = 1;
const ECASD_HANDLE = 2;
/** Profile n has its ISD-P at 2n + this, and its MNO-SD behind it. */
const PROFILE_HANDLES = 14;

/** One of the lists there can be: by the number of the enabled profile, and under a device lock. */
interface State {
  readonly enabled: number;
  readonly locked: boolean;
  readonly list: readonly Entity[];
}

export class Members {
  readonly #root: Entity;
  readonly #euicc: Euicc;
  readonly #deviceLock: DeviceLockService;
  readonly #emptySelect: EuiccConfig['emptySelect'];
  readonly #keys: readonly (readonly MnoSdKeySet[])[];
  readonly #byHandle = new Map<number, Member>();
  /** The entities that are always there, before those of a profile. */
  readonly #fixed: readonly Entity[];
  #state: State;
  #entities: EntityList;

  constructor(config: EuiccConfig, euicc: Euicc, deviceLock: DeviceLockService) {
    this.#euicc = euicc;
    this.#deviceLock = deviceLock;
    this.#emptySelect = config.emptySelect;
    this.#keys = config.profiles.map((one) => one.mnoSdKeys ?? []);
    const root = entity({ handle: ISD_R_HANDLE, aid: unhex(config.isdR.aid), name: 'ISD-R' });
    this.#root = { ...root, root: true };
    const casd = entity({ handle: ECASD_HANDLE, aid: unhex(config.ecasd.aid), name: 'ECASD' });
    this.#fixed = [casd, ...euicc.profiles.list.map((one) => isdPOf(one))];
    this.#add(isdR(this.#root, euicc));
    this.#add(ecasd(casd, euicc.setup.eid));
    for (const profile of euicc.profiles.list) this.#addProfile(profile);
    this.#state = this.#make(euicc.profiles.enabledNumber, deviceLock.holds());
    this.#entities = { version: 1, list: this.#state.list };
  }

  /** By the handle alone: what was selected before a change may be asked once more. */
  of(handle: number): Member | undefined {
    return this.#byHandle.get(handle);
  }

  /**
   * The list follows what memory says now, so that an undone switch of profiles leaves no trace;
   * asked at every SELECT, it costs two comparisons.
   */
  entities(): EntityList {
    const enabled = this.#euicc.profiles.enabledNumber;
    const locked = this.#deviceLock.holds();
    if (enabled !== this.#state.enabled || locked !== this.#state.locked) {
      this.#state = this.#make(enabled, locked);
      this.#entities = { version: this.#entities.version + 1, list: this.#state.list };
    }
    return this.#entities;
  }

  /** Under a lock of the device what belongs to the enabled profile is left. [P-04] */
  #make(enabled: number, locked: boolean): State {
    const profile = this.#euicc.profiles.enabled;
    const mnoSd = profile && this.#byHandle.get(mnoSdHandle(profile))?.entity;
    const isIssuer = this.#emptySelect === 'mno-sd' && mnoSd !== undefined;
    const fixed = [{ ...this.#root, issuer: !isIssuer }, ...this.#fixed];
    const head = locked ? fixed.map((one) => ({ ...one, selectable: false })) : fixed;
    const tail = mnoSd === undefined ? [] : [{ ...mnoSd, issuer: isIssuer }];
    return { enabled, locked, list: [...head, ...tail] };
  }

  #addProfile(profile: Profile): void {
    this.#add(isdP(isdPOf(profile)));
    if (profile.mnoSd === undefined) return;
    const { profiles, services } = this.#euicc;
    const isEnabled = () => profiles.state(profile) === 'enabled';
    const handle = mnoSdHandle(profile);
    const keys = this.#keys[profile.number - 1] ?? [];
    this.#add(mnoSd({ profile, aid: profile.mnoSd, handle, keys, services, isEnabled }));
  }

  #add(member: Member): void {
    this.#byHandle.set(member.entity.handle, member);
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
  return { ...parts, root: false, issuer: false, selectable: true, multiSelectable: true };
}
