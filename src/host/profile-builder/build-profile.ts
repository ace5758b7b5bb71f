/** A whole package from a specification. [SAIP §8.1.3] */
import { bytes, unhex } from '../../base/index.ts';
import {
  ALGORITHM_ID,
  type AlgoParameter,
  type KnownElement,
  type ProfileElement,
  SERVICE_NAMES,
  type ServiceName,
} from '../../wire/saip/index.ts';
import { globalPins, localPins, mfElement, pukElement, telecomElement } from './card-elements.ts';
import { headerIccid } from './elementary-files.ts';
import { ISIM_AID, isimElement } from './isim-element.ts';
import { fileManagers, operatorDomain } from './operator-domain.ts';
import type { ProfileSpecification } from './specification.ts';
import {
  df5gsElement,
  dfSaipElement,
  gsmAccessElement,
  optionalUsimElement,
  suciInfo,
  USIM_AID,
  usimElement,
} from './usim-elements.ts';

/** RES of 64 bits, MAC of 64 bits, CK and IK of 128 bits. [SAIP §8.4.2] */
const TUAK_LENGTHS = 0x01;
/** The mapped algorithm, with all that goes with it. */
const MAP_ALL = 0x06;

/** An element without its header, which numbers give it. */
type Body = {
  [K in KnownElement['kind']]: {
    readonly kind: K;
    readonly value: Omit<Extract<KnownElement, { kind: K }>['value'], 'header'>;
  };
}[KnownElement['kind']];

export function buildProfile(specification: ProfileSpecification): readonly ProfileElement[] {
  const bodies = bodiesOf(specification);
  const templates = bodies.flatMap(({ value }) =>
    'templateID' in value ? [value.templateID] : [],
  );
  const numbered = bodies.map(
    ({ kind, value }, at) =>
      ({
        kind,
        value: { header: { mandated: null, identification: at + 1 }, ...value },
      }) as KnownElement,
  );
  return [headerElement(specification, templates), ...numbered];
}

/** The algorithm, key and OPc of a specification. */
export function algorithmOf({
  algorithm,
  k,
  opc,
}: Pick<ProfileSpecification, 'algorithm' | 'k' | 'opc'>): AlgoParameter {
  const topcLength = algorithm === 'tuak' ? 32 : 16;
  const algorithmID = {
    milenage: ALGORITHM_ID.milenage,
    tuak: ALGORITHM_ID.tuak,
    xor: ALGORITHM_ID.usimTestAlgorithm,
  }[algorithm];
  return {
    algorithmID,
    algorithmOptions: bytes(algorithm === 'tuak' ? TUAK_LENGTHS : 0x01),
    key: unhex(k),
    opc: opc === undefined ? new Uint8Array(topcLength) : unhex(opc),
  };
}

export function algorithmService({
  algorithm,
  k,
}: Pick<ProfileSpecification, 'algorithm' | 'k'>): ServiceName {
  if (algorithm === 'milenage') return 'milenage';
  if (algorithm === 'xor') return 'usim-test-algorithm';
  return k.length === 32 ? 'tuak128' : 'tuak256';
}

function headerElement(
  specification: ProfileSpecification,
  mandatoryTemplates: readonly string[],
): ProfileElement {
  const { version, name, iccid, isim, suci } = specification;
  const [majorVersion, minorVersion] = version.split('.').map(Number) as [number, number];
  const scheme = suci?.profile === 'A' ? 'profile-a-x25519' : 'profile-b-p256';
  const names: ServiceName[] = ['usim', algorithmService(specification)];
  if (isim) names.push('isim');
  if (suci?.onCard === true) names.push('get-identity');
  if (suci?.onCard === true && suci.profile !== 'null') names.push(scheme);
  return {
    kind: 'header',
    value: {
      majorVersion,
      minorVersion,
      profileType: name,
      iccid: headerIccid(iccid),
      mandatoryServices: { names: SERVICE_NAMES.filter((one) => names.includes(one)) },
      mandatoryTemplates: [...new Set(mandatoryTemplates)],
    },
  };
}

function bodiesOf(specification: ProfileSpecification): readonly Body[] {
  const { isim, remoteFiles, version } = specification;
  const info = suciInfo(specification);
  const applications = [
    { aid: USIM_AID, label: 'USIM' },
    ...(isim ? [{ aid: ISIM_AID, label: 'ISIM' }] : []),
  ];
  const telecom = version === '2.3' ? '2.23.143.1.2.3' : '2.23.143.1.2.3.2';
  const saip: readonly Body[] =
    info !== undefined && specification.suci?.onCard === true
      ? [{ kind: 'df-saip', value: dfSaipElement(info) }]
      : [];
  return [
    { kind: 'mf', value: mfElement(specification, applications) },
    { kind: 'pukCodes', value: pukElement(specification) },
    { kind: 'pinCodes', value: globalPins(specification) },
    { kind: 'telecom', value: telecomElement(telecom) },
    { kind: 'usim', value: usimElement(specification) },
    { kind: 'pinCodes', value: localPins(specification) },
    { kind: 'opt-usim', value: optionalUsimElement(specification) },
    { kind: 'gsm-access', value: gsmAccessElement() },
    { kind: 'df-5gs', value: df5gsElement(specification) },
    ...saip,
    {
      kind: 'akaParameter',
      value: { algoConfiguration: { kind: 'algoParameter', value: algorithmOf(specification) } },
    },
    ...(isim ? isimBodies(specification) : []),
    { kind: 'securityDomain', value: operatorDomain(specification) },
    ...(remoteFiles ? fileManagers(specification) : []).map((value): Body => ({
      kind: 'rfm',
      value,
    })),
    { kind: 'end', value: {} },
  ];
}

function isimBodies(specification: ProfileSpecification): readonly Body[] {
  const mapping = { mappingOptions: bytes(MAP_ALL), mappingSource: USIM_AID };
  return [
    { kind: 'isim', value: isimElement(specification) },
    { kind: 'pinCodes', value: localPins(specification) },
    {
      kind: 'akaParameter',
      value: { algoConfiguration: { kind: 'mappingParameter', value: mapping } },
    },
  ];
}
