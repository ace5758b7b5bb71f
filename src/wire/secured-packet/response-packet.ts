/** Response packet, the proof of receipt: RPL, RHL, TAR, then the body. [TS102225 §5.2] */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  fail,
  readBigEndian,
  type WireError,
} from '../../base/index.ts';
import { bodyHead, emitBody, type PacketBody, parseBody } from './packet-body.ts';

/** Response status codes. [TS102225 §5.2 table 5] */
export const RESPONSE_STATUS = {
  ok: 0x00,
  integrityFailed: 0x01,
  counterLow: 0x02,
  counterHigh: 0x03,
  counterBlocked: 0x04,
  cipheringError: 0x05,
  unidentifiedSecurityError: 0x06,
  insufficientMemory: 0x07,
  moreTimeNeeded: 0x08,
  tarUnknown: 0x09,
  insufficientSecurityLevel: 0x0a,
  responseInSubmit: 0x0b,
  responseInUssd: 0x0c,
} as const;

export interface ResponsePacketHeader {
  readonly tar: Bytes;
  readonly integrityLength: number;
}

export interface ResponsePacket extends ResponsePacketHeader {
  /** The body, ciphered where the command's SPI says so. */
  readonly secured: Bytes;
}

export interface ResponseBody extends PacketBody {
  readonly status: number;
}

const CODEC = 'response packet';
const RPL_LENGTH = 2;
/** RPL, RHL, TAR. */
const CLEAR_LENGTH = 6;
/** From TAR to the status. */
const RHL_MIN = 10;

export function parseResponsePacket(source: Bytes): ResponsePacket | WireError {
  if (source.length < CLEAR_LENGTH)
    return fail(CODEC, source.length, { expected: `${CLEAR_LENGTH} bytes`, got: source.length });
  const length = readBigEndian(source.subarray(0, RPL_LENGTH));
  if (length !== source.length - RPL_LENGTH)
    return fail(CODEC, 0, { expected: `RPL ${source.length - RPL_LENGTH}`, got: length });
  const integrityLength = source[2]! - RHL_MIN;
  if (integrityLength < 0)
    return fail(CODEC, 2, { expected: `RHL of at least ${RHL_MIN}`, got: source[2]! });
  const secured = source.subarray(CLEAR_LENGTH);
  if (secured.length < RHL_MIN - 3 + integrityLength)
    return fail(CODEC, source.length, { expected: 'a whole header', got: secured.length });
  return { tar: source.subarray(3, 6), integrityLength, secured };
}

export function emitResponsePacket({ secured, ...header }: ResponsePacket): Bytes {
  return concat(clearPart(header, secured.length), secured);
}

/** The body of a response, deciphered. */
export function parseResponseBody(
  { integrityLength }: ResponsePacketHeader,
  plain: Bytes,
): ResponseBody | WireError {
  return parseBody(CODEC, plain, { status: true, integrityLength }) as ResponseBody | WireError;
}

export function emitResponseBody(body: ResponseBody): Bytes {
  return emitBody(body);
}

/**
 * What the checksum is computed over: the transport's identifier of a response, which for a short
 * message is its user data header, and the whole packet without the checksum. [TS102225 §5.2]
 */
export function responseIntegrityInput(
  transport: Bytes,
  header: ResponsePacketHeader,
  body: Omit<ResponseBody, 'integrity'>,
): Bytes {
  const { padding, data } = body;
  const head = bodyHead(body);
  const length = head.length + header.integrityLength + data.length + padding;
  return concat(transport, clearPart(header, length), head, data, new Uint8Array(padding));
}

function clearPart({ tar, integrityLength }: ResponsePacketHeader, securedLength: number): Bytes {
  const length = CLEAR_LENGTH - RPL_LENGTH + securedLength;
  return concat(bigEndian(length, RPL_LENGTH), bytes(RHL_MIN + integrityLength), tar);
}
