/** Debug component: names of the source and places of its lines; never loaded. [JCVM §6.15] */
import type { Bytes } from '../../base/index.ts';
import { counted, type Layout, listOf, readItems, struct, u1, u2, u4 } from './layout.ts';

export interface DebugField {
  readonly name: number;
  readonly type: number;
  readonly access: number;
  /** The value of a constant, the offset of a static field, or the token of another. */
  readonly contents: number;
}

const field = struct<DebugField>({ name: u2, type: u2, access: u2, contents: u4 });

interface DebugVariable {
  readonly index: number;
  readonly name: number;
  readonly type: number;
  readonly start: number;
  readonly length: number;
}

const variable = struct<DebugVariable>({ index: u1, name: u2, type: u2, start: u2, length: u2 });

interface DebugLine {
  readonly start: number;
  readonly end: number;
  readonly sourceLine: number;
}

const sourceLine = struct<DebugLine>({ start: u2, end: u2, sourceLine: u2 });

interface DebugMethodHead {
  readonly name: number;
  readonly type: number;
  readonly access: number;
  /** In the Method component. */
  readonly location: number;
  readonly headerSize: number;
  readonly bodySize: number;
}

const methodHead = struct<DebugMethodHead>({
  name: u2,
  type: u2,
  access: u2,
  location: u2,
  headerSize: u1,
  bodySize: u2,
});

export interface DebugMethod extends DebugMethodHead {
  readonly variables: readonly DebugVariable[];
  readonly lines: readonly DebugLine[];
}

const method: Layout<DebugMethod> = {
  read(reader) {
    const head = methodHead.read(reader);
    const [variables, lines] = [u2.read(reader), u2.read(reader)];
    return {
      ...head,
      variables: readItems(reader, variables, variable),
      lines: readItems(reader, lines, sourceLine),
    };
  },
  write(value, out) {
    methodHead.write(value, out);
    u2.write(value.variables.length, out);
    u2.write(value.lines.length, out);
    for (const one of value.variables) variable.write(one, out);
    for (const one of value.lines) sourceLine.write(one, out);
  },
};

interface DebugClassHead {
  readonly name: number;
  readonly access: number;
  /** In the Class component. */
  readonly location: number;
  readonly superClassName: number;
  readonly sourceFile: number;
}

const classHead = struct<DebugClassHead>({
  name: u2,
  access: u2,
  location: u2,
  superClassName: u2,
  sourceFile: u2,
});

export interface DebugClass extends DebugClassHead {
  readonly interfaces: readonly number[];
  readonly fields: readonly DebugField[];
  readonly methods: readonly DebugMethod[];
}

const debugClass: Layout<DebugClass> = {
  read(reader) {
    const head = classHead.read(reader);
    const counts = [u1.read(reader), u2.read(reader), u2.read(reader)] as const;
    return {
      ...head,
      interfaces: readItems(reader, counts[0], u2),
      fields: readItems(reader, counts[1], field),
      methods: readItems(reader, counts[2], method),
    };
  },
  write(value, out) {
    classHead.write(value, out);
    u1.write(value.interfaces.length, out);
    u2.write(value.fields.length, out);
    u2.write(value.methods.length, out);
    for (const one of value.interfaces) u2.write(one, out);
    for (const one of value.fields) field.write(one, out);
    for (const one of value.methods) method.write(one, out);
  },
};

export interface CapDebug {
  /** All names below are indices of this table. */
  readonly strings: readonly Bytes[];
  readonly packageName: number;
  readonly classes: readonly DebugClass[];
}

export const debug = struct<CapDebug>({
  strings: listOf(u2, counted(u2)),
  packageName: u2,
  classes: listOf(u2, debugClass),
});
