export { GlobalPlatformCard } from './card.ts';
export type { DataObjectMap } from './data-objects.ts';
export { makeDiversification, TAG_DIVERSIFICATION } from './diversification.ts';
export { type KeySet } from './key-sets.ts';
export { CARD_LIFE_CYCLE, DOMAIN_LIFE_CYCLE } from './life-cycle.ts';
export { ISSUER_PRIVILEGES, parsePrivileges, PRIVILEGE } from './privileges.ts';
export type { GlobalPlatformSetup, LoadFileSetup, SecurityDomainSetup } from './setup.ts';
