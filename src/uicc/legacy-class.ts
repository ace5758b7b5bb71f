/**
 * Class A0: the commands of a SIM, over the files and PINs of the UICC. Status words and answers
 * are those of their time. [TS51011 §8] [TS51011 §9]
 */
import { type Bytes, EMPTY, readBigEndian } from '../base/index.ts';
import {
  type Command,
  type HeaderAnswer,
  refuse,
  Refusal,
  type Response,
} from '../os/abi/index.ts';
import { INS, LEGACY_SW, SW } from '../wire/index.ts';
import { updateBinary } from './command/binary.ts';
import type { CommandHead, Direction, Place, UiccCommand } from './command/definition.ts';
import { increase } from './command/increase.ts';
import { activateFile, deactivateFile } from './command/life-cycle.ts';
import { changePin, disablePin, enablePin, unblockPin, verifyPin } from './command/pin-commands.ts';
import { readRecord, updateRecord } from './command/record.ts';
import { find, SELECT_BY } from './command/select.ts';
import { ON_EF, targetOf } from './command/target.ts';
import { CHV, legacyParameters } from './legacy-parameters.ts';
import { SEEK } from './legacy-seek.ts';
import { legacyWord, ready } from './legacy-status.ts';
import { runGsmAlgorithm } from './usim/authenticate.ts';

const CLAUSE = 'TS51011 §9.2';
const RAND_LENGTH = 16;
const FID_DF_GSM = 0x7f20;

/** The parts of a UICC's command that class A0 has too; its words are those of UICCs still. */
type LegacyCommand = Pick<UiccCommand, 'check' | 'prepare' | 'run'> & {
  readonly direction: Direction;
};

const incoming = (command: Omit<LegacyCommand, 'direction'>): LegacyCommand => ({
  ...command,
  direction: 'in',
});
const outgoing = (run: LegacyCommand['run']): LegacyCommand => ({ direction: 'out', run });

const COMMANDS: ReadonlyMap<number, LegacyCommand> = new Map<number, LegacyCommand>([
  [INS.SELECT, incoming({ check: checkSelect, run: selectFile })],
  [INS.STATUS, outgoing(status)],
  [INS.GET_RESPONSE, outgoing(getResponse)],
  [INS.READ_BINARY, outgoing(readBinary)],
  [INS.UPDATE_BINARY, incoming(updateBinary)],
  [INS.READ_RECORD, outgoing(record)],
  [INS.UPDATE_RECORD, incoming(updateRecord)],
  [INS.SEARCH_RECORD, incoming(SEEK)],
  [INS.INCREASE, incoming({ ...increase, run: increased })],
  [INS.VERIFY, incoming(withChv(verifyPin))],
  [INS.CHANGE_REFERENCE_DATA, incoming(withChv(changePin))],
  [INS.DISABLE_VERIFICATION_REQUIREMENT, incoming(withChv(disablePin))],
  [INS.ENABLE_VERIFICATION_REQUIREMENT, incoming(withChv(enablePin))],
  [INS.RESET_RETRY_COUNTER, incoming(unblock(withChv(unblockPin)))],
  [INS.AUTHENTICATE, incoming({ check: checkAlgorithm, run: runAlgorithm })],
  [INS.DEACTIVATE_FILE, incoming(stateOf(deactivateFile, LEGACY_SW.INVALIDATION_STATE))],
  [INS.ACTIVATE_FILE, incoming(stateOf(activateFile, LEGACY_SW.INVALIDATION_STATE))],
]);

/** Instructions of class A0 that the files take. */
export const LEGACY_INSTRUCTIONS: readonly number[] = [...COMMANDS.keys()];

export function runLegacy(place: Place, command: Command): Response {
  const { cla, ins, p1, p2, data } = command;
  const legacy = commandOf(place, ins);
  return inLegacyWords(() => {
    legacy.check?.(place, { cla, ins, p1, p2, length: data.length });
    const response = legacy.run(place, command);
    return { data: response.data, sw: legacyWord(response.sw) };
  });
}

/** What a T=0 header announces, or a refusal as `runLegacy` would have it. */
export function legacyHeader(place: Place, head: CommandHead): HeaderAnswer {
  const legacy = commandOf(place, head.ins);
  return inLegacyWords(() => {
    legacy.check?.(place, head);
    legacy.prepare?.(place, head);
    return legacy.direction;
  });
}

/** Any command but GET RESPONSE ends what was ready for it. */
function commandOf({ uicc, context }: Place, ins: number): LegacyCommand {
  if (uicc.isTerminated) return refuse(SW.CONDITIONS, CLAUSE, 'the UICC was terminated');
  const command = COMMANDS.get(ins);
  if (command === undefined) return refuse(SW.INS_NOT_SUPPORTED, CLAUSE, 'no command of a SIM');
  if (ins !== INS.GET_RESPONSE) context.legacyResponse = EMPTY;
  return command;
}

function inLegacyWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(legacyWord(error.sw), error.clause, error.why);
  }
}

type Checked = Omit<LegacyCommand, 'direction'>;

/** P2 is the number of a CHV, instead of a key reference. */
function withChv(definition: UiccCommand): Checked {
  const one = stateOf(definition, LEGACY_SW.CHV_STATE);
  return {
    check(place, head) {
      if (CHV[head.p2 - 1] === undefined) refuse(SW.WRONG_P1P2, CLAUSE, 'P2 is 01 or 02');
      if (head.length === 0) refuse(SW.WRONG_LENGTH, CLAUSE, 'there is no CHV');
      one.check?.(place, { ...head, p2: CHV[head.p2 - 1]! });
    },
    run: (place, command) => one.run(place, renumbered(command, CHV[command.p2 - 1]!)),
  };
}

