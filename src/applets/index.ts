export { codeOf, javaCardRuntime } from './java-card-runtime.ts';
export type { ModuleContext, NativeModule, NativePackage } from './module.ts';
export { TOOLKIT_TEST_INS } from './modules/toolkit/toolkit-test.ts';
export { isToolkitCode, type ToolkitSession, type ToolkitSide } from './toolkit-code.ts';
export { PROBE_INS } from './modules/probe.ts';
export {
  type InstalledModule,
  MODULE_NAMES,
  nativeApplication,
  nativeLoadFile,
  nativeRuntime,
} from './native-runtime.ts';
