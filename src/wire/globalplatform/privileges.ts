/** Privileges: three bytes, read as one number. [GPCS §6.6.1] [GPCS §11.1.2 table 11-7] */
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

const P = PRIVILEGE;

/** As programs show them and people type them. */
export const PRIVILEGE_NAMES: readonly (readonly [string, number])[] = [
  ['security-domain', P.SECURITY_DOMAIN],
  ['dap-verification', P.DAP_VERIFICATION],
  ['delegated-management', P.DELEGATED_MANAGEMENT],
  ['card-lock', P.CARD_LOCK],
  ['card-terminate', P.CARD_TERMINATE],
  ['card-reset', P.CARD_RESET],
  ['cvm-management', P.CVM_MANAGEMENT],
  ['mandated-dap', P.MANDATED_DAP_VERIFICATION],
  ['trusted-path', P.TRUSTED_PATH],
  ['authorized-management', P.AUTHORIZED_MANAGEMENT],
  ['token-verification', P.TOKEN_MANAGEMENT],
  ['global-delete', P.GLOBAL_DELETE],
  ['global-lock', P.GLOBAL_LOCK],
  ['global-registry', P.GLOBAL_REGISTRY],
  ['final-application', P.FINAL_APPLICATION],
  ['global-service', P.GLOBAL_SERVICE],
  ['receipt-generation', P.RECEIPT_GENERATION],
  ['ciphered-load-file', P.CIPHERED_LOAD_FILE_DATA_BLOCK],
  ['contactless-activation', P.CONTACTLESS_ACTIVATION],
  ['contactless-self-activation', P.CONTACTLESS_SELF_ACTIVATION],
];

export function emitPrivileges(privileges: number): Bytes {
  return bigEndian(privileges, 3);
}

/** Reads three bytes, or the one-byte form, whose other bytes are zero. */
export function parsePrivileges(coded: Bytes): number {
  const padded = new Uint8Array(3);
  padded.set(coded.subarray(0, 3), 0);
  return readBigEndian(padded);
}
