/**
 * The commands of a native module as one table: dispatch, the class that each comes in, and what a
 * T=0 header announces follow from it. [ISO7816-4 §5.4] [ISO7816-3 §10.3.2]
 */
import { type Bytes, EMPTY } from '../base/index.ts';
import { type ApplicationCode, emitFileControlInformation } from '../gp/index.ts';
import { parseHead, returnsNothing } from '../gp/index.ts';
import {
  type Command,
  type HeaderAnswer,
  refuse,
  type Response,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';

const CLASS = { 'inter-industry': 0x00, proprietary: 0x80 } as const;
/** P1 of SELECT by name; the kernel takes such a command, others reach the application. */
const INS_SELECT = 0xa4;
const SELECT_BY_NAME = 0x04;

export interface ModuleCommand {
  readonly name: string;
  readonly ins: number;
  readonly kind: keyof typeof CLASS;
  /** Where the specification has it, as a tag is written. */
  readonly clause: string;
  /** What P3 announces. */
  readonly direction: 'in' | 'out';
  run(command: Command): Response;
}

export interface TableParts {
  readonly commands: readonly ModuleCommand[];
  /** The answer to SELECT by name under the name that the caller used. */
  controlInformation?(name: Bytes): Bytes;
  /** Called at SELECT, and when a channel is opened on the application. */
  select?(session: Session): boolean;
  deselect?(session: Session): void;
}

export const DONE: Response = { data: EMPTY, sw: SW.OK };

export function answer(data: Bytes): Response {
  return { data, sw: SW.OK };
}

/** The code of a module that has these commands and no others. */
export function applicationOf(parts: TableParts): ApplicationCode {
  const { controlInformation = emitFileControlInformation } = parts;
  return {
    select: (session) => parts.select?.(session) ?? true,
    deselect: (session) => parts.deselect?.(session),
    process(command) {
      const { selecting, p2 } = command;
      if (selecting === undefined) return commandOf(parts.commands, command).run(command);
      return answer(returnsNothing(p2) ? EMPTY : controlInformation(selecting));
    },
    header(header, session): HeaderAnswer | undefined {
      const head = parseHead(header, session);
      if (head.ins === INS_SELECT && head.p1 === SELECT_BY_NAME) return undefined;
      return commandOf(parts.commands, head).direction;
    },
  };
}

function commandOf(
  commands: readonly ModuleCommand[],
  { cla, ins }: Pick<Command, 'cla' | 'ins'>,
): ModuleCommand {
  if (!Object.values(CLASS).some((one) => one === cla)) {
    refuse(SW.CLA_NOT_SUPPORTED, 'ISO7816-4 §5.4.1', 'no class of this application');
  }
  const found = commands.filter((one) => one.ins === ins);
  if (found.length === 0) {
    refuse(SW.INS_NOT_SUPPORTED, 'ISO7816-4 §5.4.2', 'no instruction of this application');
  }
  const command = found.find((one) => CLASS[one.kind] === cla);
  if (command !== undefined) return command;
  return refuse(SW.CLA_NOT_SUPPORTED, 'ISO7816-4 §5.4.1', `${found[0]!.name} is of another class`);
}

/** Refuses a command whose P1 and P2 are not these. */
export function demandP1P2(command: Command, p1p2: number, clause: string): void {
  if (command.p1 * 256 + command.p2 === p1p2) return;
  refuse(SW.WRONG_P1P2, clause, 'no such P1 and P2');
}

/** Refuses a command with data. */
export function demandNoData({ data }: Command, clause: string): void {
  if (data.length > 0) refuse(SW.WRONG_LENGTH, clause, 'the command has no data field');
}
