/** Packages, classes and methods after linking: what code refers to, resolved. [JCVM §4] */
import type { Bytes } from '../../base/index.ts';
import type { CapFile } from '../../wire/cap/index.ts';

/** A method of a CAP file. */
export interface JavaMethod {
  readonly kind: 'java';
  readonly package: LinkedPackage;
  /** Of its header, in the Method component. */
  readonly offset: number;
  /** Of its first instruction. */
  readonly begin: number;
  readonly isAbstract: boolean;
  /** Cells of its arguments, the object included. */
  readonly argumentCells: number;
  /** Cells of its local variables behind the arguments. */
  readonly localCells: number;
  readonly stackCells: number;
}

/** A method whose code is part of the machine. `C` is what it is called with. */
export interface NativeMethod<C = never> {
  readonly kind: 'native';
  /** Class and method, for people. */
  readonly name: string;
  readonly argumentCells: number;
  readonly returns: 'nothing' | 'cell' | 'int';
  readonly run: (call: C, cells: Int32Array, at: number) => number | void;
  /** Where its descriptor names classes that are not the machine's. */
  readonly classNamed?: (name: string) => LinkedClass | undefined;
}

export type Method = JavaMethod | NativeMethod;

export interface LinkedClass {
  /** Number of its package, then its own: unique in a machine, stored with its objects. */
  readonly id: number;
  readonly package: LinkedPackage;
  /** For people: `javacard.framework.AID`, or the package and an offset. */
  readonly name: string;
  readonly isInterface: boolean;
  /** Of classes that are part of the machine; a Descriptor component says it of others. */
  readonly isAbstract?: boolean;
  /** Whether it is an interface that extends Shareable, or a class that implements one. */
  readonly isShareable: boolean;
  readonly super: LinkedClass | undefined;
  /** Cells of an instance, those of superclasses included. */
  readonly cells: number;
  /** Numbers of the cells that are references. */
  readonly referenceCells: readonly number[];
  /** Public and protected virtual methods by token. */
  readonly methods: readonly (Method | undefined)[];
  /** Those visible in the package, by token less 80. */
  readonly packageMethods: readonly (Method | undefined)[];
  /** Of each interface, superinterfaces included, virtual tokens by the interface's own. */
  readonly interfaces: ReadonlyMap<LinkedClass, Bytes>;
}

/** A class and what of it others can refer to by token. */
export interface ExportedClass {
  readonly class: LinkedClass;
  /** Whether no package may import it: a class behind an interface of the machine. */
  readonly isHidden?: boolean;
  readonly staticMethods: readonly (Method | undefined)[];
  /** Offsets in the image of static fields. */
  readonly staticFields: readonly number[];
}

/** Of packages of which the export file alone is here: they cannot run. */
export const EXPORTED_NUMBER = 0;

export interface LinkedPackage {
  readonly number: number;
  readonly aid: Bytes;
  readonly major: number;
  readonly minor: number;
  /** By token; of a package without exports, none. */
  readonly exports: readonly (ExportedClass | undefined)[];
  /** Absent for packages that are part of the machine. */
  readonly code: PackageCode | undefined;
}

export interface PackageCode {
  readonly file: CapFile;
  /** The Method component, with an illegal instruction behind it. */
  readonly bytes: Uint8Array;
  readonly classes: readonly LinkedClass[];
  /** Where each of them begins in the Class component. */
  readonly classOffsets: readonly number[];
  readonly imports: readonly LinkedPackage[];
  /** Constants by index, resolved when first used. */
  readonly constants: (ResolvedConstant | undefined)[];
}

export type ResolvedConstant =
  | { readonly kind: 'class'; readonly class: LinkedClass }
  | {
      readonly kind: 'field';
      readonly class: LinkedClass;
      /** Of the field, in its class. */
      readonly token: number;
      /** From the beginning of an instance. */
      readonly cell: number;
      readonly isReference: boolean;
    }
  | {
      readonly kind: 'virtual';
      readonly class: LinkedClass;
      readonly isPackage: boolean;
      readonly token: number;
      readonly argumentCells: number;
    }
  | { readonly kind: 'method'; readonly method: Method }
  | {
      readonly kind: 'static';
      readonly package: LinkedPackage;
      readonly offset: number;
      readonly isReference: boolean;
    };

/** Whether a class is another, extends it or implements it. */
export function isSubclass(one: LinkedClass, other: LinkedClass): boolean {
  if (one === other) return true;
  for (let at: LinkedClass | undefined = one; at !== undefined; at = at.super)
    if (at === other || at.interfaces.has(other)) return true;
  // What an interface names is an Object. [JCVM §7.5.14]
  return one.isInterface && other.super === undefined && !other.isInterface;
}
