/**
 * Remote management: runs the commands of a packet's data in compact or in expanded format.
 * [TS102226 §5.1] [TS102226 §5.2]
 */
import { bigEndian, bytes, type Bytes, concat, EMPTY, isWireError } from '../../../base/index.ts';
import type { Response } from '../../../os/abi/index.ts';
import {
  emitCompactResponse,
  emitScript,
  parseScript,
  SCRIPT_TAG,
} from '../../../wire/secured-packet/index.ts';
import { INS, type Tlv } from '../../../wire/index.ts';

/** Runs one command APDU, whose answer may have so many bytes of data. */
export type RunCommand = (apdu: Bytes, room: number) => Response;

const HEADER_LENGTH = 5;
const WRONG_LENGTH = 0x6700;
/** Bytes of all answers together: with their security they fit a short message of 48 parts. */
export const ANSWERS_LENGTH_MAX = 6_000;
/** Tag and length of an answer in a script, and its status word. */
const ANSWER_OVERHEAD = 6;
/** The number of commands has one byte in compact format; FF is that many or more. */
const EXECUTED_MAX = 0xff;
const TEMPLATES: readonly number[] = [0xaa, 0xae];
/** Reasons of a bad format. [TS102226 §5.2.2] */
const BAD_FORMAT = { unknownTag: 0x01, wrongLength: 0x02 } as const;

/** The answer to remote commands of either format: the first byte of a script names it. */
export function runRemoteCommands(data: Bytes, run: RunCommand): Bytes {
  return TEMPLATES.includes(data[0] ?? 0) ? runScript(data, run) : runCompact(data, run);
}

/**
 * Commands one after another without Le. What one answers is announced by 61xx, and GET RESPONSE
 * as the last command returns it. [TS102226 §5.1.1]
 */
function runCompact(source: Bytes, run: RunCommand): Bytes {
  let count = 0;
  let sw = WRONG_LENGTH;
  let pending = EMPTY;
  let answer = EMPTY;
  for (let at = 0; at < source.length;) {
    const length = source[at + 4];
    const isLast = at + HEADER_LENGTH === source.length;
    const end = at + HEADER_LENGTH + (isLast ? 0 : (length ?? 0));
    if (length === undefined || end > source.length) {
      count++;
      sw = WRONG_LENGTH;
      answer = EMPTY;
      break;
    }
    const apdu = source.slice(at, end);
    at = end;
    count++;
    if (isLast && apdu[1] === INS.GET_RESPONSE && pending.length > 0) {
      answer = length === 0 ? pending : pending.subarray(0, length);
      sw = 0x9000;
      break;
    }
    const response = run(apdu, ANSWERS_LENGTH_MAX);
    pending = isLast ? EMPTY : response.data;
    answer = isLast ? response.data : EMPTY;
    sw = response.sw;
    if (pending.length > 0 && sw === 0x9000) sw = 0x6100 | (pending.length & 0xff);
    if (isError(sw)) break;
  }
  return emitCompactResponse({ executed: Math.min(count, EXECUTED_MAX), sw, data: answer });
}

/** Whole command APDUs in a script; the response has the answer of each. [TS102226 §5.2.1] */
function runScript(source: Bytes, run: RunCommand): Bytes {
  const script = parseScript('command', source);
  if (isWireError(script)) {
    const elements = [{ tag: SCRIPT_TAG.badFormat, value: bytes(BAD_FORMAT.wrongLength) }];
    return emitScript('response', { indefinite: source[1] === 0x80, elements });
  }
  const { indefinite, elements } = script;
  const answers: Tlv[] = [];
  let bad: number | undefined;
  let room = ANSWERS_LENGTH_MAX;
  for (const { tag, value } of elements) {
    if (tag !== SCRIPT_TAG.commandApdu) bad = BAD_FORMAT.unknownTag;
    else if (value.length < HEADER_LENGTH - 1) bad = BAD_FORMAT.wrongLength;
    if (bad !== undefined) break;
    room -= ANSWER_OVERHEAD;
    const { data, sw } = run(Uint8Array.from(value), room);
    room -= data.length;
    answers.push({ tag: SCRIPT_TAG.responseApdu, value: concat(data, bigEndian(sw, 2)) });
    if (isError(sw)) break;
  }
  const executed = bigEndian(answers.length, answers.length > 0x7f ? 2 : 1);
  const format = bad === undefined ? [] : [{ tag: SCRIPT_TAG.badFormat, value: bytes(bad) }];
  return emitScript('response', {
    indefinite,
    elements: [{ tag: SCRIPT_TAG.executed, value: executed }, ...answers, ...format],
  });
}

/** All but 9xxx, 61xx, 62xx and 63xx ends the run. */
function isError(sw: number): boolean {
  const sw1 = sw >> 8;
  return sw1 >> 4 !== 9 && (sw1 < 0x61 || sw1 > 0x63);
}
