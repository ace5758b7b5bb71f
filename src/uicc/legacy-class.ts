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
import type { CommandHead, Place, UiccCommand } from './command/definition.ts';
import { increase } from './command/increase.ts';
import { activateFile, deactivateFile } from './command/life-cycle.ts';
import { changePin, disablePin, enablePin, unblockPin, verifyPin } from './command/pin-commands.ts';
import { readRecord, updateRecord } from './command/record.ts';
import { find, SELECT_BY } from './command/select.ts';
import { ON_EF, targetOf } from './command/target.ts';
import { CHV, legacyParameters } from './legacy-parameters.ts';
import { seek } from './legacy-seek.ts';
import { legacyWord, ready } from './legacy-status.ts';
import { runGsmAlgorithm } from './usim/authenticate.ts';

const CLAUSE = 'TS51011 §9.2';
const RAND_LENGTH = 16;
const FID_DF_GSM = 0x7f20;

type Handler = (place: Place, command: Command) => Response;

const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [INS.SELECT, selectFile],
  [INS.STATUS, status],
  [INS.GET_RESPONSE, getResponse],
  [INS.READ_BINARY, readBinary],
  [INS.UPDATE_BINARY, as(updateBinary)],
  [INS.READ_RECORD, as(readRecord)],
  [INS.UPDATE_RECORD, as(updateRecord)],
  [INS.SEARCH_RECORD, seek],
  [INS.INCREASE, (place, command) => ready(place, as(increase)(place, command).data)],
  [INS.VERIFY, withChv(verifyPin)],
  [INS.CHANGE_REFERENCE_DATA, withChv(changePin)],
  [INS.DISABLE_VERIFICATION_REQUIREMENT, withChv(disablePin)],
  [INS.ENABLE_VERIFICATION_REQUIREMENT, withChv(enablePin)],
  [INS.RESET_RETRY_COUNTER, unblock],
  [INS.AUTHENTICATE, runAlgorithm],
  [INS.DEACTIVATE_FILE, stateOf(as(deactivateFile), LEGACY_SW.INVALIDATION_STATE)],
  [INS.ACTIVATE_FILE, stateOf(as(activateFile), LEGACY_SW.INVALIDATION_STATE)],
]);

const OUTGOING: readonly number[] = [
  INS.READ_BINARY,
  INS.READ_RECORD,
  INS.GET_RESPONSE,
  INS.STATUS,
];

export function runLegacy(place: Place, command: Command): Response {
  const handler = handlerOf(place, command.ins);
  if (command.ins !== INS.GET_RESPONSE) place.context.legacyResponse = EMPTY;
  try {
    const response = handler(place, command);
    return { data: response.data, sw: legacyWord(response.sw) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(legacyWord(error.sw), error.clause, error.why);
  }
}

/** T=0: what P3 announces. */
export function legacyHeader(place: Place, { ins }: CommandHead): HeaderAnswer {
  handlerOf(place, ins);
  return OUTGOING.includes(ins) ? 'out' : 'in';
}

function handlerOf({ uicc }: Place, ins: number): Handler {
  if (uicc.isTerminated) return refuse(SW.CONDITIONS, CLAUSE, 'the UICC was terminated');
  const handler = HANDLERS.get(ins);
  return handler ?? refuse(SW.INS_NOT_SUPPORTED, CLAUSE, 'no command of a SIM');
}

/** A command of a UICC that a SIM has with the same parameters. */
function as(definition: UiccCommand): Handler {
  return (place, command) => {
    const { cla, ins, p1, p2, data } = command;
    definition.check?.(place, { cla, ins, p1, p2, length: data.length });
    return definition.run(place, command);
  };
}

/** P2 is the number of a CHV, instead of a key reference. */
function withChv(definition: UiccCommand): Handler {
  return (place, command) => {
    const reference = CHV[command.p2 - 1];
    if (reference === undefined) return refuse(SW.WRONG_P1P2, CLAUSE, 'P2 is 01 or 02');
    if (command.data.length === 0) return refuse(SW.WRONG_LENGTH, CLAUSE, 'there is no CHV');
    const handler = stateOf(as(definition), LEGACY_SW.CHV_STATE);
    return handler(place, renumbered(command, reference));
  };
}

/** What contradicts the state of a CHV or a file has one word each. [TS51011 §9.4.4] */
function stateOf(handler: Handler, word: number): Handler {
  const contradictions: readonly number[] = [SW.INVALIDATED, SW.CONDITIONS];
  return (place, command) => {
    try {
      return handler(place, command);
    } catch (error) {
      if (!(error instanceof Refusal) || !contradictions.includes(error.sw)) throw error;
      return refuse(word, error.clause, error.why);
    }
  };
}

/** P2 is 00 for CHV1 here. [TS51011 §9.2.13] */
function unblock(place: Place, command: Command): Response {
  if (command.p2 === 1) return refuse(SW.WRONG_P1P2, CLAUSE, 'P2 is 00 or 02');
  return withChv(unblockPin)(place, renumbered(command, command.p2 === 0 ? 1 : command.p2));
}

function renumbered(command: Command, p2: number): Command {
  const { session, header, cla, ins, p1, data, le, extended, at, selecting } = command;
  const charge = (virtualMs: number): void => command.charge(virtualMs);
  return { session, header, cla, ins, p1, p2, data, le, extended, at, selecting, charge };
}

/** In DF_GSM, with CHV1 verified. [TS51011 §9.2.16] */
function runAlgorithm(place: Place, { p1, p2, data }: Command): Response {
  const { uicc, context, session } = place;
  if (p1 !== 0 || p2 !== 0) return refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (data.length !== RAND_LENGTH) return refuse(SW.WRONG_LENGTH, CLAUSE, 'RAND has 16 bytes');
  const { volume, entry } = context.directory;
  if (entry.fid !== FID_DF_GSM)
    return refuse(LEGACY_SW.INCONSISTENT, CLAUSE, 'DF_GSM is not current');
  if (!uicc.verified(session, { volume, application: context.application }).user())
    return refuse(SW.SECURITY_STATUS, CLAUSE, 'CHV1 is not verified');
  const response = runGsmAlgorithm(place, data);
  return response === undefined
    ? refuse(LEGACY_SW.INCONSISTENT, CLAUSE, 'no application authenticates')
    : ready(place, response);
}

function selectFile(place: Place, { p1, p2, data }: Command): Response {
  if (p1 !== 0 || p2 !== 0) return refuse(SW.WRONG_P1P2, CLAUSE, 'P1 and P2 are 00');
  if (data.length !== 2) return refuse(SW.WRONG_LENGTH, CLAUSE, 'an identifier has two bytes');
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
