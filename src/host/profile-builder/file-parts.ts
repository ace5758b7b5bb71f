/** Files of a package in the words of a builder. */
import { type Bytes, bigEndian } from '../../base/index.ts';
import type { Fcp, FilePart, NamedFile, ProfileFile } from '../../wire/saip/index.ts';

/** The shortest number, as the format requires for sizes. */
function size(value: number): Bytes {
  return bigEndian(value, value > 0xff ? 2 : 1);
}

function content(value: Bytes): FilePart {
  return { kind: 'fillFileContent', value };
}

function parameters(value: Fcp): FilePart {
  return { kind: 'fileDescriptor', value };
}

/** A file whose size the template gives. */
export function filled(name: string, value: Bytes): NamedFile {
  return { name, file: [content(value)] };
}

/** The same, with a short file identifier, which stands in the high bits. [SAIP §8.3.2] */
export function filledWithSfi(name: string, value: Bytes, sfi: number): NamedFile {
  return { name, file: [parameters({ shortEFID: Uint8Array.of(sfi << 3) }), content(value)] };
}

/** As the template has it. */
export function untouched(name: string): NamedFile {
  return { name, file: [] };
}

/** A transparent file of the size of its content. */
export function transparent(name: string, value: Bytes): NamedFile {
  return { name, file: [parameters({ efFileSize: size(value.length) }), content(value)] };
}

/** A transparent file of a size, with what the template fills it with. */
export function sized(name: string, length: number): NamedFile {
  return { name, file: [parameters({ efFileSize: size(length) })] };
}

const LINEAR_FIXED = 0x42;

export interface Records {
  readonly length: number;
  readonly count: number;
  readonly content?: readonly Bytes[];
  /** Fields that differ from the template's. */
  readonly more?: Fcp;
}

export function linear(name: string, records: Records): NamedFile {
  return { name, file: linearParts(records) };
}

/** Records stand where their numbers say; what follows the last one is left as it is. */
function linearParts({ length, count, content: list = [], more = {} }: Records): ProfileFile {
  const fcp: Fcp = {
    fileDescriptor: Uint8Array.of(LINEAR_FIXED, 0x21, 0, length),
    efFileSize: size(length * count),
    ...more,
  };
  const parts: FilePart[] = [parameters(fcp)];
  let gap = 0;
  for (const record of list) {
    if (gap > 0) parts.push({ kind: 'fillFileOffset', value: gap });
    parts.push(content(record));
    gap = length - record.length;
  }
  return parts;
}

/** A DF: the PINs and keys that its PIN status shows. */
export function directory(name: string, keys: Bytes, more: Fcp = {}): NamedFile {
  return { name, file: [parameters({ ...more, pinStatusTemplateDO: keys })] };
}

/** Bytes of one value. */
export function zeros(length: number): Bytes {
  return new Uint8Array(length);
}
