/** Command packet: CPL, CHL, SPI, KIc, KID, TAR, then the body. [TS102225 §5.1] */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  fail,
  isWireError,
  readBigEndian,
  type WireError,
} from '../../base/index.ts';
import { bodyHead, emitBody, type PacketBody, parseBody } from './packet-body.ts';
import { emitSpi, parseSpi, type SecurityParameters } from './security-parameters.ts';

export interface CommandPacketHeader {
  readonly spi: SecurityParameters;
  readonly kic: number;
  readonly kid: number;
  /** Toolkit application reference, three bytes. */
  readonly tar: Bytes;
  /** Of the redundancy check, checksum or signature. */
  readonly integrityLength: number;
}

export interface CommandPacket extends CommandPacketHeader {
  /** The body, ciphered where the SPI says so. */
  readonly secured: Bytes;
}

const CODEC = 'command packet';
const CPL_LENGTH = 2;
/** CPL, CHL, SPI, KIc, KID, TAR. */
const CLEAR_LENGTH = 10;
/** From SPI to PCNTR. */
const CHL_MIN = 13;

export function parseCommandPacket(source: Bytes): CommandPacket | WireError {
  if (source.length < CLEAR_LENGTH)
    return fail(CODEC, source.length, { expected: `${CLEAR_LENGTH} bytes`, got: source.length });
  const length = readBigEndian(source.subarray(0, CPL_LENGTH));
  if (length !== source.length - CPL_LENGTH)
    return fail(CODEC, 0, { expected: `CPL ${source.length - CPL_LENGTH}`, got: length });
  const spi = parseSpi(source.subarray(3, 5));
  if (isWireError(spi)) return { ...spi, offset: spi.offset + 3 };
  const integrityLength = source[2]! - CHL_MIN;
  if (integrityLength < 0 || (integrityLength === 0) !== (spi.integrity === 'none')) {
    const expected = `CHL ${spi.integrity === 'none' ? CHL_MIN : `above ${CHL_MIN}`}`;
    return fail(CODEC, 2, { expected, got: source[2]! });
  }
  const secured = source.subarray(CLEAR_LENGTH);
  if (secured.length < CHL_MIN - 7 + integrityLength)
    return fail(CODEC, source.length, { expected: 'a whole header', got: secured.length });
  const [kic, kid] = [source[5]!, source[6]!];
  return { spi, kic, kid, tar: source.subarray(7, 10), integrityLength, secured };
}

export function emitCommandPacket({ secured, ...header }: CommandPacket): Bytes {
  return concat(clearPart(header, secured.length), secured);
}

/** The body of a command, deciphered. */
export function parseCommandBody(
  { integrityLength }: CommandPacketHeader,
  plain: Bytes,
): PacketBody | WireError {
  return parseBody(CODEC, plain, { status: false, integrityLength });
}

export function emitCommandBody(body: PacketBody): Bytes {
  return emitBody(body);
}

/** What the checksum is computed over: the whole packet without the checksum. */
export function commandIntegrityInput(
  header: CommandPacketHeader,
  body: Omit<PacketBody, 'integrity'>,
): Bytes {
  const { padding, data } = body;
  const head = bodyHead(body);
  const length = head.length + header.integrityLength + data.length + padding;
  return concat(clearPart(header, length), head, data, new Uint8Array(padding));
}

function clearPart(header: CommandPacketHeader, securedLength: number): Bytes {
  const { spi, kic, kid, tar, integrityLength } = header;
  return concat(
    bigEndian(CLEAR_LENGTH - CPL_LENGTH + securedLength, CPL_LENGTH),
    bytes(CHL_MIN + integrityLength),
    emitSpi(spi),
    bytes(kic, kid),
    tar,
  );
}
