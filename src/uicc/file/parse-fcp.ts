/** File control parameters as CREATE FILE brings them. [TS102222 §6.3.2.2] */
import { type Bytes, EMPTY, isWireError, readBigEndian } from '../../base/index.ts';
import { emitTlv, findTlv, parseTlvs, type Tlv } from '../../wire/index.ts';
import { TAG_COMPACT, TAG_EXPANDED, TAG_REFERENCED } from './access-rule.ts';
import { FCP_TAG, PROPRIETARY_TAG } from './fcp.ts';
import { parseFileDescriptor } from './file-descriptor.ts';
import {
  type FileAttributes,
  type FileKind,
  isRecordFile,
  LIFE_CYCLE,
  PLAIN_FILE,
  recordCount,
} from './file-entry.ts';
import { TAG_FILLING_PATTERN, TAG_REPEAT_PATTERN } from './fill.ts';

export const RECORD_COUNT_MAX = 254;
export const RECORD_LENGTH_MAX = 255;
/** Longest content of one file. */
export const FILE_LENGTH_MAX = 0xffff;
const OBJECT_MAX = 255;

const SFI_MAX = 30;
/** Identifiers with a meaning of their own. [TS102221 §8.3] */
const RESERVED_FIDS: readonly number[] = [0x3f00, 0x3fff, 0x7fff, 0xffff];
/** Creation, initialization, and the operational states. */
const LIFE_CYCLES: readonly number[] = [0x01, 0x03, LIFE_CYCLE.DEACTIVATED, LIFE_CYCLE.ACTIVATED];

/** What is wrong with the parameters, in words. */
export interface BadParameters {
  readonly why: string;
}

export function isBad(parsed: object): parsed is BadParameters {
  return 'why' in parsed;
}

function bad(why: string): BadParameters {
  return { why };
}

/** The objects inside the template 62. */
export function templateObjects(data: Bytes): readonly Tlv[] | BadParameters {
  const whole = parseTlvs(data);
  if (isWireError(whole) || whole.length !== 1 || whole[0]!.tag !== FCP_TAG.TEMPLATE) {
    return bad('the data are no template 62');
  }
  const objects = parseTlvs(whole[0]!.value);
  if (isWireError(objects)) return bad('the template 62 is broken');
  const tags = new Set(objects.map(({ tag }) => tag));
  if (tags.size < objects.length) return bad('an object comes twice');
  return objects.every(({ value }) => value.length <= OBJECT_MAX)
    ? objects
    : bad('an object is too long');
}

/** The objects inside the proprietary information. */
export function proprietaryObjects(objects: readonly Tlv[]): readonly Tlv[] | BadParameters {
  const inside = parseTlvs(findTlv(objects, FCP_TAG.PROPRIETARY) ?? EMPTY);
  return isWireError(inside) ? bad('the proprietary information is broken') : inside;
}

export function parseFcp(data: Bytes): FileAttributes | BadParameters {
  const objects = templateObjects(data);
  if (isBad(objects)) return objects;
  const proprietary = proprietaryObjects(objects);
  if (isBad(proprietary)) return proprietary;
  const shape = parseDescriptor(findTlv(objects, FCP_TAG.DESCRIPTOR));
  if (isBad(shape)) return shape;
  const identity = parseIdentity(objects, shape.kind);
  if (isBad(identity)) return identity;
  const size = parseSize(objects, proprietary, shape);
  if (isBad(size)) return size;
  const rules = objects.find(({ tag }) =>
    [TAG_COMPACT, TAG_REFERENCED, TAG_EXPANDED].includes(tag),
  );
  if (rules === undefined) return bad('there is no access rule');
  const pattern = proprietary.find(({ tag }) =>
    [TAG_FILLING_PATTERN, TAG_REPEAT_PATTERN].includes(tag),
  );
  return {
    ...PLAIN_FILE,
    ...shape,
    ...identity,
    ...size,
    rules: emitTlv(rules.tag, rules.value),
    special: findTlv(proprietary, PROPRIETARY_TAG.SPECIAL)?.[0] ?? 0,
    pattern: pattern === undefined ? EMPTY : emitTlv(pattern.tag, pattern.value),
    keys: keyReferences(findTlv(objects, FCP_TAG.PIN_STATUS)),
  };
}

type Shape = Pick<FileAttributes, 'kind' | 'shareable' | 'internal' | 'recordLength'>;

