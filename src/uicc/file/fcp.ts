/** What SELECT and STATUS return: the file control parameters. [TS102221 §11.1.1.3] */
import { bigEndian, type Bytes, bytes, concat, EMPTY, hex } from '../../base/index.ts';
import { emitTlv } from '../../wire/index.ts';
import { DATA_CODING, emitFileDescriptor } from './file-descriptor.ts';
import { type FileEntry, isRecordFile, recordCount, ROOT_ID } from './file-entry.ts';
import { type FileRef, MF_VOLUME } from './file-system.ts';

export const FCP_TAG = {
  TEMPLATE: 0x62,
  SIZE: 0x80,
  TOTAL_SIZE: 0x81,
  DESCRIPTOR: 0x82,
  IDENTIFIER: 0x83,
  NAME: 0x84,
  SFI: 0x88,
  LIFE_CYCLE: 0x8a,
  PROPRIETARY: 0xa5,
  PIN_STATUS: 0xc6,
} as const;

/** Objects of the proprietary information. [TS102221 §11.1.1.4.6] */
export const PROPRIETARY_TAG = {
  UICC_CHARACTERISTICS: 0x80,
  AVAILABLE_MEMORY: 0x83,
  FILE_DETAILS: 0x84,
  RESERVED_SIZE: 0x85,
  MAXIMUM_SIZE: 0x86,
  SUPPORTED_COMMANDS: 0x87,
  SPECIAL: 0xc0,
} as const;

/** The clock may be stopped at either level; 3 V and 1.8 V are supported. */
const UICC_CHARACTERISTICS = 0x71;
/** Whether TERMINAL CAPABILITY is supported. */
const SUPPORTED_COMMANDS = 0x01;
/** BER-TLV objects are coded in BER. */
const FILE_DETAILS = 0x00;

const PIN_STATUS_TAG = { enabled: 0x90, usage: 0x95, reference: 0x83 } as const;
/** User authentication with this PIN is used. */
const USAGE_USER = 0x08;

/** What FCP say beyond the file itself. */
export interface FcpSurroundings {
  readonly availableMemory: number;
  /** The name that the caller uses, for the DF that is selected by it. */
  readonly calledAs: Bytes | undefined;
  /** References of a PIN status template. */
  readonly keys: Bytes;
  isEnabled(reference: number): boolean;
  /** Whether the universal PIN stands in for a disabled one. */
  readonly usesUniversal: boolean;
}

export function emitFcp(file: FileRef, around: FcpSurroundings): Bytes {
  const { entry } = file;
  return entry.kind === 'df' ? directoryParameters(file, around) : fileParameters(entry);
}

/** [TS102221 §11.1.1.3.1] */
function directoryParameters(file: FileRef, around: FcpSurroundings): Bytes {
  const { entry } = file;
  const name = around.calledAs ?? entry.name;
  return emitTlv(
    FCP_TAG.TEMPLATE,
    descriptor(entry),
    emitTlv(FCP_TAG.IDENTIFIER, bigEndian(entry.fid, 2)),
    name.length === 0 ? EMPTY : emitTlv(FCP_TAG.NAME, name),
    emitTlv(FCP_TAG.PROPRIETARY, directoryDetails(file, around)),
    emitTlv(FCP_TAG.LIFE_CYCLE, bytes(entry.lifeCycle)),
    entry.rules,
    emitTlv(FCP_TAG.PIN_STATUS, pinStatus(around)),
    emitTlv(FCP_TAG.TOTAL_SIZE, sizeBytes(totalSize(file))),
  );
}

