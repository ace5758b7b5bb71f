export { capRuntime } from './cap-runtime.ts';
export type { ModuleContext, NativeModule, NativePackage } from './module.ts';
export { PROBE_INS } from './modules/probe.ts';
export {
  type InstalledModule,
  MODULE_NAMES,
  nativeApplication,
  nativeLoadFile,
  nativeRuntime,
} from './native-runtime.ts';
