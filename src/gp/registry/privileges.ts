/** Rules of privileges: who may hold which. [GPCS §6.6.1] [GPCS §6.6.2] */
import { PRIVILEGE } from '../../wire/globalplatform/index.ts';

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
