/** The security domains of a plan, as the profile's card is created from. [SAIP §8.6] */
import { type Bytes, isWireError, readBigEndian, Secret } from '../../base/index.ts';
import {
  type CardSetup,
  type ChannelOption,
  emitCardData,
  type Key,
  NO_SETTINGS,
  NOT_GIVEN,
  PROTOCOLS,
  SCP03,
  type SecurityDomainSetup,
} from '../../gp/index.ts';
import { parseTlvs } from '../../wire/index.ts';
import { CARD_LIFE_CYCLE, OBJECT, parsePrivileges } from '../../wire/globalplatform/index.ts';
import {
  type ApplicationInstance,
  INSTANCE_DEFAULTS,
  type KeyObject,
  type SecurityDomain,
} from '../../wire/saip/index.ts';

/** A protocol and its option, in the parameters of a security domain. [TS102226 §8.2.1.3.2.5] */
const TAG_CHANNEL = 0x81;
const SCP03_OPTION = 0x70;
/** The group of data objects in STORE DATA. [GPCS §11.11.4.2] */
const OBJECT_GROUP = 0x0070;
const GROUP_HEAD = 3;

/** Nothing where the package has no security domain. */
export function operatorCard(
  domains: readonly SecurityDomain[],
  name: string,
): CardSetup | undefined {
  const [first, ...others] = domains;
  if (first === undefined) return undefined;
  const channels = channelsOf(first.instance);
  const data = emitCardData({ version: '2.3', channels, javaCardMajor: 3 });
  const issuer = domainOf(first, `MNO-SD of ${name}`);
  return {
    settings: { ...NO_SETTINGS, channels },
    issuer: {
      ...issuer,
      lifeCycle: CARD_LIFE_CYCLE.SECURED,
      objects: new Map([[OBJECT.CARD_DATA, data], ...issuer.objects]),
    },
    domains: others.map((one, at) => domainOf(one, `SSD ${at + 1} of ${name}`)),
    loadFiles: [],
    applications: [],
  };
}

/** The protocols of the parameters that this card has, and SCP03 beside them. */
function channelsOf({
  applicationSpecificParametersC9: parameters,
}: ApplicationInstance): readonly ChannelOption[] {
  const objects = parseTlvs(parameters);
  const named = isWireError(objects)
    ? []
    : objects
        .filter(({ tag, value }) => tag === TAG_CHANNEL && value.length === 2)
        .map(({ value }) => ({ protocol: value[0]!, option: value[1]! }));
  const known = named.filter(({ protocol }) => PROTOCOLS.some(({ id }) => id === protocol));
  const standard = { protocol: SCP03, option: SCP03_OPTION };
  return known.some(({ protocol }) => protocol === SCP03) ? known : [...known, standard];
}

function domainOf(
  { instance, keyList = [], sdPersoData = [] }: SecurityDomain,
  name: string,
): SecurityDomainSetup {
  return {
    name,
    aid: Uint8Array.from(instance.instanceAID),
    lifeCycle: instance.lifeCycleState?.[0] ?? INSTANCE_DEFAULTS.lifeCycleState,
    privileges: parsePrivileges(padded(instance.applicationPrivileges)),
    keys: keyList.map(keyOf),
    objects: objectsOf(sdPersoData),
  };
}

/** Privileges of one byte leave the others open. [GPCS §11.1.2] */
function padded(privileges: Bytes): Bytes {
  const whole = new Uint8Array(3);
  whole.set(privileges.subarray(0, 3));
  return whole;
}

/** Usage and access are ignored. [SAIP §8.6.3] */
function keyOf({ keyVersionNumber, keyIdentifier, keyComponents }: KeyObject): Key {
  return {
    version: keyVersionNumber[0]!,
    id: keyIdentifier[0]!,
    parts: keyComponents.map(({ keyType, keyData }) => ({
      type: readBigEndian(keyType),
      value: new Secret(Uint8Array.from(keyData)),
    })),
    usage: NOT_GIVEN,
    access: NOT_GIVEN,
  };
}

/** Data objects of the groups 0070. [SAIP §8.6.4] */
function objectsOf(groups: readonly Bytes[]): ReadonlyMap<number, Bytes> {
  const objects = new Map<number, Bytes>();
  for (const group of groups) {
    if (group.length < GROUP_HEAD || readBigEndian(group.subarray(0, 2)) !== OBJECT_GROUP) continue;
    const list = parseTlvs(group.subarray(GROUP_HEAD));
    if (isWireError(list)) continue;
    for (const { tag, value } of list) objects.set(tag, Uint8Array.from(value));
  }
  return objects;
}