function directoryDetails({ volume, entry }: FileRef, around: FcpSurroundings): Bytes {
  const isMf = volume.number === MF_VOLUME && entry.id === ROOT_ID;
  const memory = Math.min(around.availableMemory, 0xffffff);
  return concat(
    emitTlv(PROPRIETARY_TAG.UICC_CHARACTERISTICS, bytes(UICC_CHARACTERISTICS)),
    emitTlv(PROPRIETARY_TAG.AVAILABLE_MEMORY, bigEndian(memory, 3)),
    isMf ? emitTlv(PROPRIETARY_TAG.SUPPORTED_COMMANDS, bytes(SUPPORTED_COMMANDS)) : EMPTY,
  );
}

/** [TS102221 §11.1.1.3.2] */
function fileParameters(entry: FileEntry): Bytes {
  const proprietary = fileDetails(entry);
  return emitTlv(
    FCP_TAG.TEMPLATE,
    descriptor(entry),
    emitTlv(FCP_TAG.IDENTIFIER, bigEndian(entry.fid, 2)),
    proprietary.length === 0 ? EMPTY : emitTlv(FCP_TAG.PROPRIETARY, proprietary),
    emitTlv(FCP_TAG.LIFE_CYCLE, bytes(entry.lifeCycle)),
    entry.rules,
    emitTlv(FCP_TAG.SIZE, sizeBytes(entry.length)),
    emitTlv(FCP_TAG.SFI, entry.sfi === 0 ? EMPTY : bytes(entry.sfi << 3)),
  );
}

function fileDetails({ kind, special, length, sizeMax }: FileEntry): Bytes {
  const info = special === 0 ? EMPTY : emitTlv(PROPRIETARY_TAG.SPECIAL, bytes(special));
  if (kind !== 'ber-tlv') return info;
  return concat(
    emitTlv(PROPRIETARY_TAG.FILE_DETAILS, bytes(FILE_DETAILS)),
    emitTlv(PROPRIETARY_TAG.RESERVED_SIZE, sizeBytes(length)),
    sizeMax === 0 ? EMPTY : emitTlv(PROPRIETARY_TAG.MAXIMUM_SIZE, sizeBytes(sizeMax)),
    info,
  );
}

/** [TS102221 §11.1.1.4.3] */
function descriptor(entry: FileEntry): Bytes {
  const records = isRecordFile(entry)
    ? concat(bigEndian(entry.recordLength, 2), bytes(recordCount(entry)))
    : EMPTY;
  return emitTlv(FCP_TAG.DESCRIPTOR, bytes(emitFileDescriptor(entry), DATA_CODING), records);
}

/** Enabled ones as a bit each, the first in bit 8; then each reference. [TS102221 §9.5.2] */
function pinStatus({ keys, isEnabled, usesUniversal }: FcpSurroundings): Bytes {
  const flags = new Uint8Array(Math.max(1, Math.ceil(keys.length / 8)));
  keys.forEach((reference, at) => {
    if (isEnabled(reference)) flags[at >> 3]! |= 0x80 >> (at & 7);
  });
  const usage = usesUniversal ? USAGE_USER : 0;
  return concat(
    emitTlv(PIN_STATUS_TAG.enabled, flags),
    ...[...keys].map((reference) =>
      concat(
        reference === 0x11 ? emitTlv(PIN_STATUS_TAG.usage, bytes(usage)) : EMPTY,
        emitTlv(PIN_STATUS_TAG.reference, bytes(reference)),
      ),
    ),
  );
}

/** Content of all files in a DF. [TS102221 §11.1.1.4.2] */
function totalSize({ volume, entry }: FileRef): number {
  let size = 0;
  const inside = new Set([entry.id]);
  for (const one of volume.files) {
    if (one.id === ROOT_ID || !inside.has(one.parent)) continue;
    if (one.kind === 'df') inside.add(one.id);
    size += one.length;
  }
  return size;
}

/** Two bytes, or as many as it takes. */
function sizeBytes(size: number): Bytes {
  return bigEndian(size, size > 0xffffff ? 4 : size > 0xffff ? 3 : 2);
}

/** A file identifier for people: 6F07. */
export function fidText(fid: number): string {
  return hex(bigEndian(fid, 2));
}
