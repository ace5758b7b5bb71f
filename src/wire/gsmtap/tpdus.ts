/**
 * Exchanges as the T=0 TPDUs that a frame of GSMTAP holds: header, data, status word. What another
 * protocol carried in one message is mapped to TPDUs as T=0 does it; an extended command stays
 * whole. [ISO7816-3 §12.2]
 */
import {
  type Bytes,
  bytes,
  concat,
  EMPTY,
  fail,
  isWireError,
  type WireError,
} from '../../base/index.ts';
import { INS, parseCommandApdu } from '../index.ts';

export interface Exchange {
  readonly command: Bytes;
  /** Data and status word. */
  readonly answer: Bytes;
}

export interface Tpdu {
  /** Header with P3, data, SW1 SW2. */
  readonly bytes: Bytes;
  /** Whether the data are the command's. */
  readonly toCard: boolean;
}

const NAME = 'APDU frame';
const HEADER_LENGTH = 4;
const SW_LENGTH = 2;
const PART_MAX = 256;
const MORE = 0x61;
const WRONG_LENGTH = 0x6c;
const GSM_CLASS = 0xa0;
const FURTHER = 0x40;
const OUTGOING: ReadonlySet<number> = new Set([
  INS.FETCH,
  INS.MANAGE_CHANNEL,
  INS.GET_CHALLENGE,
  INS.READ_BINARY,
  INS.READ_RECORD,
  INS.GET_RESPONSE,
  INS.GET_DATA,
]);

export function emitTpdus({ command, answer }: Exchange): readonly Tpdu[] {
  const parsed = parseCommandApdu(command);
  if (isWireError(parsed)) return [{ bytes: concat(command, answer), toCard: false }];
  const data = answer.subarray(0, -SW_LENGTH);
  const sw = answer.subarray(-SW_LENGTH);
  const header = command.subarray(0, HEADER_LENGTH);
  const { length } = parsed.data;
  if (length === 0 && parsed.le !== undefined) {
    const part = data.subarray(0, PART_MAX);
    const p3 = part.length > 0 ? part.length : Math.min(parsed.le, PART_MAX);
    const rest = getResponses(parsed.cla, { data: data.subarray(part.length), sw });
    const status = rest.length > 0 ? more(data.length - part.length) : sw;
    return [{ bytes: concat(header, bytes(p3 & 0xff), part, status), toCard: false }, ...rest];
  }
  const lengthField = parsed.extended ? bytes(0, length >> 8, length & 0xff) : bytes(length);
  const whole = length === 0 ? bytes(0) : concat(lengthField, parsed.data);
  const status = data.length > 0 ? more(data.length) : sw;
  const first = { bytes: concat(header, whole, status), toCard: length > 0 };
  return [first, ...getResponses(parsed.cla, { data, sw })];
}

/** The rest of an answer, part by part. */
function getResponses(
  cla: number,
  { data, sw }: { readonly data: Bytes; readonly sw: Bytes },
): readonly Tpdu[] {
  const tpdus: Tpdu[] = [];
  const channel = (cla & FURTHER) === 0 ? cla & 0x03 : cla & 0x4f;
  const base = cla === GSM_CLASS ? GSM_CLASS : channel;
  for (let at = 0; at < data.length; at += PART_MAX) {
    const part = data.subarray(at, at + PART_MAX);
    const left = data.length - at - part.length;
    const header = bytes(base, INS.GET_RESPONSE, 0, 0, part.length & 0xff);
    tpdus.push({ bytes: concat(header, part, left > 0 ? more(left) : sw), toCard: false });
  }
  return tpdus;
}

function more(left: number): Bytes {
  return bytes(MORE, Math.min(left, PART_MAX) & 0xff);
}

/**
 * Reads a TPDU. `toCard` says where its data go, as far as that is known; otherwise the instruction
 * decides. APDUs with their answers, as some tools write them, are accepted.
 */
export function parseTpdu(source: Bytes, toCard?: boolean): Exchange | WireError {
  const { length } = source;
  const least = HEADER_LENGTH + SW_LENGTH;
  if (length < least)
    return fail(NAME, length, { expected: `at least ${least} bytes`, got: length });
  const sw = source.subarray(-SW_LENGTH);
  const p3 = source[HEADER_LENGTH]!;
  const body = source.subarray(HEADER_LENGTH + 1, -SW_LENGTH);
  if (length === least || (p3 === 0 && body.length === 0))
    return { command: source.subarray(0, HEADER_LENGTH), answer: sw };
  const cut = commandDataLength(source, { body, toCard });
  if (cut === 0) {
    const command = source.subarray(0, HEADER_LENGTH + 1);
    return { command, answer: concat(body, sw) };
  }
  const end = HEADER_LENGTH + 1 + cut;
  return { command: source.subarray(0, end), answer: source.subarray(end) };
}

/** How many bytes of the body are the command's, length fields of the extended form included. */
function commandDataLength(
  source: Bytes,
  { body, toCard }: { readonly body: Bytes; readonly toCard: boolean | undefined },
): number {
  const [, ins = 0, p1 = 0, , p3 = 0] = source;
  if (toCard === false || body.length === 0) return 0;
  if (p3 === 0) {
    const extended = 2 + ((body[0]! << 8) | body[1]!);
    const isExtended = toCard === true || body.length !== PART_MAX;
    return isExtended && extended > 2 && extended <= body.length ? extended : 0;
  }
  if (body.length < p3) return 0;
  if (toCard === true) return p3;
  const isOutgoing = OUTGOING.has(ins) || (ins === INS.STATUS && p1 <= 2);
  if (body.length === p3) return isOutgoing ? 0 : p3;
  // A command with its data, Le where it is there, and the data of the answer.
  return body[p3] === 0 ? p3 + 1 : p3;
}

/** Exchanges as a client sends them: without what T=0 alone needs to fetch an answer. */
export function mergeTpdus(exchanges: readonly Exchange[]): readonly Exchange[] {
  const merged: Exchange[] = [];
  for (const next of exchanges) {
    const last = merged.at(-1);
    const joined = last === undefined ? undefined : joinedTpdus(last, next);
    if (joined === undefined) merged.push(next);
    else merged[merged.length - 1] = joined;
  }
  return merged;
}

function joinedTpdus(last: Exchange, next: Exchange): Exchange | undefined {
  const sw1 = last.answer.at(-2);
  if (sw1 === MORE && next.command[1] === INS.GET_RESPONSE && next.command.length === 5) {
    const parsed = parseCommandApdu(last.command);
    if (isWireError(parsed)) return undefined;
    const le = parsed.le !== undefined ? EMPTY : parsed.extended ? bytes(0, 0) : bytes(0);
    const answer = concat(last.answer.subarray(0, -SW_LENGTH), next.answer);
    return { command: concat(last.command, le), answer };
  }
  const isAgain =
    last.command.length <= 5 &&
    next.command.length === 5 &&
    last.command.subarray(0, 4).every((byte, at) => byte === next.command[at]);
  return sw1 === WRONG_LENGTH && isAgain ? next : undefined;
}
