/** Class component: the interfaces and classes of the package. [JCVM §6.9] */
import type { Bytes } from '../../base/index.ts';
import {
  counted,
  type Layout,
  listOf,
  readItems,
  struct,
  type StructureReader,
  u1,
  u2,
  untilEnd,
} from './layout.ts';

export const CLASS_FLAG = { INTERFACE: 0x8, SHAREABLE: 0x4, REMOTE: 0x2 } as const;

export interface CapInterface {
  readonly kind: 'interface';
  readonly flags: number;
  readonly superinterfaces: readonly number[];
  /** Of a remote interface. */
  readonly name: Bytes | undefined;
}

interface ImplementedInterface {
  readonly interface: number;
  /** Virtual method tokens, by the token of the interface's method. */
  readonly index: Bytes;
}

interface MethodTables {
  readonly superClass: number;
  readonly declaredInstanceSize: number;
  readonly firstReferenceToken: number;
  readonly referenceCount: number;
  readonly publicBase: number;
  readonly publicCount: number;
  readonly packageBase: number;
  readonly packageCount: number;
}

const methodTables = struct<MethodTables>({
  superClass: u2,
  declaredInstanceSize: u1,
  firstReferenceToken: u1,
  referenceCount: u1,
  publicBase: u1,
  publicCount: u1,
  packageBase: u1,
  packageCount: u1,
});

interface RemoteMethod {
  readonly hash: number;
  readonly signatureOffset: number;
  readonly token: number;
}

interface RemoteInterfaces {
  readonly methods: readonly RemoteMethod[];
  readonly hashModifier: Bytes;
  readonly className: Bytes;
  readonly interfaces: readonly number[];
}

const remoteInterfaces = struct<RemoteInterfaces>({
  methods: listOf(u1, struct<RemoteMethod>({ hash: u2, signatureOffset: u2, token: u1 })),
  hashModifier: counted(u1),
  className: counted(u1),
  interfaces: listOf(u1, u2),
});

export interface CapClass extends MethodTables {
  readonly kind: 'class';
  readonly flags: number;
  /** Offsets of methods in the Method component; FFFF for those of imported superclasses. */
  readonly publicMethods: readonly number[];
  readonly packageMethods: readonly number[];
  readonly interfaces: readonly ImplementedInterface[];
  readonly remote: RemoteInterfaces | undefined;
  /** From format 2.3: tokens of the public methods, and how many a 2.2 subclass inherits. */
  readonly tokens: { readonly mapping: Bytes; readonly inheritable: number } | undefined;
}

const implemented = struct<ImplementedInterface>({ interface: u2, index: counted(u1) });

export interface CapClasses {
  /** From format 2.2: signatures of remote methods. */
  readonly signatures: Bytes | undefined;
  readonly list: readonly (CapInterface | CapClass)[];
}

export function classesOf(formatMinor: number): Layout<CapClasses> {
  const entries = untilEnd(entryOf(formatMinor));
  const signatures = counted(u2);
  return {
    read: (reader) => ({
      signatures: formatMinor >= 2 ? signatures.read(reader) : undefined,
      list: entries.read(reader),
    }),
    write(value, out) {
      if (value.signatures) signatures.write(value.signatures, out);
      entries.write(value.list, out);
    },
  };
}

function entryOf(formatMinor: number): Layout<CapInterface | CapClass> {
  return {
    read(reader) {
      const bitfield = u1.read(reader);
      const [flags, count] = [bitfield >> 4, bitfield & 0x0f];
      return (flags & CLASS_FLAG.INTERFACE) !== 0
        ? readInterface(reader, flags, count)
        : readClass(reader, flags, { count, formatMinor });
    },
    write: (value, out) =>
      value.kind === 'interface' ? writeInterface(value, out) : writeClass(value, out),
  };
}

/** Where each interface or class begins in the component: what references to it hold. */
export function classOffsets({ signatures, list }: CapClasses): readonly number[] {
  const out: number[] = [];
  if (signatures) counted(u2).write(signatures, out);
  const entry = entryOf(0);
  return list.map((one) => {
    const offset = out.length;
    entry.write(one, out);
    return offset;
  });
}

function readInterface(reader: StructureReader, flags: number, count: number): CapInterface {
  const superinterfaces = readItems(reader, count, u2);
  const name = (flags & CLASS_FLAG.REMOTE) !== 0 ? counted(u1).read(reader) : undefined;
  return { kind: 'interface', flags, superinterfaces, name };
}

function writeInterface(value: CapInterface, out: number[]): void {
  u1.write((value.flags << 4) | value.superinterfaces.length, out);
  for (const one of value.superinterfaces) u2.write(one, out);
  if (value.name) counted(u1).write(value.name, out);
}

function readClass(
  reader: StructureReader,
  flags: number,
  { count, formatMinor }: { readonly count: number; readonly formatMinor: number },
): CapClass {
  const tables = methodTables.read(reader);
  const methods = tables.publicBase + tables.publicCount;
  return {
    kind: 'class',
    flags,
    ...tables,
    publicMethods: readItems(reader, tables.publicCount, u2),
    packageMethods: readItems(reader, tables.packageCount, u2),
    interfaces: readItems(reader, count, implemented),
    remote: (flags & CLASS_FLAG.REMOTE) !== 0 ? remoteInterfaces.read(reader) : undefined,
    tokens:
      formatMinor >= 3
        ? { mapping: reader.take(methods), inheritable: u1.read(reader) }
        : undefined,
  };
}

function writeClass(value: CapClass, out: number[]): void {
  u1.write((value.flags << 4) | value.interfaces.length, out);
  methodTables.write(value, out);
  for (const one of [...value.publicMethods, ...value.packageMethods]) u2.write(one, out);
  for (const one of value.interfaces) implemented.write(one, out);
  if (value.remote) remoteInterfaces.write(value.remote, out);
  if (value.tokens) out.push(...value.tokens.mapping, value.tokens.inheritable);
}
