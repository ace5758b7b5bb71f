/**
 * What access rules allow one device application towards one application of a secure element.
 * Rules of one reference are taken together, the stricter part of each; a rule for this certificate
 * and AID goes before one for any certificate, then for any AID; and where another certificate has
 * a rule of its own for the AID, this one has no access. [SEAC §3.2.1] [SEAC §4.2.3]
 */
import { type Bytes, equal } from '../base/index.ts';
import {
  type AccessReference,
  type AccessRule,
  type ApduFilter,
  isForCarrier,
} from './access-rules.ts';

export interface AccessDecision {
  readonly apdu: boolean | readonly ApduFilter[];
  readonly nfc: boolean;
}

export const NO_ACCESS: AccessDecision = { apdu: false, nfc: false };

export interface AccessRequest {
  /** Empty, or five zeros, for what a channel begins with. */
  readonly aid: Bytes | 'default';
  /** Of the device application's certificates. */
  readonly hashes: readonly Bytes[];
}

/** `undefined` where no rule concerns it. */
export function decideAccess(
  rules: readonly AccessRule[],
  { aid, hashes }: AccessRequest,
): AccessDecision | undefined {
  const own = rules.filter((one) => !isForCarrier(one));
  return decideFor(own, aid, hashes) ?? decideFor(own, new Uint8Array(0), hashes);
}

/** For one AID, or for all: by certificate, not at all where another has a rule, for everyone. */
function decideFor(
  rules: readonly AccessRule[],
  aid: AccessReference['aid'],
  hashes: readonly Bytes[],
): AccessDecision | undefined {
  const ofAid = rules.filter((one) => isSameAid(one.aid, aid));
  for (const hash of hashes) {
    const found = ofAid.filter((one) => equal(one.hash, hash));
    if (found.length > 0) return merged(found);
  }
  if (ofAid.some(({ hash }) => hash.length > 0)) return NO_ACCESS;
  return ofAid.length > 0 ? merged(ofAid) : undefined;
}

function isSameAid(a: AccessReference['aid'], b: AccessReference['aid']): boolean {
  if (a === 'default' || b === 'default') return a === b;
  return equal(a, b);
}

/** A rule without APDU access allows none; one without events has those of its APDU access. */
function merged(rules: readonly AccessRule[]): AccessDecision {
  const apdus = rules.map(({ apdu }) => apdu ?? false);
  const filters = apdus.flatMap((one) => (typeof one === 'boolean' ? [] : one));
  const isDenied = apdus.includes(false);
  const apdu = isDenied ? false : filters.length > 0 ? filters : true;
  const events = rules.map(({ nfc, apdu: own }) => nfc ?? (own !== undefined && own !== false));
  return { apdu, nfc: !events.includes(false) };
}

/** Whether a command may be sent: a filter has its header under its mask. [SEAC §4.2.4] */
export function allowsCommand({ apdu }: AccessDecision, command: Bytes): boolean {
  if (typeof apdu === 'boolean') return apdu;
  return apdu.some(({ header, mask }) =>
    header.every((byte, at) => ((command[at] ?? 0) & mask[at]!) === byte),
  );
}
