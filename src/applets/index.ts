export { type InstalledModule, installModule, MODULE_NAMES } from './install.ts';
export type { ModuleContext, NativeModule } from './module.ts';
export { PROBE_INS } from './modules/probe.ts';
export { GlobalPlatformSystem } from './system.ts';
