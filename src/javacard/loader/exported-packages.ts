/**
 * Packages of which only the export files are here: enough to link and verify what imports them,
 * but not to run it. [JCVM §5]
 */
import { type Bytes, EMPTY } from '../../base/index.ts';
import { EXPORT_ACCESS, type ExportClass, type ExportFile } from '../../wire/cap/index.ts';
import { bad } from './look-up.ts';
import {
  EXPORTED_NUMBER,
  type ExportedClass,
  type LinkedClass,
  type LinkedPackage,
  type NativeMethod,
} from './model.ts';

const CONSTRUCTOR = '<init>';

/** Links export files to each other and to the classes of the machine. */
export function exportedPackages(
  files: readonly ExportFile[],
  machineClass: (name: string) => LinkedClass | undefined,
): readonly LinkedPackage[] {
  return new ExportLinker(files, machineClass).packages;
}

class ExportLinker {
  readonly #machineClass: (name: string) => LinkedClass | undefined;
  readonly #rows = new Map<string, { readonly row: ExportClass; readonly linked: LinkedPackage }>();
  readonly #classes = new Map<string, LinkedClass>();
  readonly packages: readonly LinkedPackage[];

  constructor(
    files: readonly ExportFile[],
    machineClass: (name: string) => LinkedClass | undefined,
  ) {
    this.#machineClass = machineClass;
    const lists = files.map(({ aid, major, minor, classes }) => {
      const exports: (ExportedClass | undefined)[] = [];
      const linked = { number: EXPORTED_NUMBER, aid, major, minor, exports, code: undefined };
      for (const row of classes) this.#rows.set(row.name, { row, linked });
      return { classes, linked, exports };
    });
    for (const { classes, exports } of lists)
      for (const row of classes)
        exports[row.token] = {
          class: this.#class(row.name)!,
          staticMethods: this.#methods(row, true),
          staticFields: [],
        };
    this.packages = lists.map(({ linked }) => linked);
  }

  #named(name: string): LinkedClass | undefined {
    return this.#machineClass(name.replaceAll('/', '.')) ?? this.#class(name);
  }

  #class(name: string): LinkedClass | undefined {
    const known = this.#classes.get(name);
    const found = this.#rows.get(name);
    if (known !== undefined || found === undefined) return known;
    const { row, linked } = found;
    const has = (bit: number): boolean => (row.access & bit) !== 0;
    const above = this.#nearest(row);
    const fields = row.fields.filter(({ access }) => (access & EXPORT_ACCESS.STATIC) === 0);
    const own = Math.max(0, ...fields.map(({ token, type }) => token + (type === 'I' ? 2 : 1)));
    const base = above?.cells ?? 0;
    const references = fields.filter(({ type }) => /^[[L]/.test(type));
    const methods: (NativeMethod | undefined)[] = [...((above?.methods as NativeMethod[]) ?? [])];
    const made: LinkedClass = {
      id: 0,
      package: linked,
      name: name.replaceAll('/', '.'),
      isInterface: has(EXPORT_ACCESS.INTERFACE),
      isAbstract: has(EXPORT_ACCESS.ABSTRACT),
      isShareable: has(EXPORT_ACCESS.SHAREABLE),
      super: above,
      cells: base + own,
      referenceCells: references.map(({ token }) => base + token),
      methods,
      packageMethods: [],
      interfaces: this.#interfaces(row),
    };
    this.#classes.set(name, made);
    for (const [token, one] of this.#methods(row, false).entries())
      if (one !== undefined) methods[token] = one;
    return made;
  }

  /** Of all that it extends, the class that extends the others. */
  #nearest({ name, supers, access }: ExportClass): LinkedClass | undefined {
    if ((access & EXPORT_ACCESS.INTERFACE) !== 0) return undefined;
    const found = supers.map(
      (one) => this.#named(one) ?? bad(`class ${one} of ${name} is not here`),
    );
    const depth = (one: LinkedClass): number =>
      one.super === undefined ? 0 : 1 + depth(one.super);
    return found.toSorted((a, b) => depth(b) - depth(a))[0];
  }

  #interfaces({ name, supers, interfaces, access }: ExportClass): ReadonlyMap<LinkedClass, Bytes> {
    const isInterface = (access & EXPORT_ACCESS.INTERFACE) !== 0;
    const all = isInterface ? supers.filter((one) => one !== 'java/lang/Object') : interfaces;
    return new Map(
      [...all, ...(isInterface ? interfaces : [])].map((one) => [
        this.#named(one) ?? bad(`interface ${one} of ${name} is not here`),
        EMPTY,
      ]),
    );
  }

  /** Constructors and static methods, or all others, by token. */
  #methods(row: ExportClass, isStatic: boolean): (NativeMethod | undefined)[] {
    const list: (NativeMethod | undefined)[] = [];
    for (const { token, access, name, type } of row.methods) {
      const isConstructor = name === CONSTRUCTOR;
      const ofClass = (access & EXPORT_ACCESS.STATIC) !== 0;
      if ((ofClass || isConstructor) !== isStatic) continue;
      const text = `${row.name.replaceAll('/', '.')} ${name}${type}`;
      list[token] = {
        kind: 'native',
        name: text,
        argumentCells: Number(!ofClass) + cellsOf(type),
        returns: 'nothing',
        run: () => bad(`${text} is not here`),
        classNamed: (other) => this.#named(other.replaceAll('.', '/')),
      };
    }
    return list;
  }
}

function cellsOf(type: string): number {
  const parameters = type.slice(1, type.indexOf(')')).match(/\[*(?:L[^;]+;|[ZBSI])/g) ?? [];
  return parameters.reduce((sum, one) => sum + (one === 'I' ? 2 : 1), 0);
}
