/**
 * Privileges given and taken: Card Reset and Final Application have one holder each, which is the
 * issuer security domain when no other has them. [GPCS §6.6.2] [P-07]
 */
import type { Session } from '../../os/abi/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import { parsePrivileges, PRIVILEGE } from '../../wire/globalplatform/index.ts';
import type { Environment } from '../domain/domain.ts';
import type { RegistryEntry } from '../registry/entry.ts';
import {
  applicationConflict,
  EXCLUSIVE_PRIVILEGES,
  privilegeConflict,
} from '../registry/privileges.ts';

const CLAUSE = 'GPCS §6.6.2';

/** Privileges that need a rule of the ruling data, with the action there. */
const RULED: ReadonlyMap<number, string> = new Map([
  [PRIVILEGE.CARD_RESET, 'card-reset'],
  [PRIVILEGE.FINAL_APPLICATION, 'final-application'],
  [PRIVILEGE.CVM_MANAGEMENT, 'cvm-management'],
  [PRIVILEGE.CONTACTLESS_ACTIVATION, 'contactless-activation'],
]);

/** Lengths of the field of privileges in INSTALL: one byte, or three as well. [GPCS §11.1.2] */
export function privilegeLengths({ settings }: Environment): readonly number[] {
  return settings.personality.privilegeLength === 1 ? [1] : [1, 3];
}

/** Bits of the third byte that are reserved, and ignored. [GPCS §11.1] */
const RESERVED = 0x00000f;

/** The privileges of a command; one byte leaves the others at their defaults. [GPCS §6.6.2] */
export function readPrivileges(coded: Uint8Array): number {
  const privileges = parsePrivileges(coded) & ~RESERVED;
  const isDomain = (privileges & PRIVILEGE.SECURITY_DOMAIN) !== 0;
  return coded.length === 1 && isDomain ? privileges | PRIVILEGE.TRUSTED_PATH : privileges;
}

export interface Assignment {
  /** Who has them afterwards; `undefined` for an application that is being installed. */
  readonly of: RegistryEntry | undefined;
  readonly isDomain: boolean;
  readonly before: number;
  readonly after: number;
  readonly session: Session | 'inside';
}

/** Refuses privileges that exclude each other, that another holds, or that ruling data deny. */
export function checkAssignment({ registry, services }: Environment, to: Assignment): void {
  const conflict = to.isDomain ? privilegeConflict(to.after) : applicationConflict(to.after);
  if (conflict !== undefined) refuse(SW.WRONG_DATA, CLAUSE, conflict);
  const given = to.after & ~to.before;
  for (const exclusive of EXCLUSIVE_PRIVILEGES) {
    if ((given & exclusive) === 0 || (registry.issuer.privileges & exclusive) !== 0) continue;
    refuse(SW.CONDITIONS, CLAUSE, 'another than the issuer holds Card Reset or Final Application');
  }
  const holder = registry.holder(PRIVILEGE.CONTACTLESS_ACTIVATION);
  const isTaken = holder !== undefined && holder.id !== to.of?.id;
  if ((given & PRIVILEGE.CONTACTLESS_ACTIVATION) !== 0 && isTaken) {
    refuse(SW.CONDITIONS, 'GPAmdC §7.1', `${holder.name} holds Contactless Activation`);
  }
  for (const [privilege, action] of RULED) {
    if ((given & privilege) === 0) continue;
    const { allowed, rule } = services.rule(action, to.session);
    if (!allowed) refuse(SW.CONDITIONS, CLAUSE, `ruling data: ${rule}`);
  }
}

/**
 * The issuer loses what another has been given to hold alone, and has back what another no longer
 * holds.
 */
export function settleExclusive(
  { registry }: Environment,
  change: { readonly before: number; readonly after: number },
): void {
  const { issuer } = registry;
  const mask = EXCLUSIVE_PRIVILEGES.reduce((all, one) => all | one, 0);
  const given = change.after & ~change.before & mask;
  const taken = change.before & ~change.after & mask;
  const privileges = (issuer.privileges & ~given) | taken;
  if (privileges !== issuer.privileges) registry.update(issuer, { privileges });
}
