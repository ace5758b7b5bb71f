/** Security domains, RFM and applications: what is checked before they are created. [SAIP §8.6] */
import { type Bytes, equal, hex } from '../../../base/index.ts';
import {
  type Application,
  type ApplicationInstance,
  INSTANCE_DEFAULTS,
  type Rfm,
  type SecurityDomain,
} from '../../../wire/saip/index.ts';
import { badValues, ElementProblem } from '../element-problem.ts';
import type { ProfileSupport } from './profile-header.ts';
import { DOMAIN_LIFE_CYCLE } from '../../../wire/globalplatform/index.ts';

/** Key types: DES, TLS PSK, AES, HMAC, and the components of RSA and ECC keys. [GPCS §11.1.8] */
const KEY_TYPES: readonly (readonly [number, number])[] = [
  [0x80, 0x82],
  [0x85, 0x85],
  [0x88, 0x88],
  [0x90, 0x91],
  [0xa0, 0xa8],
  [0xb0, 0xb7],
  [0xf0, 0xf0],
];

/** The security domains of a package so far, the MNO-SD first. */
export class DomainList {
  readonly list: SecurityDomain[] = [];

  add(domain: SecurityDomain): void {
    const { instance, keyList, openPersoData, catTpParameters } = domain;
    if (this.#find(instance.instanceAID)) throw badValues('two security domains have one AID');
    const isMnoSd = this.list.length === 0;
    if (isMnoSd && instance.extraditeSecurityDomainAID !== undefined)
      throw badValues('the MNO-SD belongs to itself');
    if (!isMnoSd) this.checkAssociation(instance.extraditeSecurityDomainAID);
    if (!isMnoSd && (openPersoData ?? catTpParameters) !== undefined)
      throw badValues('parameters that the MNO-SD alone has');
    const seen = new Set<string>();
    for (const { keyVersionNumber, keyIdentifier, keyComponents } of keyList ?? []) {
      const key = hex(keyVersionNumber) + hex(keyIdentifier);
      if (seen.has(key)) throw badValues(`key ${key} is defined twice`);
      seen.add(key);
      checkComponents(keyComponents.map(({ keyType }) => keyType));
    }
    this.list.push(domain);
  }

  /** What is associated with a domain; with none given, with the MNO-SD. [SAIP §8.7.3] */
  checkAssociation(aid: Bytes | undefined): void {
    if (this.list.length === 0)
      throw new ElementProblem('invalid-request-format', { why: 'there is no MNO-SD yet' });
    if (aid === undefined) return;
    const domain = this.#find(aid);
    const state = domain?.instance.lifeCycleState?.[0] ?? INSTANCE_DEFAULTS.lifeCycleState;
    if (domain === undefined || state !== DOMAIN_LIFE_CYCLE.PERSONALIZED) {
      const why = `${hex(aid)} is no security domain in the state PERSONALIZED`;
      throw new ElementProblem('invalid-parameter', { why });
    }
  }

  has(aid: Bytes): boolean {
    return this.#find(aid) !== undefined;
  }

  #find(aid: Bytes): SecurityDomain | undefined {
    return this.list.find(({ instance }) => equal(instance.instanceAID, aid));
  }
}

function checkComponents(types: readonly Bytes[]): void {
  const seen = new Set<number>();
  for (const type of types) {
    const code = type.at(-1) ?? 0;
    const isKnown = KEY_TYPES.some(([first, last]) => code >= first && code <= last);
    if (type.length === 0 || type.length > 2 || !isKnown)
      throw new ElementProblem('feature-not-supported', { why: `key type ${hex(type)}` });
    if (seen.has(code)) throw badValues(`key component ${hex(type)} comes twice`);
    seen.add(code);
  }
}

export function checkRfm(rfm: Rfm, domains: DomainList, isAdf: (name: Bytes) => boolean): void {
  domains.checkAssociation(rfm.securityDomainAID);
  const { adfRFMAccess: access, tarList, instanceAID } = rfm;
  if (access !== undefined && !isAdf(access.adfAID))
    throw badValues(`no ADF is called ${hex(access.adfAID)}`);
  if (tarList === undefined && instanceAID.length < 15)
    throw badValues('the AID of the instance holds no TAR, and no list of TARs is there');
}

/** Load packages and instances of a package so far. [SAIP §8.7] */
export class ApplicationList {
  readonly list: Application[] = [];
  readonly #support: ProfileSupport;
  readonly #domains: DomainList;

  constructor(support: ProfileSupport, domains: DomainList) {
    this.#support = support;
    this.#domains = domains;
  }

  /**
   * Without a runtime a load package is kept and its instances are not created: a warning, or the
   * end of the installation where the element is mandated. [SAIP §8.10]
   */
  add(application: Application, isTaken: (aid: Bytes) => boolean): void {
    const { loadBlock, instanceList = [] } = application;
    if (loadBlock !== undefined) {
      this.#domains.checkAssociation(loadBlock.securityDomainAID);
      if (this.#load(loadBlock.loadPackageAID)) throw badValues('two load packages have one AID');
    }
    const known = loadBlock === undefined ? [] : [loadBlock];
    const here = new Set<string>();
    for (const one of instanceList) {
      this.#domains.checkAssociation(one.extraditeSecurityDomainAID);
      const name = hex(one.instanceAID);
      if (here.has(name) || isTaken(one.instanceAID) || this.#instance(one.instanceAID))
        throw badValues(`two applications are called ${name}`);
      here.add(name);
      const { applicationLoadPackageAID: aid } = one;
      const load = known.find((each) => equal(each.loadPackageAID, aid)) ?? this.#load(aid);
      if (load === undefined) throw badValues(`no load package is called ${hex(aid)}`);
      if (this.#support.runs({ aid, block: load.loadBlockObject })) continue;
      this.list.push({ ...application, instanceList: undefined });
      const why = `no runtime for load package ${hex(aid)}`;
      throw new ElementProblem('runtime-not-supported', { why, aborts: false });
    }
    this.list.push(application);
  }

  #load(aid: Bytes): Application['loadBlock'] {
    return this.list
      .map(({ loadBlock }) => loadBlock)
      .find((one) => one !== undefined && equal(one.loadPackageAID, aid));
  }

  #instance(aid: Bytes): ApplicationInstance | undefined {
    return this.list
      .flatMap(({ instanceList = [] }) => instanceList)
      .find((one) => equal(one.instanceAID, aid));
  }
}
