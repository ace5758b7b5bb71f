/** Export files: what a package shows to others, by name and token. [JCVM §5] */
import { type Bytes, fail, fromUtf8, isWireError, type WireError } from '../../base/index.ts';
import { aid } from './header.ts';
import {
  counted,
  type Layout,
  listOf,
  parseLayout,
  struct,
  type StructureReader,
  u1,
  u2,
  u4,
} from './layout.ts';

const CODEC = 'export file';
const MAGIC = 0x00facade;
const TAG = { UTF8: 1, INTEGER: 3, CLASS: 7, PACKAGE: 13 } as const;
/** From here on a list of packages stands before the classes, and a number behind each class. */
const TOKEN_MAP_MINOR = 3;

/** Bits of the access flags of classes. [JCVM §5.7] */
export const EXPORT_ACCESS = {
  STATIC: 0x0008,
  INTERFACE: 0x0200,
  ABSTRACT: 0x0400,
  SHAREABLE: 0x0800,
} as const;

export interface ExportMember {
  readonly token: number;
  readonly access: number;
  readonly name: string;
  /** As Java has it: `([BSB)V`. */
  readonly type: string;
}

export interface ExportClass {
  readonly token: number;
  readonly access: number;
  /** `javacard/framework/AID`, as the names of classes below. */
  readonly name: string;
  /** All that it extends, in the order of the file. */
  readonly supers: readonly string[];
  readonly interfaces: readonly string[];
  readonly fields: readonly ExportMember[];
  readonly methods: readonly ExportMember[];
}

export interface ExportFile {
  readonly name: string;
  readonly aid: Bytes;
  readonly major: number;
  readonly minor: number;
  readonly classes: readonly ExportClass[];
}

type ConstantRow =
  | { readonly tag: typeof TAG.UTF8; readonly text: string }
  | { readonly tag: typeof TAG.INTEGER }
  | { readonly tag: typeof TAG.CLASS; readonly name: number }
  | ({ readonly tag: typeof TAG.PACKAGE } & PackageRow);

interface PackageRow {
  readonly flags: number;
  readonly name: number;
  readonly minor: number;
  readonly major: number;
  readonly aid: Bytes;
}

const packageRow = struct<PackageRow>({ flags: u1, name: u2, minor: u1, major: u1, aid });
const text = counted(u2);

function readConstant(reader: StructureReader): ConstantRow {
  const tag = u1.read(reader);
  if (tag === TAG.UTF8) return { tag, text: fromUtf8(text.read(reader)) };
  if (tag === TAG.CLASS) return { tag, name: u2.read(reader) };
  if (tag === TAG.PACKAGE) return { tag, ...packageRow.read(reader) };
  u4.read(reader);
  if (tag !== TAG.INTEGER) reader.reject('a constant of tag 1, 3, 7 or 13', tag);
  return { tag: TAG.INTEGER };
}

interface MemberRow {
  readonly token: number;
  readonly access: number;
  readonly name: number;
  readonly type: number;
}

const methodRow = struct<MemberRow>({ token: u1, access: u2, name: u2, type: u2 });
const attribute = struct<{ readonly name: number; readonly value: Bytes }>({
  name: u2,
  value: counted(u4, { min: 0, max: 0xffffffff }),
});
const fieldRow = struct<MemberRow & { readonly attributes: readonly unknown[] }>({
  token: u1,
  access: u2,
  name: u2,
  type: u2,
  attributes: listOf(u2, attribute),
});

interface ClassRow {
  readonly token: number;
  readonly access: number;
  readonly name: number;
  readonly supers: readonly number[];
  readonly interfaces: readonly number[];
  readonly fields: readonly MemberRow[];
  readonly methods: readonly MemberRow[];
}

function classRow(formatMinor: number): Layout<ClassRow> {
  const row = struct<ClassRow>({
    token: u1,
    access: u2,
    name: u2,
    supers: listOf(u2, u2),
    interfaces: listOf(u1, u2),
    fields: listOf(u2, fieldRow),
    methods: listOf(u2, methodRow),
  });
  return {
    read(reader) {
      const value = row.read(reader);
      if (formatMinor >= TOKEN_MAP_MINOR) u1.read(reader);
      return value;
    },
    write: row.write,
  };
}

/** Reads an export file; the values of its constants are passed by. */
export function parseExportFile(source: Bytes): ExportFile | WireError {
  const problems: string[] = [];
  const file: Layout<ExportFile> = {
    read: (reader) => readFile(reader, problems),
    write: () => undefined,
  };
  const parsed = parseLayout(CODEC, file, source);
  const [got] = problems;
  if (isWireError(parsed) || got === undefined) return parsed;
  return fail(CODEC, 0, { expected: 'indices of constants of their kinds', got });
}

function readFile(reader: StructureReader, problems: string[]): ExportFile {
  if (u4.read(reader) !== MAGIC) reader.reject('00FACADE', 'another file');
  const formatMinor = u1.read(reader);
  if (u1.read(reader) !== 2) reader.reject('format 2', 'another');
  const rows = listOf(u2, { read: readConstant, write: () => undefined }).read(reader);
  const textAt = (index: number): string => {
    const row = rows[index];
    if (row?.tag === TAG.UTF8) return row.text;
    problems.push(`constant ${index} is no text`);
    return '';
  };
  const classAt = (index: number): string => {
    const row = rows[index];
    if (row?.tag === TAG.CLASS) return textAt(row.name);
    problems.push(`constant ${index} is no class`);
    return '';
  };
  const member = ({ token, access, name, type }: MemberRow): ExportMember => {
    return { token, access, name: textAt(name), type: textAt(type) };
  };
  const own = rows[u2.read(reader)];
  if (formatMinor >= TOKEN_MAP_MINOR) listOf(u1, u2).read(reader);
  const classes = listOf(u1, classRow(formatMinor)).read(reader);
  if (own?.tag !== TAG.PACKAGE) {
    problems.push('the package is none');
    return { name: '', aid: new Uint8Array(0), major: 0, minor: 0, classes: [] };
  }
  return {
    name: textAt(own.name),
    aid: own.aid,
    major: own.major,
    minor: own.minor,
    classes: classes.map(({ token, access, name, supers, interfaces, fields, methods }) => ({
      token,
      access,
      name: classAt(name),
      supers: supers.map(classAt),
      interfaces: interfaces.map(classAt),
      fields: fields.map(member),
      methods: methods.map(member),
    })),
  };
}
