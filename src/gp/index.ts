export type { ApplicationCode, ApplicationPlace, ApplicationSetup } from './runtime.ts';
export {
  emitCardCapabilities,
  TAG_CARD_CAPABILITIES,
} from './domain/card-capability-information.ts';
export {
  emitCardData,
  emitSecurityDomainData,
  type GlobalPlatformVersion,
  TAG_CARD_DATA,
} from './domain/card-recognition-data.ts';
export { headerDirection, INS as GP_INS } from './command/table.ts';
export { moveCard } from './registry/card-transition.ts';
export { GlobalPlatformCard } from './card.ts';
export type { DataObjectMap } from './domain/data-objects.ts';
export { makeDiversification, TAG_DIVERSIFICATION } from './domain/diversification.ts';
export { type KeySet } from './domain/key-sets.ts';
export type { Environment } from './domain/domain.ts';
export {
  APPLICATION_LIFE_CYCLE,
  CARD_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  isApplicationState,
  LOCKED_BIT,
} from './registry/life-cycle.ts';
export { LIFE_CYCLE } from './registry/life-cycle-record.ts';
export { emitFileControlInformation } from './domain/file-control-information.ts';
export type { RegistryEntry } from './registry/entry.ts';
export { ISSUER_PRIVILEGES, parsePrivileges, PRIVILEGE } from './registry/privileges.ts';
export type { GlobalPlatformSetup, LoadFileSetup, SecurityDomainSetup } from './setup.ts';
