/** The creation of an eUICC: its description is written to memory, once. */
import { HostError, Secret, unhex } from '../../base/index.ts';
import { nativeApplication } from '../../applets/index.ts';
import {
  aesKeys,
  type CardSetup,
  createCard,
  desKeys,
  emitCardData,
  NO_SETTINGS,
  SCP03,
  type SecurityDomainSetup,
} from '../../gp/index.ts';
import type { Nvm } from '../../os/abi/index.ts';
import { ECASD, type Euicc, euiccSettings, TAG_EID } from '../../rsp/index.ts';
import { chainProblem, type TrustChain } from '../../rsp/trust/index.ts';
import {
  type ConsumerConfig,
  type EuiccConfig,
  MNO_SD_PRIVILEGES,
  type ProfileConfig,
} from './description.ts';
import { ISD_R } from './isd-r.ts';
import { M2M_ISD_R } from './m2m-isd-r.ts';
import type { ProfileCards } from './profile-cards.ts';
import type { ProfileUiccs } from './profile-uiccs.ts';
import { authorisationRulesOf, checkDescription, profilesOf } from './setup.ts';
import { uiccSetup } from './uicc-setup.ts';
import {
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  OBJECT,
  parsePrivileges,
  PRIVILEGE,
} from '../../wire/globalplatform/index.ts';

const SCP03_OPTION = 0x70;

/** Settings, ISD-R and ECASD. Throws `HostError` DESCRIPTION_INVALID before it writes. */
export function writeEuicc(config: EuiccConfig, nvm: Nvm): void {
  checkDescription(config);
  const isM2m = config.architecture === 'm2m';
  euiccSettings(nvm).set({
    edition: isM2m ? undefined : config.version,
    m2mEdition: isM2m ? config.version : undefined,
    emptySelect: config.emptySelect,
    ciPublicKeys: isM2m ? [] : config.ciPublicKeys.map(unhex),
    time: isM2m ? undefined : config.time,
    authorisationRules: isM2m ? [] : authorisationRulesOf(config),
  });
  createCard(nvm, cardSetup(config, isM2m ? M2M_ISD_R : ISD_R));
}

function cardSetup(config: EuiccConfig, role: string): CardSetup {
  const plain = { keys: [], objects: new Map(), privileges: PRIVILEGE.SECURITY_DOMAIN };
  const issuer: SecurityDomainSetup = {
    ...plain,
    name: 'ISD-R',
    aid: unhex(config.isdR.aid),
    lifeCycle: CARD_LIFE_CYCLE.SECURED,
    role,
  };
  const ecasd: SecurityDomainSetup = {
    ...plain,
    name: 'ECASD',
    aid: unhex(config.ecasd.aid),
    lifeCycle: DOMAIN_LIFE_CYCLE.PERSONALIZED,
    objects: new Map([[TAG_EID, unhex(config.eid)]]),
    role: ECASD,
  };
  return { settings: NO_SETTINGS, issuer, domains: [ecasd], loadFiles: [], applications: [] };
}

/** The certificates that the ECASD keeps. Throws `HostError` DESCRIPTION_INVALID. */
export function writeTrust(config: EuiccConfig, euicc: Euicc): void {
  if (config.architecture === 'm2m' || config.trust.length === 0) return;
  const chains = config.trust.map(chainOf);
  for (const [at, chain] of chains.entries()) {
    const why = chainProblem(euicc.services.crypto, chain, unhex(config.eid));
    if (why !== undefined)
      throw new HostError(
        'DESCRIPTION_INVALID',
        `trust.${at}: ${why}`,
        'write it again: bifrons pki import DIR',
      );
  }
  euicc.setTrust(chains);
}

function chainOf({ ci, eum, euicc, key }: ConsumerConfig['trust'][number]): TrustChain {
  const isWhole = eum !== undefined && euicc !== undefined && key !== undefined;
  return {
    ci: unhex(ci),
    identity: isWhole
      ? { eum: unhex(eum), euicc: unhex(euicc), key: new Secret(unhex(key)) }
      : undefined,
  };
}

/** The profiles that the eUICC leaves the factory with. */
export function writeProfiles(
  config: EuiccConfig,
  {
    euicc,
    cards,
    uiccs,
  }: { readonly euicc: Euicc; readonly cards: ProfileCards; readonly uiccs: ProfileUiccs },
): void {
  for (const { setup, inside } of profilesOf(config)) {
    const profile = euicc.profiles.add(setup);
    const content = contentOf(inside);
    if (content !== undefined) cards.create(profile, content);
    if (inside.uicc !== undefined) uiccs.create(profile, uiccSetup(inside.uicc));
  }
}

/** What a profile brings along, if it has an operator's security domain. */
export function contentOf(config: ProfileConfig): CardSetup | undefined {
  const { name, mnoSd, mnoSdKeys = [], applications = [] } = config;
  if (mnoSd === undefined) return undefined;
  const channels = [{ protocol: SCP03, option: SCP03_OPTION }];
  const data = emitCardData({ version: '2.3', channels, javaCardMajor: 3 });
  const secret = (text: string): Secret => new Secret(unhex(text));
  return {
    settings: { ...NO_SETTINGS, channels },
    issuer: {
      name: `MNO-SD of ${name}`,
      aid: unhex(mnoSd),
      lifeCycle: CARD_LIFE_CYCLE.SECURED,
      privileges: parsePrivileges(unhex(config.mnoSdPrivileges ?? MNO_SD_PRIVILEGES)),
      keys: mnoSdKeys.flatMap(({ version, type, enc, mac, dek }) => {
        const set = { version, enc: secret(enc), mac: secret(mac), dek: secret(dek) };
        return type === 'DES' ? desKeys(set) : aesKeys(set);
      }),
      objects: new Map([[OBJECT.CARD_DATA, data]]),
    },
    domains: [],
    loadFiles: [],
    applications: applications.map(nativeApplication),
  };
}
