export { createGlobalPlatform, globalPlatformTitle } from './create.ts';
export {
  globalPlatform,
  type GlobalPlatformConfig,
  type SecurityDomainConfig,
} from './description.ts';
