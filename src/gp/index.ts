export type { ApplicationCode, ApplicationPlace, ApplicationSetup } from './application.ts';
export { emitCardCapabilities, TAG_CARD_CAPABILITIES } from './card-capability-information.ts';
export {
  emitCardData,
  emitSecurityDomainData,
  GLOBAL_PLATFORM_VERSIONS,
  type GlobalPlatformVersion,
  TAG_CARD_DATA,
} from './card-recognition-data.ts';
export { headerDirection, INS as GP_INS } from './command-table.ts';
export { parseHead, refuseForeignClass } from './command-head.ts';
export { moveCard } from './card-transition.ts';
export { GlobalPlatformCard } from './card.ts';
export type { DataObjectMap } from './data-objects.ts';
export { makeDiversification, TAG_DIVERSIFICATION } from './diversification.ts';
export { type KeySet } from './key-sets.ts';
export type { Environment } from './domain.ts';
export {
  APPLICATION_LIFE_CYCLE,
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  isApplicationState,
  LOCKED_BIT,
} from './life-cycle.ts';
export { LIFE_CYCLE } from './life-cycle-record.ts';
export { emitFileControlInformation, returnsNothing } from './file-control-information.ts';
export type { RegistryEntry } from './registry-entry.ts';
export { ISSUER_PRIVILEGES, parsePrivileges, PRIVILEGE } from './privileges.ts';
export type { GlobalPlatformSetup, LoadFileSetup, SecurityDomainSetup } from './setup.ts';
