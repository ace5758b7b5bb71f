export { createGlobalPlatform } from './create.ts';
export {
  globalPlatform,
  type GlobalPlatformConfig,
  type SecurityDomainConfig,
} from './description.ts';
