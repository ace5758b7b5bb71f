/**
 * Two forks of one device that differ in everything of container A: secrets, content, registry,
 * and the commands it has had. All else is the same.
 */
import { type Bytes, hex } from '../../../src/base/index.ts';
import { type Description, parseDescription } from '../../../src/device/index.ts';
import {
  COMMON,
  ese,
  euicc,
  interfacesOf,
  m2mEuicc,
  patent,
  REAL_ISD_R,
} from '../../support/descriptions.ts';
import type { Random } from '../random.ts';

export const SETTINGS = ['always', 'own', 'all'] as const;
/** `own` and `all` are values of reach under the policy `only-if-aliased`. */
export type Setting = (typeof SETTINGS)[number];

/** Which kind of container A is, and the other containers. */
export const KINDS = ['euicc beside ese', 'ese beside euicc', 'ese beside ese and euicc'] as const;
export type Kind = (typeof KINDS)[number];

export interface World {
  readonly kind: Kind;
  /** The two forks' descriptions. */
  readonly forks: readonly [Description, Description];
  readonly linksOfA: readonly string[];
  /** Those of A on one wire with others: power and field there can be felt by these. */
  readonly sharedOfA: readonly string[];
  readonly otherLinks: readonly string[];
  readonly seed: Bytes;
}

/** The container whose doings must not show. */
export const A = 'A';

/** AIDs that containers may hold and that are requested: alike, apart, and one within another. */
export const AIDS = [
  COMMON,
  REAL_ISD_R,
  'A000000151414D534401',
  'A000000151414D5344',
  'A0000005591010FFFFFFFF8900001000',
  'A0000005591010FFFFFFFF8900001100',
  'A0000005591010FFFFFFFF89000011',
  'A0000000031010',
  'A000000003101001',
  'D27600012401',
  'F0426966726F6E73',
];

/** Right check digits for every one of them. */
const EIDS = ['89049032000000000000000000200080', '89049032000000000000000000250035'];

export function makeWorld(random: Random, setting: Setting, kind: Kind): World {
  const others = kind === 'euicc beside ese' ? ['ese'] : ['euicc'];
  if (kind === 'ese beside ese and euicc') others.unshift('ese');
  const kindOfA = kind.startsWith('euicc') ? 'euicc' : 'ese';
  const beside = others.map((one, index) => container(random, one, `B${index}`));
  const { interfaces, links } = wiring(random);
  const ids = beside.map((one) => one.id);
  const pairs = links.map((link, index) => ({
    link,
    container: index === 0 ? A : index <= ids.length ? ids[index - 1]! : random.of([A, ...ids]),
  }));
  const policy = setting === 'always' ? 'always' : 'only-if-aliased';
  const reach = Object.fromEntries(
    [A, ...ids].map((id) => [id, setting === 'own' ? 'own' : 'all']),
  );
  const rest = { interfaces, pairing: { where: 'os', rules: pairs }, policy, reach, ruling: [] };
  const aliases = random.onceIn(2)
    ? []
    : [{ common: 'A000000151000000', container: random.of([A, ...ids]), real: REAL_ISD_R }];
  const fork = (): Description => {
    const containers = [container(random, kindOfA, A), ...beside];
    if (random.onceIn(2)) containers.reverse();
    return parseDescription({ ...structuredClone(patent), ...rest, aliases, containers });
  };
  const first = fork();
  const second = inOrderOf(first, fork());
  const linksOfA = pairs.filter((one) => one.container === A).map((one) => one.link);
  const otherLinks = links.filter((link) => !linksOfA.includes(link));
  const isShared = otherLinks.some((link) => ON_WIRE.includes(link));
  const sharedOfA = linksOfA.filter((link) => isShared && ON_WIRE.includes(link));
  const forks: World['forks'] = [first, second];
  return { kind, forks, linksOfA, sharedOfA, otherLinks, seed: random.bytes(16) };
}

const CONTACTS = ['t0', 't1', 'spi'] as const;
/** Links of the single wire, where a world has one. */
export const ON_WIRE: readonly string[] = ['swp-a', 'swp-b', 'apdu-gate'];
/** Each world has three or four of them. */
export const ALL_LINKS: readonly string[] = [...CONTACTS, ...ON_WIRE];
export const WIRE = 'wire';
/** One world in so many has a single wire: it takes longer to run. */
const WIRE_ONCE_IN = 4;

