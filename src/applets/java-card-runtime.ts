/** The runtime of CAP files: a Java Card virtual machine for each card. [JCRE §4] [GPCS §6.6] */
import { type Bytes, bytes, equal, hex } from '../base/index.ts';
import type { ApplicationCode, ApplicationRuntime } from '../gp/index.ts';
import { type MachineOptions, VirtualMachine } from '../javacard/index.ts';
import { refuse } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';

/** Kept with each load file and application. */
export const CAP = 'cap';

export function javaCardRuntime(options: MachineOptions): ApplicationRuntime {
  let made: VirtualMachine | undefined;
  const machine = (): VirtualMachine => (made ??= new VirtualMachine(options));
  return {
    name: CAP,
    recognizes: () => true,
    accept({ aid, block }) {
      const { aid: name, version, modules } = machine().load(block);
      if (equal(name, aid)) return { version, modules };
      return refuse(SW.WRONG_DATA, 'GPCS §9.3.5', `the load file holds package ${hex(name)}`);
    },
    forgetFile: (aid) => machine().forgetFile(aid),
    deletionBlockedBy: (aid) => machine().deletionBlockedBy(aid),
    install(module, _place, { aid, privileges, specific }) {
      const coded = { aid, privileges: privilegeBytes(privileges), specific };
      const { aid: registered, isMultiSelectable } = machine().install(module, coded);
      return {
        aid: registered,
        // Chains and 61xx are the applet's, as on every such card. [JCRE §9]
        traits: { multiSelectable: isMultiSelectable, framing: 'own' },
      };
    },
    code: (_module, { system }) => codeOf(machine(), system.aid),
    uninstall: (_module, { system }) => machine().uninstall(system.aid),
    reset: (scope) => made?.reset(scope),
  };
}

function codeOf(machine: VirtualMachine, aid: Bytes): ApplicationCode {
  return {
    select: (session) => machine.select(aid, session),
    deselect: (session) => machine.deselect(aid, session),
    process: (command) => machine.process(aid, command),
    header: () => undefined,
  };
}

/** One byte where it says all, as cards before GlobalPlatform 2.2 have it. [GPCS §11.5.2.3] */
function privilegeBytes(privileges: number): Bytes {
  const [first, second, third] = [privileges >> 16, (privileges >> 8) & 0xff, privileges & 0xff];
  return second === 0 && third === 0 ? bytes(first) : bytes(first, second, third);
}
