/** Links a CAP file to the packages that it imports. [JCVM §4.4] [JCVM §6] */
import { type Bytes, EMPTY, hex } from '../../base/index.ts';
import {
  type CapClass,
  type CapFile,
  type CapInterface,
  type CapPackage,
  CLASS_FLAG,
  classOffsets,
  COMPONENT,
} from '../../wire/cap/index.ts';
import { bad, importedClass, methodAt } from './look-up.ts';
import type {
  ExportedClass,
  LinkedClass,
  LinkedPackage,
  Method,
  PackageCode,
  ResolvedConstant,
} from './model.ts';
import { resolveConstant } from './resolve-constant.ts';

const NO_METHOD = 0xffff;
/** Stands behind the last method: no instruction has this number. */
const ILLEGAL = 0xff;
const IMPORTED = 0x8000;

export interface LinkOptions {
  /** The package's number in its machine. */
  readonly number: number;
  readonly file: CapFile;
  /** The packages that can be imported. */
  readonly known: readonly LinkedPackage[];
}

/** A `Refusal` where an import, a class or a method is not there. */
export function linkPackage({ number, file, known }: LinkOptions): LinkedPackage {
  return new Linker(number, file, known).package;
}

/** Resolves every constant: a `Refusal` names the first that has nothing behind it. */
export function resolveAll(linked: LinkedPackage): void {
  const { code } = linked;
  for (const index of code?.file.constants.keys() ?? []) constantOf(linked, index);
}

export function constantOf(linked: LinkedPackage, index: number): ResolvedConstant {
  const { constants } = linked.code!;
  return (constants[index] ??= resolveConstant(linked, index));
}

class Linker {
  readonly #classes = new Map<number, LinkedClass>();
  readonly #entries: ReadonlyMap<number, CapClass | CapInterface>;
  readonly #imports: readonly LinkedPackage[];
  readonly package: LinkedPackage;

  constructor(number: number, file: CapFile, known: readonly LinkedPackage[]) {
    this.#imports = file.imports.map((one) => importOf(one, known));
    const offsets = classOffsets(file.classes);
    this.#entries = new Map(file.classes.list.map((one, at) => [offsets[at]!, one] as const));
    const { info } = file.components.get(COMPONENT.METHOD)!;
    const bytes = new Uint8Array(info.length + 1).fill(ILLEGAL);
    bytes.set(info);
    const { aid, major, minor } = file.header.package;
    const classes: LinkedClass[] = [];
    const code: PackageCode = {
      file,
      bytes,
      classes,
      classOffsets: offsets,
      imports: this.#imports,
      constants: [],
    };
    const exports: (ExportedClass | undefined)[] = [];
    this.package = { number, aid, major, minor, exports, code };
    for (const offset of offsets) classes.push(this.#class(offset, []));
    exports.push(...file.exports.map((one) => this.#exported(one)));
  }

  #exported(one: CapFile['exports'][number]): ExportedClass {
    const found = this.#classes.get(one.classOffset);
    if (found === undefined) bad(`an exported class at ${one.classOffset} is none`);
    return {
      class: found,
      staticMethods: one.staticMethods.map((offset) => methodAt(this.package, offset)),
      staticFields: one.staticFields,
    };
  }

  /** The class at an offset; `below` are those that wait for it. */
  #class(offset: number, below: readonly number[]): LinkedClass {
    const known = this.#classes.get(offset);
    if (known) return known;
    const entry = this.#entries.get(offset);
    if (entry === undefined) bad(`no class begins at ${offset}`);
    if (below.includes(offset)) bad(`the class at ${offset} is its own superclass`);
    const waiting = [...below, offset];
    const made =
      entry.kind === 'class'
        ? this.#ordinaryClass(entry, offset, waiting)
        : this.#interface(entry, offset, waiting);
    this.#classes.set(offset, made);
    return made;
  }

  #reference(reference: number, below: readonly number[]): LinkedClass {
    if ((reference & IMPORTED) === 0) return this.#class(reference, below);
    return importedClass(this.#imports, reference);
  }

  #named(offset: number): Pick<LinkedClass, 'id' | 'package' | 'name'> {
    const index = [...this.#entries.keys()].indexOf(offset);
    const id = (this.package.number << 8) | index;
    return { id, package: this.package, name: `${hex(this.package.aid)} class ${index}` };
  }

  #interface(entry: CapInterface, offset: number, below: readonly number[]): LinkedClass {
    const direct = entry.superinterfaces.map((one) => this.#reference(one, below));
    for (const one of direct) if (!one.isInterface) bad(`${one.name} is no interface`);
    const all = direct.flatMap((one) => [one, ...one.interfaces.keys()]);
    return {
      ...this.#named(offset),
      isInterface: true,
      isShareable: (entry.flags & CLASS_FLAG.SHAREABLE) !== 0,
      super: undefined,
      cells: 0,
      referenceCells: [],
      methods: [],
      packageMethods: [],
      interfaces: new Map(all.map((one) => [one, EMPTY])),
    };
  }

  #ordinaryClass(entry: CapClass, offset: number, below: readonly number[]): LinkedClass {
    const above = this.#reference(entry.superClass, below);
    if (above.isInterface) bad(`${above.name} is an interface, and a superclass`);
    const { declaredInstanceSize: own, firstReferenceToken, referenceCount } = entry;
    if (referenceCount > 0 && firstReferenceToken + referenceCount > own)
      bad(`the class at ${offset} has ${own} cells, its references end behind them`);
    const references = Array.from(
      { length: referenceCount },
      (_, at) => above.cells + firstReferenceToken + at,
    );
    const interfaces = new Map<LinkedClass, Bytes>();
    for (const one of entry.interfaces) {
      const found = this.#reference(one.interface, below);
      if (!found.isInterface) bad(`${found.name} is no interface`);
      interfaces.set(found, one.index);
    }
    const isShareable = (entry.flags & CLASS_FLAG.SHAREABLE) !== 0 || above.isShareable;
    return {
      ...this.#named(offset),
      isInterface: false,
      isShareable,
      super: above,
      cells: above.cells + own,
      referenceCells: [...above.referenceCells, ...references],
      methods: this.#table(above.methods, entry.publicBase, entry.publicMethods),
      packageMethods: this.#table(
        above.package === this.package ? above.packageMethods : [],
        entry.packageBase,
        entry.packageMethods,
      ),
      interfaces,
    };
  }

  /** The table of the superclass, with the methods from a token on replaced or added. */
  #table(
    above: readonly (Method | undefined)[],
    base: number,
    offsets: readonly number[],
  ): readonly (Method | undefined)[] {
    const table = [...above];
    for (const [at, offset] of offsets.entries())
      if (offset !== NO_METHOD) table[base + at] = methodAt(this.package, offset);
    return table;
  }
}

function importOf(
  { aid, major, minor }: CapPackage,
  known: readonly LinkedPackage[],
): LinkedPackage {
  const found = known.find((one) => hex(one.aid) === hex(aid));
  const name = `package ${hex(aid)} ${major}.${minor}`;
  if (found === undefined) return bad(`${name} is imported and not here`);
  if (found.major === major && found.minor >= minor) return found;
  return bad(`${name} is imported; version ${found.major}.${found.minor} is here`);
}
