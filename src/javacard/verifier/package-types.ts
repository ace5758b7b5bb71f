/** What a Descriptor component says of classes, methods and fields. [JCVM §6.14] */
import {
  CAP_ACCESS,
  type CapDescriptor,
  type ClassDescriptor,
  constantTypesLength,
  type FieldDescriptor,
  type MethodDescriptor,
} from '../../wire/cap/index.ts';
import { classAt, type LinkedClass, type LinkedPackage } from '../loader/index.ts';
import {
  type DeclaredType,
  methodType,
  type MethodType,
  primitiveType,
  typesOfNibbles,
} from './declared-type.ts';
import { rejectIn } from './rejection.ts';

const IMMEDIATE = 0x8000;
/** By the low byte of an immediate type. */
const IMMEDIATE_LETTERS = { 2: 'Z', 3: 'B', 4: 'S', 5: 'I' } as const;

export interface DescribedMethod {
  readonly class: LinkedClass;
  readonly row: MethodDescriptor;
  readonly type: MethodType;
}

export interface DescribedField {
  readonly class: LinkedClass;
  readonly row: FieldDescriptor;
  readonly type: DeclaredType;
}

export interface DescribedClass {
  readonly class: LinkedClass;
  readonly row: ClassDescriptor;
  readonly methods: readonly DescribedMethod[];
  readonly fields: readonly DescribedField[];
}

export class PackageTypes {
  readonly #linked: LinkedPackage;
  readonly #rows = new Map<number, CapDescriptor['types'][number]>();
  readonly #types = new Map<number, readonly DeclaredType[]>();
  readonly classes: readonly DescribedClass[];
  readonly #byOffset: ReadonlyMap<number, DescribedMethod>;
  readonly #byClass: ReadonlyMap<LinkedClass, DescribedClass>;
  readonly #statics: ReadonlyMap<number, DescribedField>;

  /** A `Refusal` where a type or a class is not there. */
  constructor(linked: LinkedPackage, descriptor: CapDescriptor) {
    this.#linked = linked;
    let offset = constantTypesLength(descriptor.constantTypes.length);
    for (const one of descriptor.types) {
      this.#rows.set(offset, one);
      offset += 1 + one.type.length;
    }
    this.classes = descriptor.classes.map((row) => this.#class(row));
    const methods = this.classes.flatMap((one) => one.methods);
    this.#byOffset = new Map(methods.map((one) => [one.row.offset, one]));
    this.#byClass = new Map(this.classes.map((one) => [one.class, one]));
    const fields = this.classes.flatMap((one) => one.fields);
    this.#statics = new Map(
      fields.filter(({ row }) => isStatic(row)).map((one) => [offsetOf(one.row), one]),
    );
  }

  #class(row: ClassDescriptor): DescribedClass {
    const found = classAt(this.#linked, row.classRef);
    return {
      class: found,
      row,
      methods: row.methods.map((one) => ({
        class: found,
        row: one,
        type: this.methodTypeAt(one.type),
      })),
      fields: row.fields.map((one) => ({ class: found, row: one, type: this.#fieldType(one) })),
    };
  }

  #fieldType({ type }: FieldDescriptor): DeclaredType {
    if (type < IMMEDIATE) return this.fieldTypeAt(type);
    const letter = IMMEDIATE_LETTERS[(type - IMMEDIATE) as keyof typeof IMMEDIATE_LETTERS];
    return letter === undefined
      ? rejectIn('Descriptor', `field type ${type.toString(16)} is none`)
      : primitiveType(letter);
  }

  fieldTypeAt(offset: number): DeclaredType {
    const types = this.#typesAt(offset);
    if (types.length !== 1) rejectIn('Descriptor', `the type at ${offset} is no field's`);
    return types[0]!;
  }

  methodTypeAt(offset: number): MethodType {
    return methodType(this.#typesAt(offset));
  }

  #typesAt(offset: number): readonly DeclaredType[] {
    const known = this.#types.get(offset);
    if (known) return known;
    const row = this.#rows.get(offset);
    if (row === undefined) return rejectIn('Descriptor', `no type begins at ${offset}`);
    const types = typesOfNibbles(row, (reference) => classAt(this.#linked, reference));
    if (types === undefined) return rejectIn('Descriptor', `the type at ${offset} is none`);
    this.#types.set(offset, types);
    return types;
  }

  methodAt(offset: number): DescribedMethod | undefined {
    return offset === 0 ? undefined : this.#byOffset.get(offset);
  }

  describedClass(of: LinkedClass): DescribedClass | undefined {
    return this.#byClass.get(of);
  }

  /** A method by the token that its class or interface has for it. */
  virtualMethod(of: LinkedClass, token: number): DescribedMethod | undefined {
    return this.#byClass.get(of)?.methods.find(({ row }) => row.token === token && !isStatic(row));
  }

  /** The field of a class or of one above it, by token. */
  instanceField(of: LinkedClass, token: number): DescribedField | undefined {
    const fields = this.#byClass.get(of)?.fields ?? [];
    return fields.find(({ row }) => !isStatic(row) && row.tokenOrOffset === token);
  }

  staticField(offset: number): DescribedField | undefined {
    return this.#statics.get(offset);
  }
}

export function isStatic({ access }: { readonly access: number }): boolean {
  return (access & CAP_ACCESS.STATIC) !== 0;
}

export function isConstructor({ row }: DescribedMethod): boolean {
  return (row.access & CAP_ACCESS.METHOD_INIT) !== 0;
}

/** Of a static field, in the image. */
export function offsetOf({ classOrPadding, tokenOrOffset }: FieldDescriptor): number {
  return ((classOrPadding << 8) | tokenOrOffset) & 0xffff;
}

const KNOWN = new WeakMap<LinkedPackage, PackageTypes>();

/** `undefined` where the load file had no Descriptor component, or the package has no file. */
export function packageTypes(linked: LinkedPackage): PackageTypes | undefined {
  const descriptor = linked.code?.file.descriptor;
  if (descriptor === undefined) return undefined;
  const known = KNOWN.get(linked) ?? new PackageTypes(linked, descriptor);
  KNOWN.set(linked, known);
  return known;
}
