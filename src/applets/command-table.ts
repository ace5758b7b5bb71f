/**
 * The commands of a native module as one table: dispatch, the class that each comes in, and what a
 * T=0 header announces follow from it. [ISO7816-4 §5.4] [ISO7816-3 §10.3.2]
 */
import { type Bytes, EMPTY } from '../base/index.ts';
import { type Command, refuse, type Response } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';

const CLASS = { 'inter-industry': 0x00, proprietary: 0x80 } as const;

/** What is known of a command before its data come: on T=0, its header. [ISO7816-3 §10.3.2] */
export interface ModuleHead extends Pick<Command, 'session' | 'p1' | 'p2'> {
  /** P3, where it is one: bytes of data or of the answer. */
  readonly length: number;
}

type Direction = 'in' | 'out';

export interface ModuleCommand {
  readonly name: string;
  readonly ins: number;
  readonly kind: keyof typeof CLASS;
  /** Where the specification has it, as a tag is written. */
  readonly clause: string;
  /**
   * What P3 announces, by P1 and P2 where they decide; a command whose P3 announces an answer has
   * no data field.
   */
  readonly direction: Direction | ((head: ModuleHead) => Direction);
  /** Refuses what the header alone settles. Called before `run` too. */
  check?(head: ModuleHead): void;
  run(command: Command): Response;
}

type Row = Omit<ModuleCommand, 'kind' | 'run'>;

export function interIndustry(row: Row, run: ModuleCommand['run']): ModuleCommand {
  return { ...row, kind: 'inter-industry', run };
}

export function proprietary(row: Row, run: ModuleCommand['run']): ModuleCommand {
  return { ...row, kind: 'proprietary', run };
}

export const DONE: Response = { data: EMPTY, sw: SW.OK };

export function answer(data: Bytes): Response {
  return { data, sw: SW.OK };
}

export function commandOf(
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

export function runCommand(commands: readonly ModuleCommand[], command: Command): Response {
  const row = commandOf(commands, command);
  const { session, p1, p2, data } = command;
  const head = { session, p1, p2, length: data.length };
  row.check?.(head);
  if (directionOf(row, head) === 'out') demandNoData(command, row.clause);
  return row.run(command);
}

/** What a T=0 header announces, or a refusal as `runCommand` would have it. */
export function headerAnswer(
  commands: readonly ModuleCommand[],
  { cla, ins, ...head }: ModuleHead & Pick<Command, 'cla' | 'ins'>,
): Direction {
  const row = commandOf(commands, { cla, ins });
  row.check?.(head);
  return directionOf(row, head);
}

function directionOf({ direction }: ModuleCommand, head: ModuleHead): Direction {
  return typeof direction === 'string' ? direction : direction(head);
}

/** Refuses a command whose P1 and P2 are not these. */
export function demandP1P2(head: Pick<Command, 'p1' | 'p2'>, p1p2: number, clause: string): void {
  if (head.p1 * 256 + head.p2 === p1p2) return;
  refuse(SW.WRONG_P1P2, clause, 'no such P1 and P2');
}

/** Refuses a command with data. */
export function demandNoData({ data }: Command, clause: string): void {
  if (data.length > 0) refuse(SW.WRONG_LENGTH, clause, 'the command has no data field');
}
