/** Methods and imported classes by what refers to them: offsets and tokens. [JCVM §4.3.7] */
import { hex } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { ExportedClass, JavaMethod, LinkedClass, LinkedPackage } from './model.ts';

const CLAUSE = 'JCVM §4.4';
const FLAG_EXTENDED = 0x8;
const FLAG_ABSTRACT = 0x4;

const METHODS = new WeakMap<LinkedPackage, Map<number, JavaMethod>>();

/** The method whose header stands at an offset of the Method component. [JCVM §6.10.3] */
export function methodAt(linked: LinkedPackage, offset: number): JavaMethod {
  const methods = METHODS.get(linked) ?? new Map<number, JavaMethod>();
  METHODS.set(linked, methods);
  const known = methods.get(offset);
  if (known) return known;
  const { bytes, file } = linked.code!;
  const first = 1 + file.methods.handlers.length * 8;
  const flags = (bytes[offset] ?? 0) >> 4;
  const isExtended = (flags & FLAG_EXTENDED) !== 0;
  const begin = offset + (isExtended ? 4 : 2);
  // Behind the last method stands one byte more.
  if (offset < first || begin >= bytes.length - 1) bad(`no method begins at ${offset}`);
  const sizes = isExtended
    ? {
        stackCells: bytes[offset + 1]!,
        argumentCells: bytes[offset + 2]!,
        localCells: bytes[offset + 3]!,
      }
    : {
        stackCells: bytes[offset]! & 0x0f,
        argumentCells: bytes[offset + 1]! >> 4,
        localCells: bytes[offset + 1]! & 0x0f,
      };
  const made: JavaMethod = {
    kind: 'java',
    package: linked,
    offset,
    begin,
    isAbstract: (flags & FLAG_ABSTRACT) !== 0,
    ...sizes,
  };
  methods.set(offset, made);
  return made;
}

/** A class of an imported package, by package and class token. */
export function importedClass(imports: readonly LinkedPackage[], reference: number): LinkedClass {
  return importedExport(imports, (reference >> 8) & 0x7f, reference & 0xff).class;
}

export function importedExport(
  imports: readonly LinkedPackage[],
  packageToken: number,
  classToken: number,
): ExportedClass {
  const linked = imports[packageToken];
  if (linked === undefined) bad(`no imported package has token ${packageToken}`);
  const { exports, aid, major, minor } = linked;
  const found = exports[classToken];
  if (found !== undefined && found.isHidden !== true) return found;
  return bad(`package ${hex(aid)} ${major}.${minor} has no class with token ${classToken}`);
}

export function bad(why: string): never {
  return refuse(SW.CONDITIONS, CLAUSE, why);
}
