/**
 * CAP files of tests/fixtures/applets; the name says by the kit of
 * which edition. A file is a JAR whose entries are stored as they are.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bytes, concat } from '../../../src/base/index.ts';
import { PROJECT_ROOT } from '../../architecture/project.ts';

export const CAP_FILES = [
  'BenchInt_jc211',
  'BenchInt_jc221',
  'BenchInt_jc222',
  'BenchInt_jc304',
  'BenchInt_jc305',
  'BenchInt_jc310',
  'BenchInt_jc320',
  'BenchObj_jc211',
  'BenchObj_jc221',
  'BenchObj_jc222',
  'BenchObj_jc304',
  'BenchObj_jc305',
  'BenchObj_jc310',
  'BenchObj_jc320',
  'BenchShort_jc211',
  'BenchShort_jc221',
  'BenchShort_jc222',
  'BenchShort_jc304',
  'BenchShort_jc305',
  'BenchShort_jc310',
  'BenchShort_jc320',
  'SemProbe_jc222',
  'SemProbe_jc304',
  'CryptoProbe_jc305',
] as const;
/** Applets that show a rule of the runtime environment each; the kit is 3.0.5. */
export const RULE_FILES = ['library', 'server', 'client', 'life', 'multi', 'apdu'] as const;
export type CapName = (typeof CAP_FILES)[number] | `rules/${(typeof RULE_FILES)[number]}`;

/** The order in which components are loaded. */
const LOAD_ORDER = [
  'Header',
  'Directory',
  'Import',
  'Applet',
  'Class',
  'Method',
  'StaticField',
  'Export',
  'ConstantPool',
  'RefLocation',
  'Descriptor',
];

/** Signatures of the end of a JAR's directory and of an entry of it. */
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** The components of a CAP file by their names. */
export function readCapComponents(name: CapName): ReadonlyMap<string, Bytes> {
  const jar = readFileSync(join(PROJECT_ROOT, 'tests', 'fixtures', 'applets', `${name}.cap`));
  const end = jar.length - 22;
  if (jar.readUInt32LE(end) !== END) throw new Error(`${name} ends with a comment`);
  const components = new Map<string, Bytes>();
  for (let at = jar.readUInt32LE(end + 16); jar.readUInt32LE(at) === ENTRY;) {
    const word = (offset: number) => jar.readUInt16LE(at + offset);
    const size = jar.readUInt32LE(at + 20);
    const local = jar.readUInt32LE(at + 42);
    const path = jar.toString('latin1', at + 46, at + 46 + word(28));
    const start = local + 30 + jar.readUInt16LE(local + 26) + jar.readUInt16LE(local + 28);
    const component = /\/(\w+)\.cap$/.exec(path)?.[1];
    if (component !== undefined)
      components.set(component, Uint8Array.from(jar.subarray(start, start + size)));
    at += 46 + word(28) + word(30) + word(32);
  }
  return components;
}

/** The content of its load file. */
export function readCapFile(name: CapName, order: readonly string[] = LOAD_ORDER): Bytes {
  const components = readCapComponents(name);
  return concat(...order.flatMap((one) => components.get(one) ?? []));
}
