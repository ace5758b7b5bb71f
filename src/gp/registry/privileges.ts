/**
 * Privileges: three bytes, kept as one number of 24 bits. [GPCS §6.6.1] [GPCS §11.1.2]
 */
import { type Bytes, bigEndian, readBigEndian } from '../../base/index.ts';

export const PRIVILEGE = {
  SECURITY_DOMAIN: 0x800000,
  /** Only with the first; so are the two that follow. */
  DAP_VERIFICATION: 0x400000,
  DELEGATED_MANAGEMENT: 0x200000,
  CARD_LOCK: 0x100000,
  CARD_TERMINATE: 0x080000,
  CARD_RESET: 0x040000,
  CVM_MANAGEMENT: 0x020000,
  MANDATED_DAP_VERIFICATION: 0x010000,
  TRUSTED_PATH: 0x008000,
  AUTHORIZED_MANAGEMENT: 0x004000,
  TOKEN_MANAGEMENT: 0x002000,
  GLOBAL_DELETE: 0x001000,
  GLOBAL_LOCK: 0x000800,
  GLOBAL_REGISTRY: 0x000400,
  FINAL_APPLICATION: 0x000200,
  GLOBAL_SERVICE: 0x000100,
  RECEIPT_GENERATION: 0x000080,
  CIPHERED_LOAD_FILE_DATA_BLOCK: 0x000040,
  CONTACTLESS_ACTIVATION: 0x000020,
  CONTACTLESS_SELF_ACTIVATION: 0x000010,
} as const;

/** What an issuer security domain begins with. [GPCS §6.6.2] */
export const ISSUER_PRIVILEGES =
  PRIVILEGE.SECURITY_DOMAIN |
  PRIVILEGE.CARD_LOCK |
  PRIVILEGE.CARD_TERMINATE |
  PRIVILEGE.CARD_RESET |
  PRIVILEGE.CVM_MANAGEMENT |
  PRIVILEGE.TRUSTED_PATH |
  PRIVILEGE.AUTHORIZED_MANAGEMENT |
  PRIVILEGE.TOKEN_MANAGEMENT |
  PRIVILEGE.GLOBAL_DELETE |
  PRIVILEGE.GLOBAL_LOCK |
  PRIVILEGE.GLOBAL_REGISTRY |
  PRIVILEGE.FINAL_APPLICATION |
  PRIVILEGE.RECEIPT_GENERATION;

/** Those that one entity of a registry holds at a time. [GPCS §6.6.2] */
export const EXCLUSIVE_PRIVILEGES = [PRIVILEGE.CARD_RESET, PRIVILEGE.FINAL_APPLICATION] as const;

export function emitPrivileges(privileges: number): Bytes {
  return bigEndian(privileges, 3);
}

/** Reads three bytes, or the one-byte form, whose other bytes are zero. [GPCS §11.1.2] */
export function parsePrivileges(coded: Bytes): number {
  const padded = new Uint8Array(3);
  padded.set(coded.subarray(0, 3), 0);
  return readBigEndian(padded);
}

/** Why a set of privileges cannot be given to a security domain, if it cannot. [GPCS §6.6.2] */
export function privilegeConflict(privileges: number): string | undefined {
  if ((privileges & PRIVILEGE.SECURITY_DOMAIN) === 0)
    return 'a security domain needs the privilege Security Domain';
  const { DAP_VERIFICATION, MANDATED_DAP_VERIFICATION } = PRIVILEGE;
  if ((privileges & (DAP_VERIFICATION | MANDATED_DAP_VERIFICATION)) === MANDATED_DAP_VERIFICATION)
    return 'Mandated DAP Verification needs DAP Verification';
  if ((privileges & PRIVILEGE.DELEGATED_MANAGEMENT) === 0) return undefined;
  const excluded =
    PRIVILEGE.AUTHORIZED_MANAGEMENT | PRIVILEGE.TOKEN_MANAGEMENT | PRIVILEGE.RECEIPT_GENERATION;
  if ((privileges & excluded) === 0) return undefined;
  return 'Delegated Management excludes Authorized Management, Token and Receipt privileges';
}

/** Why a set of privileges cannot be given to an application, if it cannot. [GPCS §6.6.1] */
export function applicationConflict(privileges: number): string | undefined {
  if ((privileges & PRIVILEGES_OF_DOMAINS) === 0) return undefined;
  return 'an application has no privileges of security domains';
}

/** Those that go with Security Domain alone. [GPCS §6.6.1 table 6-1] */
const PRIVILEGES_OF_DOMAINS =
  PRIVILEGE.SECURITY_DOMAIN |
  PRIVILEGE.DAP_VERIFICATION |
  PRIVILEGE.DELEGATED_MANAGEMENT |
  PRIVILEGE.MANDATED_DAP_VERIFICATION |
  PRIVILEGE.AUTHORIZED_MANAGEMENT |
  PRIVILEGE.TOKEN_MANAGEMENT |
  PRIVILEGE.RECEIPT_GENERATION |
  PRIVILEGE.CIPHERED_LOAD_FILE_DATA_BLOCK;
