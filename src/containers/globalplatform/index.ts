export type { GlobalPlatformConfig, GlobalPlatformKeySet, SecurityDomainConfig } from './config.ts';
export { createGlobalPlatform, globalPlatformTitle } from './create.ts';
