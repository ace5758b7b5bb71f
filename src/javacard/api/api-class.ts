/** Classes whose code is part of the machine, as tables: tokens are those of the export files. */
import { type Bytes, EMPTY } from '../../base/index.ts';
import type {
  ExportedClass,
  LinkedClass,
  LinkedPackage,
  Method,
  NativeMethod,
} from '../loader/index.ts';
import type { Machine } from '../machine/index.ts';

/** Gets the arguments from `cells[at]` on, the object first; gives the result. */
export type NativeCode = (machine: Machine, cells: Int32Array, at: number) => number | void;

export interface ApiMethod {
  readonly token: number;
  /** Name and descriptor: `check([BSB)Z`. */
  readonly signature: string;
  /** Absent for an abstract method. */
  readonly run: NativeCode | undefined;
}

export interface ApiClass {
  readonly token: number;
  readonly name: string;
  /** Absent for Object and for interfaces. */
  readonly extends?: string;
  readonly implements?: readonly string[];
  readonly isInterface?: boolean;
  readonly isShareable?: boolean;
  readonly isAbstract?: boolean;
  /** Cells that an instance has besides those of its superclass. */
  readonly cells?: number;
  /** Which of them are references. */
  readonly referenceCells?: readonly number[];
  /** Constructors and static methods. */
  readonly statics?: readonly ApiMethod[];
  readonly virtuals?: readonly ApiMethod[];
}

export interface ApiPackage {
  /** Number in every machine; those of loaded packages are higher. */
  readonly number: number;
  readonly name: string;
  readonly aid: Bytes;
  readonly major: number;
  readonly minor: number;
  readonly classes: readonly ApiClass[];
}

export function method(token: number, signature: string, run?: NativeCode): ApiMethod {
  return { token, signature, run };
}

/** Classes that no export file names have tokens from here on. */
export const HIDDEN_TOKEN_MIN = 0x80;

/** Loaded packages have numbers from here on. */
export const PACKAGE_NUMBER_MIN = 16;

/** The packages, each linked to those before it. */
export function linkApi(packages: readonly ApiPackage[]): readonly LinkedPackage[] {
  const classes = new Map<string, LinkedClass>();
  return packages.map((one) => {
    const exports: (ExportedClass | undefined)[] = [];
    const { number, aid, major, minor } = one;
    const linked: LinkedPackage = { number, aid, major, minor, exports, code: undefined };
    for (const each of one.classes) {
      const name = `${one.name}.${each.name}`;
      const made = classOf(each, { name, linked, classes });
      classes.set(name, made);
      exports[each.token] = {
        class: made,
        isHidden: each.token >= HIDDEN_TOKEN_MIN,
        staticMethods: byToken(name, each.statics, true),
        staticFields: [],
      };
    }
    return linked;
  });
}

function classOf(
  row: ApiClass,
  place: {
    readonly name: string;
    readonly linked: LinkedPackage;
    readonly classes: ReadonlyMap<string, LinkedClass>;
  },
): LinkedClass {
  const { name, linked, classes } = place;
  const above = row.extends === undefined ? undefined : classes.get(row.extends);
  const base = above?.cells ?? 0;
  const methods: (Method | undefined)[] = [...(above?.methods ?? [])];
  for (const [token, one] of byToken(name, row.virtuals, false).entries())
    methods[token] = one ?? methods[token];
  const interfaces = new Map<LinkedClass, Bytes>();
  for (const each of row.implements ?? []) {
    const found = classes.get(each)!;
    interfaces.set(found, row.isInterface === true ? EMPTY : tokensFor(found, methods));
    for (const wider of found.interfaces.keys()) interfaces.set(wider, tokensFor(wider, methods));
  }
  return {
    id: (linked.number << 8) | row.token,
    package: linked,
    name,
    isInterface: row.isInterface === true,
    isShareable: row.isShareable === true,
    isAbstract: row.isAbstract === true,
    super: above,
    cells: base + (row.cells ?? 0),
    referenceCells: [
      ...(above?.referenceCells ?? []),
      ...(row.referenceCells ?? []).map((cell) => base + cell),
    ],
    methods,
    packageMethods: [],
    interfaces,
  };
}

/** Virtual tokens of the methods that an interface has, by the interface's tokens. */
function tokensFor(implemented: LinkedClass, methods: readonly (Method | undefined)[]): Bytes {
  const signature = (one: Method | undefined): string =>
    one?.kind === 'native' ? one.name.slice(one.name.lastIndexOf(' ') + 1) : '';
  return Uint8Array.from(implemented.methods, (one) =>
    methods.findIndex((other) => other !== undefined && signature(other) === signature(one)),
  );
}

function byToken(
  name: string,
  rows: readonly ApiMethod[] | undefined,
  isStatic: boolean,
): (NativeMethod<Machine> | undefined)[] {
  const list: (NativeMethod<Machine> | undefined)[] = [];
  for (const { token, signature, run } of rows ?? []) {
    const isObject = !isStatic || signature.startsWith('<init>');
    list[token] = {
      kind: 'native',
      name: `${name} ${signature}`,
      argumentCells: Number(isObject) + cellsOf(signature),
      returns: resultOf(signature),
      run: run ?? ((machine) => machine.fail(`${name} ${signature} is abstract`)),
    };
  }
  return list;
}

/** Cells of the parameters in a descriptor. [JCVM §4.3.2] */
function cellsOf(signature: string): number {
  const parameters = signature.slice(signature.indexOf('(') + 1, signature.indexOf(')'));
  let cells = 0;
  for (const type of parameters.match(/\[*(L[^;]+;|[BSZI])/g) ?? []) cells += type === 'I' ? 2 : 1;
  return cells;
}

function resultOf(signature: string): NativeMethod['returns'] {
  const type = signature.slice(signature.indexOf(')') + 1);
  if (type === 'V') return 'nothing';
  return type === 'I' ? 'int' : 'cell';
}
