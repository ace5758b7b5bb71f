/** From a command to its definition, with the checks that all share. [TS102221 §10.1] */
import { type Bytes, isWireError } from '../../base/index.ts';
import {
  type Command,
  type HeaderAnswer,
  isSessionCommand,
  refuse,
  type Response,
} from '../../os/abi/index.ts';
import { parseClassByte, SW } from '../../wire/index.ts';
import type { CommandHead, Place, UiccCommand } from './definition.ts';
import { legacyHeader, runLegacy } from '../legacy-class.ts';
import { UICC_COMMANDS } from './table.ts';

const CLASS_LEGACY = 0xa0;
const CLASS_PROPRIETARY = 0x80;
/** Secure messaging, of GlobalPlatform or of ISO 7816-4. */
const CLASS_SECURE = 0x0c;
const CLAUSE = 'TS102221 §10.1';

const BY_INS: readonly (UiccCommand | undefined)[] = Array.from({ length: 256 }, (_, ins) =>
  UICC_COMMANDS.find((one) => one.ins === ins),
);

export function dispatch(place: Place, command: Command): Response {
  if (command.cla === CLASS_LEGACY) return runLegacy(place, command);
  refuseOfSim(place);
  const { cla, ins, p1, p2, data } = command;
  const definition = definitionOf({ cla, ins });
  refuseAfterTermination(place, definition);
  definition.check?.(place, { cla, ins, p1, p2, length: data.length });
  return definition.run(place, command);
}

/** What a T=0 header announces, or a refusal as `dispatch` would have it. [ISO7816-3 §10.3.2] */
export function headerAnswer(place: Place, header: Bytes): HeaderAnswer {
  const head = headOf(header);
  if (head.cla === CLASS_LEGACY) return legacyHeader(place, head);
  refuseOfSim(place);
  const definition = definitionOf(head);
  refuseAfterTermination(place, definition);
  definition.check?.(place, head);
  definition.prepare?.(place, head);
  const { direction } = definition;
  return typeof direction === 'string' ? direction : direction(head);
}

/** A SIM has no other class. [TS51011 §9.2] */
function refuseOfSim({ uicc }: Place): void {
  if (uicc.isSim) refuse(SW.CLA_NOT_SUPPORTED, 'TS51011 §9.2', 'a SIM takes class A0 alone');
}

function headOf(header: Bytes): CommandHead {
  const read = parseClassByte(header[0]!);
  const cla = isWireError(read) ? header[0]! : read.base;
  return { cla, ins: header[1]!, p1: header[2]!, p2: header[3]!, length: header[4] ?? 0 };
}

function definitionOf({ cla, ins }: Pick<CommandHead, 'cla' | 'ins'>): UiccCommand {
  const definition = BY_INS[ins];
  if ((cla & ~(CLASS_PROPRIETARY | CLASS_SECURE)) !== 0) {
    return refuse(SW.CLA_NOT_SUPPORTED, CLAUSE, 'no class of a UICC');
  }
  if (definition === undefined && !isSessionCommand({ cla: CLASS_PROPRIETARY, ins })) {
    return refuse(SW.INS_NOT_SUPPORTED, CLAUSE, 'no command of a UICC');
  }
  const kind = (cla & CLASS_PROPRIETARY) === 0 ? 'inter-industry' : 'proprietary';
  // Those of the card session come here in a class that is not theirs.
  const { classes = 'proprietary' } = definition ?? {};
  if (classes !== kind) {
    return refuse(SW.CLA_NOT_SUPPORTED, CLAUSE, 'the command does not come in this class');
  }
  if ((cla & CLASS_SECURE) !== 0) {
    return refuse(SW.NO_SECURE_MESSAGING, CLAUSE, 'files are not read through secure messaging');
  }
  return definition ?? refuse(SW.INS_NOT_SUPPORTED, CLAUSE, 'a command of the card session');
}

/** After TERMINATE CARD USAGE the files answer no more. [TS102222 §6.9] */
function refuseAfterTermination({ uicc }: Place, { clause }: UiccCommand): void {
  if (uicc.isTerminated) refuse(SW.CONDITIONS, clause, 'the use of the UICC was terminated');
}
