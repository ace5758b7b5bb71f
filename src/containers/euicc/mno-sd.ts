/**
 * The operator's security domain of a profile: the issuer of a GlobalPlatform environment of its
 * own, there while the profile is enabled. [SGP22 §2.4.6] [M-28]
 */
import { type Bytes, bytes, Secret, unhex } from '../../base/index.ts';
import {
  CARD_LIFE_CYCLE,
  emitCardData,
  GlobalPlatformCard,
  parsePrivileges,
  TAG_CARD_DATA,
} from '../../gp/index.ts';
import { refuse, type Services } from '../../os/abi/index.ts';
import type { Profile } from '../../rsp/index.ts';
import { SW } from '../../wire/index.ts';
import type { MnoSdKeySet } from './config.ts';
import type { Member } from './member.ts';

/**
 * Security Domain, CVM Management, Trusted Path, Authorized Management and the three global
 * privileges, as the field's test profile has them: global within the profile. [GSMA TS.48]
 */
const PRIVILEGES = parsePrivileges(bytes(0x82, 0xdc, 0x00));
const SCP03_OPTION = 0x70;

export interface MnoSdParts {
  readonly profile: Profile;
  readonly aid: Bytes;
  readonly handle: number;
  readonly keys: readonly MnoSdKeySet[];
  readonly services: Services;
  /** Turns false when the profile is disabled under a session. */
  readonly isEnabled: () => boolean;
}

/**
 * What the profile's registry holds and locks is the profile's: its card lock never goes for the
 * device, and a lock of the device leaves an enabled profile usable. [P-04] [P-07]
 */
function withinProfile(services: Services): Services {
  return { ...services, deviceLock: { holds: () => false, set: () => {} } };
}

export function mnoSd({ profile, aid, handle, keys, services, isEnabled }: MnoSdParts): Member {
  const name = `MNO-SD of ${profile.name}`;
  const data = emitCardData({ version: '2.3', scp03Option: SCP03_OPTION, javaCardMajor: 3 });
  const card = new GlobalPlatformCard({
    services: withinProfile(services),
    keyPrefix: `profiles/${profile.number}/gp/`,
    firstHandle: handle,
    scp03Option: SCP03_OPTION,
    volatileFree: 0,
    issuer: {
      name,
      aid,
      lifeCycle: CARD_LIFE_CYCLE.SECURED,
      privileges: PRIVILEGES,
      keySets: keys.map(({ version, enc, mac, dek }) => ({
        version,
        enc: new Secret(unhex(enc)),
        mac: new Secret(unhex(mac)),
        dek: new Secret(unhex(dek)),
      })),
      objects: new Map([[TAG_CARD_DATA, data]]),
    },
    domains: [],
    loadFiles: [],
  });
  const entity = { ...card.entities().list[0]!, root: false, issuer: false };
  return {
    entity,
    process(command) {
      if (!isEnabled()) refuse(SW.CONDITIONS, 'SGP22 §3.2.1', `${profile.name} is disabled`);
      return card.process(entity, command);
    },
    leave: (session) => card.deselect(session),
    incoming: (header) => card.incoming(header),
  };
}
