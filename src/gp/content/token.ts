/** Tokens: by which the issuer permits what a delegated domain does. [GPCS §9.2.3] [GPCS §C.4] */
import { type Bytes, EMPTY, equal, isWireError } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { findTlv, parseTlvs, SW } from '../../wire/index.ts';
import { OBJECT, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Domain, Environment } from '../domain/domain.ts';
import { DataObjects } from '../domain/data-objects.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { isInUse } from '../registry/life-cycle.ts';
import { hashLengthMin, keyFor, verifies } from './signature.ts';

const CLAUSE = 'GPCS §C.4';
/** In the template of tag B6, beside IIN and CIN. [GPCS §11.5.2.3.7] */
const TAG_IDENTIFIER = 0x93;

export interface Token {
  /** Empty without one. */
  readonly value: Bytes;
  /** What it signs. */
  readonly signed: Bytes;
  /** The template of tag B6 that names verifier and token; empty without one. */
  readonly reference: Bytes;
}

export const NO_TOKEN: Token = { value: EMPTY, signed: EMPTY, reference: EMPTY };

/** The identifier of a token, for its confirmation; empty without one. [GPCS §11.1.6] */
export function tokenIdentifier({ reference }: Token): Bytes {
  return objectOf(reference, TAG_IDENTIFIER) ?? EMPTY;
}

/** Refuses a token that does not verify; its key may require a longer hash of the load file. */
export function checkToken(domain: Domain, token: Token, hash?: Bytes): void {
  const { environment, entry } = domain;
  if (token.value.length === 0) {
    refuse(SW.CONDITIONS, CLAUSE, 'Delegated Management needs a token');
  }
  const verifier = holderAround(environment, entry, PRIVILEGE.TOKEN_MANAGEMENT);
  const key = verifier && isInUse(verifier) && keyFor(environment, verifier, 'token');
  if (verifier === undefined || !key) {
    return refuse(SW.CONDITIONS, CLAUSE, 'no security domain here verifies tokens');
  }
  checkReference(environment, verifier, token);
  if (!verifies(environment, key, { data: token.signed, signature: token.value })) {
    refuse(SW.SECURITY_STATUS, CLAUSE, `${verifier.name} does not verify the token`);
  }
  if (hash !== undefined && hash.length < hashLengthMin(environment, key)) {
    refuse(SW.WRONG_DATA, 'GPCS §C.2 table C-3', 'the hash is missing, or weaker than the token');
  }
}

/** Who a token is for, where it says so. [GPCS §11.5.2.3.7] */
function checkReference(
  { registry }: Environment,
  verifier: RegistryEntry,
  { reference }: Token,
): void {
  const objects = new DataObjects(registry.content(verifier));
  for (const tag of [OBJECT.IIN, OBJECT.CIN]) {
    const named = objectOf(reference, tag);
    const own = objects.get(tag);
    if (named === undefined || (own !== undefined && equal(named, own))) continue;
    refuse(SW.WRONG_DATA, 'GPCS §11.5.2.3.7', 'the token is for another security domain');
  }
}

function objectOf(template: Bytes, tag: number): Bytes | undefined {
  const list = parseTlvs(template);
  return isWireError(list) ? undefined : findTlv(list, tag);
}

/**
 * The holder of a privilege in the hierarchy below the domain with Authorized Management that is
 * closest above. [GPCS §9.1.3.1] [GPCS §9.1.3.6]
 */
export function holderAround(
  { registry }: Environment,
  entry: RegistryEntry,
  privilege: number,
): RegistryEntry | undefined {
  const holds = (one: RegistryEntry, which: number): boolean => (one.privileges & which) !== 0;
  let top: RegistryEntry | undefined = entry;
  for (let steps = 0; top !== undefined && steps <= registry.entries.length; steps++) {
    if (holds(top, PRIVILEGE.AUTHORIZED_MANAGEMENT)) break;
    top = top.domain === top.id ? undefined : registry.entry(top.domain);
  }
  const { id } = top ?? { id: -1 };
  return registry.entries.find((one) => holds(one, privilege) && registry.isUnder(one, id));
}