/** What contradicts the state of a CHV or a file has one word each. [TS51011 §9.4.4] */
function stateOf({ check, run }: Checked, word: number): Checked {
  const contradictions: readonly number[] = [SW.INVALIDATED, SW.CONDITIONS];
  const inWord = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal) || !contradictions.includes(error.sw)) throw error;
      return refuse(word, error.clause, error.why);
    }
  };
  return {
    check: (place, head) => inWord(() => check?.(place, head)),
    run: (place, command) => inWord(() => run(place, command)),
  };
}

/** P2 is 00 for CHV1 here. [TS51011 §9.2.13] */
function unblock({ check, run }: Checked): Checked {
  const numbered = (p2: number): number => (p2 === 0 ? 1 : p2);
  return {
    check(place, head) {
      if (head.p2 === 1) refuse(SW.WRONG_P1P2, CLAUSE, 'P2 is 00 or 02');
      check?.(place, { ...head, p2: numbered(head.p2) });
    },
    run: (place, command) => run(place, renumbered(command, numbered(command.p2))),
  };
}

function renumbered(command: Command, p2: number): Command {
  const { session, header, cla, ins, p1, data, le, extended, at, selecting } = command;
  const charge = (virtualMs: number): void => command.charge(virtualMs);
  return { session, header, cla, ins, p1, p2, data, le, extended, at, selecting, charge };
}

function record(place: Place, command: Command): Response {
  const { cla, ins, p1, p2, data } = command;
  readRecord.check?.(place, { cla, ins, p1, p2, length: data.length });
  return readRecord.run(place, command);
}

function increased(place: Place, command: Command): Response {
  return ready(place, increase.run(place, command).data);
}

/** In DF_GSM, with CHV1 verified. [TS51011 §9.2.16] */
function checkAlgorithm(place: Place, { p1, p2, length }: CommandHead): void {
  const { uicc, context, session } = place;
  if (p1 !== 0 || p2 !== 0) refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (length !== RAND_LENGTH) refuse(SW.WRONG_LENGTH, CLAUSE, 'RAND has 16 bytes');
  const { volume, entry } = context.directory;
  if (entry.fid !== FID_DF_GSM) refuse(LEGACY_SW.INCONSISTENT, CLAUSE, 'DF_GSM is not current');
  if (!uicc.verified(session, { volume, application: context.application }).user())
    refuse(SW.SECURITY_STATUS, CLAUSE, 'CHV1 is not verified');
}

function runAlgorithm(place: Place, { data }: Command): Response {
  const response = runGsmAlgorithm(place, data);
  return response === undefined
    ? refuse(LEGACY_SW.INCONSISTENT, CLAUSE, 'no application authenticates')
    : ready(place, response);
}

function checkSelect(_place: Place, { p1, p2, length }: CommandHead): void {
  if (p1 !== 0 || p2 !== 0) refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (length !== 2) refuse(SW.WRONG_LENGTH, CLAUSE, 'an identifier has two bytes');
}

function selectFile(place: Place, { data }: Command): Response {
  const file = find(place, { p1: SELECT_BY.FILE, data });
  if (file.entry.kind === 'ber-tlv') {
    return refuse(SW.NOT_FOUND, CLAUSE, `${readBigEndian(data)} has no structure of a SIM`);
  }
  place.context.enter(file);
  return ready(place, legacyParameters(place, file));
}

function status(place: Place, { p1, p2, data, le }: Command): Response {
  if (p1 !== 0 || p2 !== 0) return refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (data.length > 0) return refuse(SW.WRONG_LENGTH, CLAUSE, 'STATUS has no data');
  return piece(legacyParameters(place, place.context.directory), le);
}

function getResponse({ context }: Place, { p1, p2, data, le }: Command): Response {
  if (p1 !== 0 || p2 !== 0) return refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (data.length > 0) return refuse(SW.WRONG_LENGTH, CLAUSE, 'GET RESPONSE has no data');
  const { legacyResponse } = context;
  return piece(legacyResponse, le);
}

/** The beginning of an answer; 67XX says how long the whole is. [TS51011 §9.4.6] */
function piece(whole: Bytes, le: number | undefined): Response {
  const required = le ?? 256;
  if (required <= whole.length) return { data: whole.subarray(0, required), sw: SW.OK };
  return refuse(SW.WRONG_LENGTH | (whole.length & 0xff), CLAUSE, 'P3 is longer than the answer');
}

function readBinary(place: Place, { p1, p2, data, le }: Command): Response {
  if (data.length > 0) return refuse(SW.WRONG_LENGTH, CLAUSE, 'READ BINARY has no data');
  const wish = { clause: CLAUSE, sfi: 0, operation: ON_EF.READ } as const;
  const { body } = targetOf(place, { ...wish, kinds: ['transparent'] });
  const [offset, length] = [(p1 << 8) | p2, le ?? 256];
  if (offset + length > body.entry.length) {
    return refuse(SW.WRONG_OFFSET, CLAUSE, `the EF has ${body.entry.length} bytes`);
  }
  return { data: body.volume.read(body.entry, offset, length), sw: SW.OK };
}
