/** The Java Card virtual machine and its runtime environment. [JCVM] [JCRE] */
export { BUDGET, type MachineOptions, VirtualMachine } from './virtual-machine.ts';
