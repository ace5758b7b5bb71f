/** What is known of one file besides its content. [TS102221 §8.1] [TS102221 §8.2] */
import { type Bytes, EMPTY } from '../../base/index.ts';

/** DFs (MF and ADFs among them) and the structures of EFs. [TS102221 §8.2.2] */
export const FILE_KINDS = ['df', 'transparent', 'linear-fixed', 'cyclic', 'ber-tlv'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Life cycle status integers. [TS102221 §11.1.1.4.9] */
export const LIFE_CYCLE = {
  INITIALIZATION: 0x03,
  DEACTIVATED: 0x04,
  ACTIVATED: 0x05,
  TERMINATED: 0x0c,
} as const;

/** Bits of the special file information. [TS102222 §6.3.2.2.2] */
export const SPECIAL = {
  HIGH_UPDATE_ACTIVITY: 0x80,
  /** Reading and updating are possible while the EF is deactivated. */
  USABLE_WHEN_DEACTIVATED: 0x40,
} as const;

/** A place of a file: its volume's number, and its own in it. */
export interface FilePlace {
  readonly volume: number;
  readonly id: number;
}

/** What a file is created with. */
export interface FileAttributes {
  /** File identifier. [TS102221 §8.3] */
  readonly fid: number;
  readonly kind: FileKind;
  readonly shareable: boolean;
  /** Of an EF that the UICC interprets itself. */
  readonly internal: boolean;
  /** Short file identifier, 1 to 30; 0 for none. */
  readonly sfi: number;
  readonly lifeCycle: number;
  /** DF name of an ADF, or of another DF that has one. */
  readonly name: Bytes;
  /** The object 8B, 8C or AB. [TS102221 §9.2.3] */
  readonly rules: Bytes;
  /** Special file information. */
  readonly special: number;
  /** The object C1 or C2 with which content is filled, or nothing. [TS102222 §6.3.2.2.2] */
  readonly pattern: Bytes;
  /** Key references of the PIN status template of a DF. [TS102221 §9.5.2] */
  readonly keys: Bytes;
  /** Of linear fixed and cyclic EFs. */
  readonly recordLength: number;
  /** Bytes of content; of a BER-TLV EF, what is reserved for it. */
  readonly length: number;
  /** Of a BER-TLV EF: most bytes of its objects. [TS102221 §11.1.1.4.6.7] */
  readonly sizeMax: number;
  /** Another file whose content this one shows. */
  readonly link: FilePlace | undefined;
}

export interface FileEntry extends FileAttributes {
  /** Its number in its volume, never given again; the volume's own DF has 0. */
  readonly id: number;
  /** The number of its DF; of the volume's own DF, its own. */
  readonly parent: number;
  /** Where its content begins in the volume's region. */
  readonly offset: number;
}

export const ROOT_ID = 0;

/**
 * A file with its place. Field by field: a profile has hundreds, and an object that is spread costs
 * several times as much.
 */
export function fileEntry(
  one: FileAttributes,
  { id, parent, offset }: Pick<FileEntry, 'id' | 'parent' | 'offset'>,
  texts: { of(text: Bytes): Bytes } = { of: (text) => text },
): FileEntry {
  return {
    fid: one.fid,
    kind: one.kind,
    shareable: one.shareable,
    internal: one.internal,
    sfi: one.sfi,
    lifeCycle: one.lifeCycle,
    name: texts.of(one.name),
    rules: texts.of(one.rules),
    special: one.special,
    pattern: texts.of(one.pattern),
    keys: texts.of(one.keys),
    recordLength: one.recordLength,
    length: one.length,
    sizeMax: one.sizeMax,
    link: one.link,
    id,
    parent,
    offset,
  };
}

/** A file of no special properties; callers replace what differs. */
export const PLAIN_FILE: FileAttributes = {
  fid: 0,
  kind: 'transparent',
  shareable: true,
  internal: false,
  sfi: 0,
  lifeCycle: LIFE_CYCLE.ACTIVATED,
  name: EMPTY,
  rules: EMPTY,
  special: 0,
  pattern: EMPTY,
  keys: EMPTY,
  recordLength: 0,
  length: 0,
  sizeMax: 0,
  link: undefined,
};

export function isRecordFile({ kind }: Pick<FileEntry, 'kind'>): boolean {
  return kind === 'linear-fixed' || kind === 'cyclic';
}

export function recordCount({
  length,
  recordLength,
}: Pick<FileEntry, 'length' | 'recordLength'>): number {
  return recordLength === 0 ? 0 : Math.floor(length / recordLength);
}

/** Operational states of ISO 7816-4: bits 2 and 4 are of no matter. */
export function isActivated({ lifeCycle }: Pick<FileEntry, 'lifeCycle'>): boolean {
  return (lifeCycle & 0x05) === 0x05 && lifeCycle < 0x0c;
}

export function isDeactivated({ lifeCycle }: Pick<FileEntry, 'lifeCycle'>): boolean {
  return (lifeCycle & 0x05) === 0x04 && lifeCycle < 0x0c;
}

export function isTerminated({ lifeCycle }: Pick<FileEntry, 'lifeCycle'>): boolean {
  return lifeCycle >= 0x0c;
}
