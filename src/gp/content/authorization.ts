/**
 * Who may manage content: restrictions, the receiving domain's state and privileges, tokens, and
 * whether the domain that content belongs to accepts it. [GPCS §9.1.3] [GPCS §9.3] [GPCS §9.4]
 */
import type { Bytes } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Domain, Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import { isInUse } from '../registry/life-cycle.ts';
import { checkToken, type Token } from './token.ts';

/** Functions as tag D9 restricts them. [GPCS §11.5.2.3.7 table 11-53] */
export const FUNCTION = {
  DELETE: 0x01,
  LOAD: 0x02,
  INSTALL: 0x04,
  MAKE_SELECTABLE: 0x08,
  EXTRADITION: 0x10,
  PERSONALIZATION: 0x20,
  REGISTRY_UPDATE: 0x40,
} as const;

export interface ManagementRequest {
  /** Bits of `FUNCTION`. */
  readonly functions: number;
  readonly token: Token;
  /** Set where the token comes with a later command. [GPCS §C.4.7] */
  readonly awaitsToken?: boolean;
  /** Of the load file data block that is to be loaded, empty without one. [GPCS §C.2] */
  readonly hash?: Bytes;
  readonly clause: string;
}

/**
 * Refuses what this domain may not do now, whatever it is done to. The off-card entity is the
 * domain's provider: no other authenticates here, so Authorized Management needs no token.
 */
export function authorize(domain: Domain, request: ManagementRequest): void {
  const { clause, token } = request;
  refuseRestricted(domain, request);
  if (!isInUse(domain.entry)) {
    refuse(SW.CONDITIONS, clause, 'the security domain is not PERSONALIZED');
  }
  if (domain.holds(PRIVILEGE.AUTHORIZED_MANAGEMENT)) {
    if (token.value.length === 0) return;
    refuse(SW.WRONG_DATA, clause, 'Authorized Management by the provider takes no token');
  }
  if (!domain.holds(PRIVILEGE.DELEGATED_MANAGEMENT)) {
    refuse(SW.CONDITIONS, clause, 'neither Authorized nor Delegated Management');
  }
  if (request.awaitsToken !== true) return checkToken(domain, token, request.hash);
  if (token.value.length === 0) return;
  refuse(SW.WRONG_DATA, clause, 'the token comes with the last command');
}

/** A function taken from the whole card or from this domain. [GPCS §9.4.2.1] */
export function refuseRestricted(
  { environment, entry }: Domain,
  { functions, clause }: Pick<ManagementRequest, 'functions' | 'clause'>,
): void {
  if (((environment.registry.restricted | entry.restricted) & functions) === 0) return;
  refuse(SW.CONDITIONS, clause, 'the function is restricted');
}

/** What a security domain accepts from domains that it is not associated with. */
export const ACCEPTANCE = { EXTRADITION_TO: 0x01, EXTRADITION_FROM: 0x02 } as const;

/**
 * Whether the domain that content belongs to, or is to belong to, accepts what `by` does: it is in
 * use, and `by` is that domain, is above it, or was accepted when the domain was installed.
 */
export function accepts(
  { registry }: Environment,
  owner: RegistryEntry,
  { by, as }: { readonly by: RegistryEntry; readonly as?: number },
): boolean {
  if (!isInUse(owner)) return false;
  return registry.isUnder(owner, by.id) || (as !== undefined && (owner.accepts & as) !== 0);
}

/** The domain that an entry is associated with. */
export function ownerOf({ registry }: Environment, entry: RegistryEntry): RegistryEntry {
  return registry.entry(entry.domain) ?? registry.issuer;
}
