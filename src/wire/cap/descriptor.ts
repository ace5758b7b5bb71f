/** Descriptor component: what a verifier needs of classes, fields and methods. [JCVM §6.14] */
import type { Bytes } from '../../base/index.ts';
import { type Layout, listOf, readItems, struct, u1, u2, untilEnd } from './layout.ts';

export interface FieldDescriptor {
  readonly token: number;
  readonly access: number;
  /** Of a static field 00 and its offset, of an instance field its class and token. */
  readonly classOrPadding: number;
  readonly tokenOrOffset: number;
  readonly type: number;
}

const fieldDescriptor = struct<FieldDescriptor>({
  token: u1,
  access: u1,
  classOrPadding: u2,
  tokenOrOffset: u1,
  type: u2,
});

export interface MethodDescriptor {
  readonly token: number;
  readonly access: number;
  readonly offset: number;
  readonly type: number;
  readonly bytecodeCount: number;
  readonly handlerCount: number;
  readonly handlerIndex: number;
}

const methodDescriptor = struct<MethodDescriptor>({
  token: u1,
  access: u1,
  offset: u2,
  type: u2,
  bytecodeCount: u2,
  handlerCount: u2,
  handlerIndex: u2,
});

export interface ClassDescriptor {
  readonly token: number;
  readonly access: number;
  readonly classRef: number;
  readonly interfaces: readonly number[];
  readonly fields: readonly FieldDescriptor[];
  readonly methods: readonly MethodDescriptor[];
}

const classDescriptor: Layout<ClassDescriptor> = {
  read(reader) {
    const [token, access, classRef] = [u1.read(reader), u1.read(reader), u2.read(reader)];
    const counts = [u1.read(reader), u2.read(reader), u2.read(reader)] as const;
    const interfaces = readItems(reader, counts[0], u2);
    const fields = readItems(reader, counts[1], fieldDescriptor);
    const methods = readItems(reader, counts[2], methodDescriptor);
    return { token, access, classRef, interfaces, fields, methods };
  },
  write({ token, access, classRef, interfaces, fields, methods }, out) {
    u1.write(token, out);
    u1.write(access, out);
    u2.write(classRef, out);
    u1.write(interfaces.length, out);
    u2.write(fields.length, out);
    u2.write(methods.length, out);
    for (const one of interfaces) u2.write(one, out);
    for (const one of fields) fieldDescriptor.write(one, out);
    for (const one of methods) methodDescriptor.write(one, out);
  },
};

/** Bits of access flags; of methods 40 and 80 mean abstract and a constructor. */
export const CAP_ACCESS = {
  PUBLIC: 0x01,
  PRIVATE: 0x02,
  PROTECTED: 0x04,
  STATIC: 0x08,
  FINAL: 0x10,
  METHOD_ABSTRACT: 0x40,
  METHOD_INIT: 0x80,
  CLASS_INTERFACE: 0x40,
  CLASS_ABSTRACT: 0x80,
} as const;

/** Bytes before the first type in the table of types, from where offsets count. */
export function constantTypesLength(constantCount: number): number {
  return 2 + 2 * constantCount;
}

/** Half bytes, after their number. */
export interface TypeDescriptor {
  readonly nibbles: number;
  readonly type: Bytes;
}

const typeDescriptor: Layout<TypeDescriptor> = {
  read(reader) {
    const nibbles = u1.read(reader);
    return { nibbles, type: reader.take((nibbles + 1) >> 1) };
  },
  write: ({ nibbles, type }, out) => void out.push(nibbles, ...type),
};

export interface CapDescriptor {
  readonly classes: readonly ClassDescriptor[];
  /** Offset of the type of each constant, FFFF where it has none. */
  readonly constantTypes: readonly number[];
  readonly types: readonly TypeDescriptor[];
}

export const descriptor = struct<CapDescriptor>({
  classes: listOf(u1, classDescriptor),
  constantTypes: listOf(u2, u2),
  types: untilEnd(typeDescriptor),
});