/** Three or four links: on contacts and bus, or some of these beside a single wire. */
function wiring(random: Random) {
  const contacts = shuffled(random, CONTACTS);
  if (!random.onceIn(WIRE_ONCE_IN)) {
    return { interfaces: interfacesOf(...CONTACTS), links: contacts as string[] };
  }
  const carried = shuffled(random, ON_WIRE).slice(0, 2 + random.below(2));
  const beside = contacts.slice(0, 4 - carried.length);
  const wire = {
    id: WIRE,
    kind: 'swp',
    historical: hex(random.bytes(random.below(8))),
    typeA: { historical: hex(random.bytes(random.below(8))) },
    typeB: { applicationData: hex(random.bytes(3)) },
    links: carried.map((protocol) => ({ id: protocol, protocol })),
  };
  return {
    interfaces: [...interfacesOf(...beside), wire],
    links: shuffled(random, [...beside, ...carried]),
  };
}

/** The order of the containers is the device's, not A's. */
function inOrderOf(first: Description, second: Description): Description {
  const order = first.containers.map((one) => one.id);
  const containers = order.map((id) => second.containers.find((one) => one.id === id)!);
  return { ...second, containers };
}

interface ProfileDocument {
  readonly name: string;
  readonly iccid: string;
  readonly isdP: string;
  readonly state: string;
  readonly mnoSd?: string | undefined;
}

interface ContainerDocument {
  readonly id: string;
  readonly [key: string]: unknown;
}

function container(random: Random, kind: string, id: string): ContainerDocument {
  return kind === 'euicc' ? euiccContainer(random, id) : eseContainer(random, id);
}

function eseContainer(random: Random, id: string): ContainerDocument {
  const [root, ...domains] = someAids(random, COMMON);
  const key = () => hex(random.bytes(16));
  const keySet = (version: number) => ({
    version,
    type: 'AES',
    enc: key(),
    mac: key(),
    dek: key(),
  });
  return {
    ...structuredClone(ese),
    id,
    isd: { aid: root },
    lifeCycle: random.of(['OP_READY', 'INITIALIZED', 'SECURED']),
    iin: hex(random.bytes(4)),
    cin: hex(random.bytes(8)),
    cplc: hex(random.bytes(42)),
    secureChannels: [{ protocol: 'SCP03', i: random.of(['00', '70']) }],
    keySets: random.onceIn(2) ? [keySet(48)] : [keySet(48), keySet(255)],
    securityDomains: domains.map((aid, index) => ({
      name: `SD ${index}`,
      aid,
      privileges: '804000',
      data: { '42': hex(random.bytes(5)), '45': hex(random.bytes(8)) },
    })),
  };
}

function euiccContainer(random: Random, id: string): ContainerDocument {
  const [root, ...aids] = someAids(random, REAL_ISD_R);
  const count = Math.min(aids.length, 1 + random.below(3));
  const enabled = random.below(count + 1);
  const profiles = aids.slice(0, count).map((isdP, index) => ({
    name: `P${index}`,
    iccid: `89001010${String(random.below(10 ** 9)).padStart(9, '0')}${index}9`,
    isdP,
    state: index === enabled ? 'enabled' : 'disabled',
    class: random.of(['operational', 'test']),
    serviceProvider: hex(random.bytes(4)),
    profileName: hex(random.bytes(1 + random.below(10))),
    ...(random.onceIn(2) ? { nickname: hex(random.bytes(3)) } : {}),
    ...(random.onceIn(2) && aids.length > count ? { mnoSd: aids[count] } : {}),
    owner: { mccMnc: random.of(['00101', '310260']) },
  }));
  const emptySelect = random.of(['isd-r', 'mno-sd'] as const);
  const own = { id, isdR: { aid: root }, eid: random.of(EIDS), emptySelect };
  if (random.onceIn(4)) return { ...m2mEuicc(), ...own, profiles: profiles.map(ofMachine) };
  return { ...structuredClone(euicc), ...own, profiles };
}

/** What SGP.02 has of a profile. */
function ofMachine({ name, iccid, isdP, state, ...more }: ProfileDocument, index: number): object {
  const mnoSd = more.mnoSd === undefined ? {} : { mnoSd: more.mnoSd };
  return { name, iccid, isdP, state, ...mnoSd, fallBackAttribute: index === 0 };
}

/** Different AIDs; the first is most often the usual root. */
function someAids(random: Random, root: string): string[] {
  const rest = shuffled(
    random,
    AIDS.filter((one) => one !== root),
  );
  const first = random.onceIn(4) ? rest.pop()! : root;
  return [first, ...rest.slice(0, 1 + random.below(4))];
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const out = [...list];
  for (let index = out.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [out[index], out[other]] = [out[other]!, out[index]!];
  }
  return out;
}