/** [TS102221 §11.1.1.4.3] */
function parseDescriptor(value: Bytes | undefined): Shape | BadParameters {
  const byte = value?.[0];
  if (value === undefined || byte === undefined) return bad('there is no file descriptor');
  const shape = parseFileDescriptor(byte);
  if (shape === undefined) return bad('the file descriptor has an unknown structure');
  const hasRecords = isRecordFile(shape);
  const recordLength = value.length < 4 ? 0 : readBigEndian(value.subarray(2, 4));
  const fits = recordLength >= 1 && recordLength <= RECORD_LENGTH_MAX;
  if (hasRecords && !fits) return bad('a record has 1 to 255 bytes');
  return { ...shape, recordLength: hasRecords ? recordLength : 0 };
}

type Identity = Pick<FileAttributes, 'fid' | 'sfi' | 'lifeCycle' | 'name'>;

function parseIdentity(objects: readonly Tlv[], kind: FileKind): Identity | BadParameters {
  const value = findTlv(objects, FCP_TAG.IDENTIFIER);
  if (value?.length !== 2) return bad('there is no file identifier of two bytes');
  const fid = readBigEndian(value);
  if (RESERVED_FIDS.includes(fid)) return bad('the file identifier is reserved');
  const lifeCycle = findTlv(objects, FCP_TAG.LIFE_CYCLE)?.[0] ?? LIFE_CYCLE.ACTIVATED;
  if (!LIFE_CYCLES.includes(lifeCycle)) return bad('no file begins in this life cycle state');
  const name = findTlv(objects, FCP_TAG.NAME) ?? EMPTY;
  const isNamed = name.length >= 5 && name.length <= 16 && kind === 'df';
  if (name.length > 0 && !isNamed) return bad('a DF name has 5 to 16 bytes, and a DF has it');
  const sfi = parseSfi(findTlv(objects, FCP_TAG.SFI), fid);
  if (sfi === undefined) return bad('a short file identifier is 1 to 30');
  return { fid, sfi: kind === 'df' ? 0 : sfi, lifeCycle, name: Uint8Array.from(name) };
}

/** Without the object, the low bits of the file identifier; an empty one means none. */
function parseSfi(value: Bytes | undefined, fid: number): number | undefined {
  if (value === undefined) return (fid & 0x1f) <= SFI_MAX ? fid & 0x1f : 0;
  if (value.length === 0) return 0;
  const sfi = value[0]! >> 3;
  return value.length === 1 && (value[0]! & 7) === 0 && sfi >= 1 && sfi <= SFI_MAX
    ? sfi
    : undefined;
}

/** [TS102222 §6.3.2.2.2] */
function parseSize(
  objects: readonly Tlv[],
  proprietary: readonly Tlv[],
  shape: Shape,
): Pick<FileAttributes, 'length' | 'sizeMax'> | BadParameters {
  if (shape.kind === 'df') return { length: 0, sizeMax: 0 };
  const size = findTlv(objects, FCP_TAG.SIZE);
  if (shape.kind === 'ber-tlv') {
    const reserved = findTlv(proprietary, PROPRIETARY_TAG.RESERVED_SIZE) ?? size ?? EMPTY;
    const most = findTlv(proprietary, PROPRIETARY_TAG.MAXIMUM_SIZE) ?? EMPTY;
    const [length, sizeMax] = [readSize(reserved), readSize(most)];
    if (length === undefined || sizeMax === undefined) return bad('a file size is too large');
    return sizeMax > 0 && length > sizeMax
      ? bad('more is reserved than allowed')
      : { length, sizeMax };
  }
  const length = size === undefined ? undefined : readSize(size);
  if (length === undefined) return bad('the file size is missing or too large');
  const why = recordsConflict(shape.recordLength, length);
  return why === undefined ? { length, sizeMax: 0 } : bad(why);
}

/** Why records of one length do not make up this size. */
export function recordsConflict(recordLength: number, length: number): string | undefined {
  if (recordLength === 0) return length === 0 ? 'an EF has at least one byte' : undefined;
  const count = recordCount({ length, recordLength });
  if (length % recordLength !== 0) return 'the file size is no multiple of the record length';
  return count >= 1 && count <= RECORD_COUNT_MAX ? undefined : 'an EF has 1 to 254 records';
}

export function readSize(value: Bytes): number | undefined {
  const size = value.length > 4 ? Infinity : readBigEndian(value);
  return size <= FILE_LENGTH_MAX ? size : undefined;
}

/** Of a PIN status template. [TS102221 §9.5.2] */
function keyReferences(value: Bytes | undefined): Bytes {
  const objects = parseTlvs(value ?? EMPTY);
  if (isWireError(objects)) return EMPTY;
  const keys = objects.filter(({ tag, value: key }) => tag === 0x83 && key.length === 1);
  return Uint8Array.from(keys.map((one) => one.value[0]!));
}
