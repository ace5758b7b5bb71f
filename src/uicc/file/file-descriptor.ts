/** The file descriptor byte: structure, and whether it is shareable. [TS102221 §11.1.1.4.3] */
import { FILE_KINDS, type FileAttributes, type FileKind } from './file-entry.ts';

/** The data coding byte behind it. */
export const DATA_CODING = 0x21;

const SHAREABLE = 0x40;
const INTERNAL = 0x08;
const STRUCTURE: Readonly<Record<FileKind, number>> = {
  df: 0x38,
  transparent: 0x01,
  'linear-fixed': 0x02,
  cyclic: 0x06,
  'ber-tlv': 0x39,
};

export type FileShape = Pick<FileAttributes, 'kind' | 'shareable' | 'internal'>;

export function emitFileDescriptor({ kind, shareable, internal }: FileShape): number {
  return STRUCTURE[kind] | (shareable ? SHAREABLE : 0) | (internal ? INTERNAL : 0);
}

/** `undefined` for a structure that is none of these. */
export function parseFileDescriptor(byte: number): FileShape | undefined {
  const plain = byte & ~SHAREABLE;
  const kind = FILE_KINDS.find(
    (one) =>
      plain === STRUCTURE[one] || (hasInternal(one) && plain === (STRUCTURE[one] | INTERNAL)),
  );
  if (kind === undefined) return undefined;
  const internal = hasInternal(kind) && (byte & INTERNAL) !== 0;
  return { kind, shareable: (byte & SHAREABLE) !== 0, internal };
}

function hasInternal(kind: FileKind): boolean {
  return kind !== 'df' && kind !== 'ber-tlv';
}
