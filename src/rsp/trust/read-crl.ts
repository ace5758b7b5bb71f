/**
 * A revocation list as an issuer signed it: whole, a part of one, or the changes of one.
 * [SGP22 §4.6.2]
 */
import { type Bytes, describeWireError, equal, hex, isWireError } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import {
  CRL_ENTRY_EXTENSION,
  CRL_EXTENSION,
  EXTENSION,
  type Extension,
  findExtension,
  isOfAllCertificates,
  parseAuthorityKeyIdentifier,
  parseExtensionNumber,
  parseReasonCode,
  parseRevocationList,
  REMOVE_FROM_CRL,
  type RevocationList,
  type RevokedCertificate,
} from '../../wire/x509/index.ts';
import { isSignedBy, type IssuerKey } from './check-certificate.ts';
import type { RevocationPart, Revocations } from './revocations.ts';

export interface CrlProblem {
  readonly problem: 'format' | 'issuer' | 'signature' | 'parts';
  /** In words. */
  readonly why: string;
}

/** Most parts of one list that are kept count of. */
export const CRL_PARTS_MAX = 64;

/** Critical extensions that are understood. [RFC5280 §5.2] [RFC5280 §5.3] */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  EXTENSION.authorityKeyIdentifier,
  ...Object.values(CRL_EXTENSION),
  ...Object.values(CRL_ENTRY_EXTENSION),
]);

/** Of one part. */
export function readCrl(
  crypto: Crypto,
  source: Bytes,
  issuers: readonly IssuerKey[],
): Revocations | CrlProblem {
  const list = parseRevocationList(source);
  if (isWireError(list)) return format(describeWireError(list));
  const authority = findExtension(list.extensions, EXTENSION.authorityKeyIdentifier);
  const keyId = authority && parseAuthorityKeyIdentifier(authority.value);
  if (keyId === undefined || isWireError(keyId))
    return format('it does not name the key of its issuer');
  const issuer = issuers.find((one) => equal(one.keyId, keyId));
  if (issuer === undefined) return { problem: 'issuer', why: `no issuer ${hex(keyId)}` };
  if (!isSignedBy(crypto, list, issuer))
    return { problem: 'signature', why: 'its signature is wrong' };
  const why = strangeExtension(list);
  if (why !== undefined) return format(why);
  const numbers = numbersOf(list);
  return 'problem' in numbers ? numbers : { keyId, ...numbers };
}

type Numbers = Omit<Revocations, 'keyId'>;

function numbersOf(list: RevocationList): Numbers | CrlProblem {
  let problem: string | undefined;
  const read = (type: string): number | undefined => {
    const found = findExtension(list.extensions, type);
    const number = found && parseExtensionNumber(found.value);
    if (!isWireError(number)) return number;
    problem ??= describeWireError(number);
    return undefined;
  };
  const crlNumber = read(CRL_EXTENSION.crlNumber);
  const total = read(CRL_EXTENSION.totalPartialCrlNumber) ?? 1;
  const number = read(CRL_EXTENSION.partialCrlNumber) ?? (total === 1 ? 1 : undefined);
  const base = read(CRL_EXTENSION.deltaCrlIndicator);
  if (problem !== undefined) return format(problem);
  if (crlNumber === undefined) return format('it has no number');
  if (number === undefined || number < 1 || number > total)
    return format(`it is part ${number ?? 'of no number'} of ${total}`);
  if (total > CRL_PARTS_MAX)
    return { problem: 'parts', why: `it has ${total} parts, of at most ${CRL_PARTS_MAX}` };
  if (base !== undefined && base >= crlNumber)
    return format(`it changes a list ${base} that is not older`);
  const entries = entriesOf(list);
  if (typeof entries === 'string') return format(entries);
  if (base === undefined && entries.removed.length > 0)
    return format('it takes certificates off, and is no list of changes');
  return { crlNumber, base, total, parts: [{ number, ...entries }] };
}

function entriesOf({ revoked: all }: RevocationList): Omit<RevocationPart, 'number'> | string {
  const revoked: Bytes[] = [];
  const removed: Bytes[] = [];
  for (const one of all) {
    const isOff = isRemoved(one);
    if (isWireError(isOff)) return describeWireError(isOff);
    (isOff ? removed : revoked).push(one.serialNumber);
  }
  return { revoked, removed };
}

function isRemoved({ extensions }: RevokedCertificate) {
  const found = findExtension(extensions, CRL_ENTRY_EXTENSION.reasonCode);
  const reason = found && parseReasonCode(found.value);
  return isWireError(reason) ? reason : reason === REMOVE_FROM_CRL;
}

/** Why the list may not be used by one who does not know an extension, in words. */
function strangeExtension({ extensions, revoked }: RevocationList): string | undefined {
  const isStrange = ({ type, critical }: Extension) => critical && !UNDERSTOOD.has(type);
  const all = [...extensions, ...revoked.flatMap((one) => one.extensions)];
  const strange = all.find(isStrange);
  if (strange !== undefined) return `its critical extension ${strange.type} is not known`;
  const scope = findExtension(extensions, CRL_EXTENSION.issuingDistributionPoint);
  const isOfAll = scope === undefined || isOfAllCertificates(scope.value);
  if (isWireError(isOfAll)) return describeWireError(isOfAll);
  return isOfAll ? undefined : 'it is of some of the certificates of its issuer';
}

function format(why: string): CrlProblem {
  return { problem: 'format', why };
}
