/** The Java Card virtual machine and its runtime environment. [JCVM] [JCRE] */
export { API } from './api/index.ts';
export { BUDGET } from './runtime-environment.ts';
export {
  type AppletParameters,
  type LoadedPackage,
  type MachineOptions,
  VirtualMachine,
} from './virtual-machine.ts';
export { type Verdict, verifyLoadFiles } from './verify-load-file.ts';
