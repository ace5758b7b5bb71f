/**
 * The answer to reset of a contact interface: made from what the device does, or given in its
 * description and then held against that. [ISO7816-3 §8.2] [TS102221 §6.3.3]
 */
import { type Bytes, describeWireError, hexNumber, isWireError, unhex } from '../base/index.ts';
import {
  type Atr,
  atrParameters,
  buildAtr,
  parseAtr,
  rateFactors,
  UICC_GLOBAL,
} from '../wire/index.ts';
import { capabilityComplaint } from './card-capabilities.ts';
import type { Description, InterfaceDescription } from './description.ts';

export type IsoInterface = Extract<InterfaceDescription, { kind: 'iso' }>;

/** Voltage classes A, B and C. [ISO7816-3 §8.3] */
const CLASSES_ABC = 0x07;
const T15 = 15;
/** Flags whose claims nothing here can keep; low impedance drivers have no meaning in software. */
const NOT_DONE = UICC_GLOBAL.SECURE_CHANNEL | UICC_GLOBAL.INTER_CHIP_USB;

/** The interface's own answer, or one made from what it carries and what the device holds. */
export function interfaceAtr(one: IsoInterface, description: Description): Bytes {
  if (one.atr !== undefined) return unhex(one.atr);
  const uicc = globalFlags(one, description);
  return buildAtr({
    protocols: one.links.map((link) => link.protocol as 't0' | 't1').toSorted(),
    historical: unhex(one.historical),
    ifsc: one.ifsc,
    edc: one.edc,
    ta1: Number.parseInt(one.ta1, 16),
    ...(one.wi === undefined ? {} : { wi: one.wi }),
    bwi: one.bwi,
    cwi: one.cwi,
    classes: CLASSES_ABC,
    ...(uicc === 0 ? {} : { uicc }),
  });
}

/** What the device does of that which the UICC's global byte can say. [TS102221 §6.3.3] */
function globalFlags(one: IsoInterface, description: Description): number {
  const has = (kind: string) => description.containers.some((container) => container.kind === kind);
  const swp = description.interfaces.some((other) => other.kind === 'swp');
  const lsis = one.links.some((link) => link.lsis > 1);
  return (
    (has('euicc') ? UICC_GLOBAL.EUICC : 0) |
    (swp ? UICC_GLOBAL.SWP : 0) |
    (lsis ? UICC_GLOBAL.LSI : 0)
  );
}

/** What a given answer, or its given part, says that the interface does not do, in words. */
export function atrComplaint(one: IsoInterface, description: Description): string | undefined {
  if (one.atr === undefined) return capabilityComplaint(unhex(one.historical), one.links);
  const atr = parseAtr(unhex(one.atr));
  if (isWireError(atr)) return describeWireError(atr);
  return (
    rateComplaint(atr) ??
    protocolComplaint(one, atr) ??
    t1Complaint(one, atr) ??
    globalComplaint(one, description, atr) ??
    capabilityComplaint(atr.historical, one.links)
  );
}

function rateComplaint(atr: Atr): string | undefined {
  const ta1 = atr.groups[0]?.ta;
  if (ta1 === undefined || rateFactors(ta1) !== undefined) return undefined;
  return `TA1 ${hexNumber(ta1)} is a reserved rate`;
}

/** Each link has its protocol in the answer, and the other way round. [ISO7816-3 §8.2.3] */
function protocolComplaint({ links }: IsoInterface, atr: Atr): string | undefined {
  const { protocols, specific } = atrParameters(atr);
  const carried = links.map((link) => (link.protocol === 't0' ? 0 : 1)).toSorted();
  const offered = protocols.toSorted((a, b) => a - b);
  if (offered.join() !== carried.join())
    return `it offers ${names(offered)}, the links carry ${names(carried)}`;
  if (specific === undefined) return undefined;
  if (specific === carried[0] && carried.length === 1) return undefined;
  return `TA2 fixes ${names([specific])}, the links carry ${names(carried)}`;
}

/** [ISO7816-3 §11.4] */
function t1Complaint(one: IsoInterface, atr: Atr): string | undefined {
  const group = atr.groups.slice(2).find(({ protocol }) => protocol === 1);
  const { protocols, ifsc, edc } = atrParameters(atr);
  if (!protocols.includes(1)) return undefined;
  if (group?.ta === 0 || group?.ta === 0xff) return `IFSC ${hexNumber(group.ta)} is reserved`;
  if (group?.tb !== undefined && group.tb >> 4 > 9) return `BWI ${group.tb >> 4} is reserved`;
  if (ifsc !== one.ifsc) return `it says IFSC ${ifsc}, the interface ifsc ${one.ifsc}`;
  return edc === one.edc ? undefined : `it says ${edc}, the interface edc ${one.edc}`;
}

/** [TS102221 §6.3.3] */
function globalComplaint(
  one: IsoInterface,
  description: Description,
  atr: Atr,
): string | undefined {
  const uicc = atr.groups.slice(2).find(({ protocol }) => protocol === T15)?.tb;
  // Without bit 8 it describes the use of contact C6, which is older.
  if (uicc === undefined || (uicc & 0x80) === 0) return undefined;
  const does = globalFlags(one, description);
  const claims: readonly (readonly [number, string])[] = [
    [UICC_GLOBAL.EUICC & ~does, 'eUICC functions, no container is an eUICC'],
    [UICC_GLOBAL.SWP & ~does, 'a single wire, no interface is of kind swp'],
    [UICC_GLOBAL.LSI & ~does, 'logical secure elements, no link has more than one'],
    [NOT_DONE, 'a secure channel or inter-chip USB, which this device has not'],
  ];
  const empty = claims.find(([flag]) => (uicc & flag) !== 0);
  return empty && `its global byte ${hexNumber(uicc)} claims ${empty[1]}`;
}

function names(protocols: readonly number[]): string {
  return protocols.map((protocol) => `T=${protocol}`).join(' and ');
}
