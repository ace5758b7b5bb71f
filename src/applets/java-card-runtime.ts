/** The runtime of CAP files: a Java Card virtual machine for each card. [JCRE §4] [GPCS §6.6] */
import { type Bytes, bytes, EMPTY, equal, hex } from '../base/index.ts';
import { type ApplicationCode, type ApplicationRuntime, parseHead } from '../gp/index.ts';
import { type MachineOptions, VirtualMachine } from '../javacard/index.ts';
import { type HeaderAnswer, refuse } from '../os/abi/index.ts';
import { INS, SW } from '../wire/index.ts';

const SELECT_BY_NAME = 0x04;
/** CLA INS P1 P2. */
const HEADER_LENGTH = 4;
/** What P3 00 means for a response. */
const SHORT_LE_MAX = 256;

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
    install(module, _place, { aid, privileges, specific, session }) {
      const coded = { aid, privileges: privilegeBytes(privileges), specific, session };
      const { aid: registered, isMultiSelectable } = machine().install(module, coded);
      return {
        aid: registered,
        // Chains and 61xx are the applet's, as on every such card. [JCRE §9]
        traits: { multiSelectable: isMultiSelectable, framing: 'own' },
      };
    },
    code: (_module, { system }) => codeOf(machine(), system.aid),
    uninstall: (_module, { system }, leaving) => machine().uninstall(system.aid, leaving),
    reset: (scope) => made?.reset(scope),
  };
}

/** What a card calls of an applet. */
export function codeOf(machine: VirtualMachine, aid: Bytes): ApplicationCode {
  return {
    select: (session) => machine.select(aid, session),
    deselect: (session, reason) => machine.deselect(aid, session, reason !== 'reset'),
    process: (command) => machine.process(aid, command),
    header(header, session): HeaderAnswer | undefined {
      const head = parseHead(header, session);
      if (head.ins === INS.SELECT && head.p1 === SELECT_BY_NAME) return undefined;
      return machine.header(aid, {
        ...head,
        header: header.slice(0, HEADER_LENGTH),
        data: EMPTY,
        le: head.length || SHORT_LE_MAX,
        extended: false,
        at: 0,
        selecting: undefined,
        charge: () => undefined,
      });
    },
  };
}

/** One byte where it says all, as cards before GlobalPlatform 2.2 have it. [GPCS §11.5.2.3] */
function privilegeBytes(privileges: number): Bytes {
  const [first, second, third] = [privileges >> 16, (privileges >> 8) & 0xff, privileges & 0xff];
  return second === 0 && third === 0 ? bytes(first) : bytes(first, second, third);
}
