/**
 * Command and response APDUs. Pure codec: which case a command is, never what it means.
 * [ISO7816-3 §12.1] [ISO7816-4 §5.4]
 */
import {
  type Bytes,
  bigEndian,
  bytes,
  concat,
  EMPTY,
  fail,
  type WireError,
} from '../base/index.ts';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Bytes;
  /** Expected length: absent, or 1 to 256 (short), or 1 to 65,536 (extended). */
  readonly le: number | undefined;
  /** Whether the length fields were (or are to be) extended ones. */
  readonly extended: boolean;
}

export interface ResponseApdu {
  readonly data: Bytes;
  readonly sw: number;
}

const NAME = 'command APDU';

/** Reads any of the seven cases 1, 2S, 3S, 4S, 2E, 3E, 4E. [ISO7816-3 §12.1.3] */
export function parseCommandApdu(apdu: Bytes): CommandApdu | WireError {
  const length = apdu.length;
  if (length < 4) return fail(NAME, length, { expected: 'a header of 4 bytes', got: length });
  if (length === 4) return command(apdu, { data: EMPTY, le: undefined, extended: false });
  const first = apdu[4]!;
  if (length === 5) return command(apdu, { data: EMPTY, le: first || 256, extended: false });
  if (first !== 0) return parseShortBody(apdu);
  if (length < 7)
    return fail(NAME, 4, { expected: 'an extended length of 3 bytes', got: length - 4 });
  const long = (apdu[5]! << 8) | apdu[6]!;
  if (length === 7) return command(apdu, { data: EMPTY, le: long || 65_536, extended: true });
  if (long === 0) return fail(NAME, 5, { expected: 'an extended Lc above 0', got: 0 });
  const rest = length - 7 - long;
  if (rest === 0) return command(apdu, { data: apdu.subarray(7), le: undefined, extended: true });
  if (rest !== 2) return fail(NAME, 7, { expected: `${long} bytes and Le`, got: length - 7 });
  const le = (apdu[length - 2]! << 8) | apdu[length - 1]! || 65_536;
  return command(apdu, { data: apdu.subarray(7, 7 + long), le, extended: true });
}

/** Copies the data: of so few bytes that costs less than a view. */
function parseShortBody(apdu: Bytes): CommandApdu | WireError {
  const lc = apdu[4]!;
  const rest = apdu.length - 5 - lc;
  if (rest === 0) return command(apdu, { data: apdu.slice(5), le: undefined, extended: false });
  if (rest !== 1) return fail(NAME, 5, { expected: `${lc} bytes and Le`, got: apdu.length - 5 });
  return command(apdu, {
    data: apdu.slice(5, 5 + lc),
    le: apdu[apdu.length - 1]! || 256,
    extended: false,
  });
}

function command(
  header: Bytes,
  { data, le, extended }: Pick<CommandApdu, 'data' | 'le' | 'extended'>,
): CommandApdu {
  return { cla: header[0]!, ins: header[1]!, p1: header[2]!, p2: header[3]!, data, le, extended };
}

/** Writes a command; lengths above the short form, or `extended`, make it an extended one. */
export function emitCommandApdu(
  command: Omit<CommandApdu, 'extended' | 'le'> & {
    readonly extended?: boolean;
    readonly le?: number | undefined;
  },
): Bytes {
  const { cla, ins, p1, p2, data, le } = command;
  const header = bytes(cla, ins, p1, p2);
  const extended = command.extended === true || data.length > 255 || (le ?? 0) > 256;
  if (!extended) {
    const body = data.length > 0 ? concat(bytes(data.length), data) : EMPTY;
    return concat(header, body, le === undefined ? EMPTY : bytes(le & 0xff));
  }
  if (data.length === 0 && le === undefined) return header;
  const lengthField = data.length > 0 ? bigEndian(data.length, 2) : EMPTY;
  const leField = le === undefined ? EMPTY : bigEndian(le & 0xffff, 2);
  return concat(header, bytes(0), lengthField, data, leField);
}

export function parseResponseApdu(apdu: Bytes): ResponseApdu | WireError {
  const length = apdu.length;
  if (length < 2) return fail('response APDU', length, { expected: 'SW1 SW2', got: length });
  const sw = (apdu[length - 2]! << 8) | apdu[length - 1]!;
  return { data: apdu.subarray(0, length - 2), sw };
}

export function emitResponseApdu(response: ResponseApdu): Bytes {
  const out = new Uint8Array(response.data.length + 2);
  out.set(response.data, 0);
  out[out.length - 2] = response.sw >> 8;
  out[out.length - 1] = response.sw & 0xff;
  return out;
}

/** What a class byte says. [ISO7816-4 §5.4.1] [GPCS §11.1.4] */
export interface ClassByte {
  /** Logical channel, 0 to 19. */
  readonly channel: number;
  /**
   * The class without its channel, in its first form: 00 04 08 0C or 80 84 88 8C. A proprietary
   * class keeps bits 5 and 6, whose meaning is its owner's: 90 to 9C, A0 to BC.
   */
  readonly base: number;
  /** Bit 5, which chains inter-industry commands. */
  readonly chained: boolean;
  readonly proprietary: boolean;
}

/** Reads a class byte; 20-3F are reserved, and FF is no class. */
export function parseClassByte(cla: number): ClassByte | WireError {
  const proprietary = (cla & 0x80) !== 0;
  if (cla === 0xff || (cla & 0xe0) === 0x20) {
    return fail('class byte', 0, { expected: 'a class of ISO 7816-4', got: cla });
  }
  if ((cla & 0x40) === 0) {
    const base = proprietary ? cla & 0xbc : cla & 0x0c;
    return { channel: cla & 3, base, chained: (cla & 0x10) !== 0, proprietary };
  }
  const secure = (cla & 0x20) !== 0 ? 0x04 : 0;
  const base = (cla & 0x80) | secure | (proprietary ? cla & 0x10 : 0);
  return { channel: 4 + (cla & 15), base, chained: (cla & 0x10) !== 0, proprietary };
}

/** Puts a channel into a class of the first form (00 04 08 0C 80 84 88 8C, or with bit 5 set). */
export function classWithChannel(cla: number, channel: number): number {
  if (channel < 4) return (cla & ~0x03) | channel;
  const secure = (cla & 0x0c) !== 0 ? 0x20 : 0;
  return (cla & 0x80) | 0x40 | secure | (cla & 0x10) | (channel - 4);
}
