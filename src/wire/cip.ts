/**
 * The communication interface parameters that a T=1' secure element hands out instead of an ATR.
 * [GPSPI §5.2.1]
 */
import {
  type Bytes,
  bigEndian,
  bytes,
  concat,
  fail,
  isWireError,
  readBigEndian,
  type WireError,
} from '../base/index.ts';

/** Timing and size of the physical layer on SPI. [GPSPI §5.2.2] */
export interface SpiParameters {
  readonly configuration: number;
  /** Power wake-up time in milliseconds, 1 byte. */
  readonly wakeUpMs: number;
  /** Highest clock frequency in kHz, 2 bytes. */
  readonly clockKhz: number;
  /** Power-saving timeout in milliseconds, 1 byte. */
  readonly powerSavingMs: number;
  /** Shortest polling time in units of 100 microseconds, 1 byte. */
  readonly pollingTime: number;
  /** Guard time between two accesses, 2 bytes. */
  readonly guardTime: number;
  /** Largest access in bytes, 2 bytes. */
  readonly accessLength: number;
  /** Wake-up time, 2 bytes. */
  readonly wakeUpTime: number;
}

export interface Cip {
  readonly version: number;
  /** Issuer identification: 3 or 4 bytes. */
  readonly issuer: Bytes;
  readonly physical:
    | { readonly layer: 'spi'; readonly spi: SpiParameters }
    | { readonly layer: 'i2c' | 'other'; readonly id: number; readonly parameters: Bytes };
  /** Block waiting time in milliseconds, 2 bytes. */
  readonly bwtMs: number;
  /** The card's information field size, 1 to 4,089. */
  readonly ifsc: number;
  /** As in an ATR. */
  readonly historical: Bytes;
}

const NAME = 'CIP record';
const LAYER_SPI = 1;
const LAYER_I2C = 2;
const SPI_LENGTH = 12;
const DATA_LINK_LENGTH = 4;

/** A field with a length byte before it. */
function field(
  source: Bytes,
  at: number,
  what: { readonly name: string; readonly min: number; readonly max: number },
): Bytes | WireError {
  const length = source[at];
  if (length === undefined || length < what.min || length > what.max) {
    const expected = `a length of ${what.min} to ${what.max} for ${what.name}`;
    return fail(NAME, at, { expected, got: length ?? 'the end' });
  }
  if (at + 1 + length > source.length) {
    const got = source.length - at - 1;
    return fail(NAME, at + 1, { expected: `${length} bytes of ${what.name}`, got });
  }
  return source.subarray(at + 1, at + 1 + length);
}

export function parseCip(record: Bytes): Cip | WireError {
  const version = record[0];
  if (version === undefined) return fail(NAME, 0, { expected: 'a version', got: 'the end' });
  const issuer = field(record, 1, { name: 'the issuer', min: 0, max: 16 });
  if (isWireError(issuer)) return issuer;
  let at = 2 + issuer.length;
  const id = record[at];
  if (id === undefined) return fail(NAME, at, { expected: 'a physical layer', got: 'the end' });
  at++;
  const least = id === LAYER_SPI ? SPI_LENGTH : 0;
  const parameters = field(record, at, { name: 'the physical layer', min: least, max: 255 });
  if (isWireError(parameters)) return parameters;
  at += 1 + parameters.length;
  const dataLink = field(record, at, { name: 'the data link', min: DATA_LINK_LENGTH, max: 255 });
  if (isWireError(dataLink)) return dataLink;
  const ifsc = readBigEndian(dataLink.subarray(2, 4));
  if (ifsc < 1 || ifsc > 4_089) {
    return fail(NAME, at + 3, { expected: 'an IFSC of 1 to 4089', got: ifsc });
  }
  at += 1 + dataLink.length;
  const historical = field(record, at, { name: 'historical bytes', min: 0, max: 255 });
  if (isWireError(historical)) return historical;
  at += 1 + historical.length;
  if (at !== record.length) return fail(NAME, at, { expected: 'the end', got: record.length - at });
  const bwtMs = readBigEndian(dataLink.subarray(0, 2));
  const physical = readPhysical(id, parameters);
  return { version, issuer, physical, bwtMs, ifsc, historical };
}

function readPhysical(id: number, from: Bytes): Cip['physical'] {
  if (id !== LAYER_SPI) {
    return { layer: id === LAYER_I2C ? 'i2c' : 'other', id, parameters: from };
  }
  const spi: SpiParameters = {
    configuration: from[0]!,
    wakeUpMs: from[1]!,
    clockKhz: readBigEndian(from.subarray(2, 4)),
    powerSavingMs: from[4]!,
    pollingTime: from[5]!,
    guardTime: readBigEndian(from.subarray(6, 8)),
    accessLength: readBigEndian(from.subarray(8, 10)),
    wakeUpTime: readBigEndian(from.subarray(10, 12)),
  };
  return { layer: 'spi', spi };
}

export function emitCip(cip: Cip): Bytes {
  const { physical } = cip;
  const id = physical.layer === 'spi' ? LAYER_SPI : physical.id;
  const parameters = physical.layer === 'spi' ? emitSpi(physical.spi) : physical.parameters;
  return concat(
    bytes(cip.version, cip.issuer.length),
    cip.issuer,
    bytes(id, parameters.length),
    parameters,
    bytes(DATA_LINK_LENGTH),
    bigEndian(cip.bwtMs, 2),
    bigEndian(cip.ifsc, 2),
    bytes(cip.historical.length),
    cip.historical,
  );
}

function emitSpi(spi: SpiParameters): Bytes {
  return concat(
    bytes(spi.configuration, spi.wakeUpMs),
    bigEndian(spi.clockKhz, 2),
    bytes(spi.powerSavingMs, spi.pollingTime),
    bigEndian(spi.guardTime, 2),
    bigEndian(spi.accessLength, 2),
    bigEndian(spi.wakeUpTime, 2),
  );
}
