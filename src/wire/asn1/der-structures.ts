/**
 * SEQUENCE, SEQUENCE OF and CHOICE, with automatic tags where the module writes none.
 * [X.680 §25]
 */
import { type Bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import {
  context,
  type DerElement,
  type DerType,
  inside,
  readElement,
  readElements,
  type TagNumber,
  tagBytes,
} from './der-type.ts';
import { tagText } from './message.ts';
import { UNIVERSAL } from './universal.ts';

/** A component that may be missing; `is` keeps its type. */
export interface OptionalType<T> {
  readonly is: DerType<T>;
}

/** OPTIONAL, or DEFAULT: what was not sent stays missing. */
export function optional<T>(is: DerType<T>): OptionalType<T> {
  return { is };
}

export interface Component {
  /** Its name in the module. */
  readonly name: string;
  readonly type: DerType<unknown>;
  readonly required: boolean;
}

/** Components of a SEQUENCE by name; the key order is the order of the module. */
export type Components = Readonly<Record<string, DerType<unknown> | OptionalType<unknown>>>;

type RequiredKeys<C> = {
  [K in keyof C]: C[K] extends DerType<unknown> ? K : never;
}[keyof C];

/** The value of a SEQUENCE with these components. */
export type SequenceOf<C extends Components> = {
  readonly [K in RequiredKeys<C>]: C[K] extends DerType<infer T> ? T : never;
} & {
  readonly [K in Exclude<keyof C, RequiredKeys<C>>]?: C[K] extends OptionalType<infer T>
    ? T | undefined
    : never;
} & {
  /** Components of a later edition of the module, as sent. [X.680 §25.7] */
  readonly unknown?: Bytes | undefined;
};

/** What a SEQUENCE reads: a value for each component, and what follows the last known one. */
interface ReadComponents {
  readonly values: readonly unknown[];
  readonly unknown: Bytes | undefined;
}

/** Components with the tags they have on the wire. */
export function automaticTags(components: readonly Component[]): readonly Component[] {
  if (components.some(({ type }) => type.tagged)) return components;
  return components.map((one, number) => ({ ...one, type: one.type.under(context(number)) }));
}

export function sequence<C extends Components>(
  name: string,
  components: C,
  names?: Readonly<Partial<Record<keyof C & string, string>>>,
): DerType<SequenceOf<C>> {
  const keys = Object.keys(components);
  const list = automaticTags(
    keys.map((key) => {
      const part = components[key]!;
      const required = !('is' in part);
      return { name: names?.[key] ?? key, type: 'is' in part ? part.is : part, required };
    }),
  );
  return structure(name, list, {
    fromValues({ values, unknown }) {
      const value: Record<string, unknown> = {};
      for (const [at, key] of keys.entries()) {
        if (values[at] !== undefined) value[key] = values[at];
      }
      if (unknown !== undefined) value['unknown'] = unknown;
      return value as SequenceOf<C>;
    },
    toValues(value) {
      const record: Readonly<Record<string, unknown>> = value;
      return { values: keys.map((key) => record[key]), unknown: value.unknown };
    },
  });
}

/** How a value of a SEQUENCE stands to the values of its components. */
export interface Shape<T> {
  fromValues(read: ReadComponents): T;
  toValues(value: T): ReadComponents;
}

/** A SEQUENCE whose value has a shape of its own. */
export function structure<T>(
  name: string,
  components: readonly Component[],
  shape: Shape<T>,
): DerType<T> {
  return constructed(UNIVERSAL.sequence, {
    name,
    parse(element, depth) {
      const read = readComponents(name, components, { element, depth });
      return isWireError(read) ? read : shape.fromValues(read);
    },
    emit(value) {
      const { values, unknown } = shape.toValues(value);
      const parts: Bytes[] = [];
      for (const [at, { type }] of components.entries()) {
        if (values[at] !== undefined) parts.push(type.emit(values[at]));
      }
      if (unknown !== undefined) parts.push(unknown);
      return concat(...parts);
    },
    xml(value) {
      const { values } = shape.toValues(value);
      return components
        .map((one, at) => (values[at] === undefined ? '' : xmlElement(one, values[at])))
        .join('');
    },
  });
}

function xmlElement({ name, type }: Component, value: unknown): string {
  const content = type.xml(value);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

function readComponents(
  name: string,
  components: readonly Component[],
  from: { readonly element: DerElement; readonly depth: number },
): ReadComponents | WireError {
  const elements = readElements(from.element, from.depth);
  if (isWireError(elements)) return elements;
  const values: unknown[] = components.map(() => undefined);
  const after = from.element.start + from.element.content.length;
  let next = 0;
  for (const element of elements) {
    const at = components.findIndex(({ type }, k) => k >= next && type.accepts(element.tag));
    if (at < 0) {
      const known = components.find(({ type }) => type.accepts(element.tag));
      if (known !== undefined) {
        const got = `${tagText(element.tag)}, out of its order`;
        return fail(known.name, element.offset, { expected: `components of ${name}`, got });
      }
      const missing = firstRequired(components, next, components.length);
      if (missing !== undefined) return lacking(missing, element.offset, tagText(element.tag));
      const unknown = from.element.content.subarray(element.offset - from.element.start);
      return allUnknown(components, elements, element) ?? { values, unknown };
    }
    const missing = firstRequired(components, next, at);
    if (missing !== undefined) return lacking(missing, element.offset, tagText(element.tag));
    const value = components[at]!.type.parse(element, from.depth + 1);
    if (isWireError(value)) return inside(components[at]!.name, value);
    values[at] = value;
    next = at + 1;
  }
  const missing = firstRequired(components, next, components.length);
  if (missing !== undefined) return lacking(missing, after, 'the end');
  return { values, unknown: undefined };
}

/** Nothing of this edition may follow a component of a later one. */
function allUnknown(
  components: readonly Component[],
  elements: readonly DerElement[],
  first: DerElement,
): WireError | undefined {
  for (const element of elements.slice(elements.indexOf(first))) {
    const known = components.find(({ type }) => type.accepts(element.tag));
    if (known === undefined) continue;
    const got = `${tagText(element.tag)}, out of its order`;
    return fail(known.name, element.offset, { expected: 'unknown components', got });
  }
  return undefined;
}

function firstRequired(components: readonly Component[], from: number, to: number) {
  return components.slice(from, to).find(({ required }) => required);
}

function lacking({ name }: Component, offset: number, got: string): WireError {
  return fail(name, offset, { expected: `component ${name}`, got });
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

export function sequenceOf<T>(
  item: DerType<T>,
  { min = 0, max = Infinity }: Bounds = {},
  name = `SEQUENCE OF ${item.name}`,
): DerType<readonly T[]> {
  return constructed<readonly T[]>(UNIVERSAL.sequence, {
    name,
    parse(element, depth) {
      const elements = readElements(element, depth);
      if (isWireError(elements)) return elements;
      if (elements.length < min || elements.length > max) {
        const expected = `${min} to ${max} of ${item.name}`;
        return fail(name, element.start, { expected, got: elements.length });
      }
      const list: T[] = [];
      for (const [at, one] of elements.entries()) {
        if (!item.accepts(one.tag)) {
          return fail(String(at), one.offset, { expected: item.name, got: tagText(one.tag) });
        }
        const value = item.parse(one, depth + 1);
        if (isWireError(value)) return inside(String(at), value);
        list.push(value);
      }
      return list;
    },
    emit: (list) => concat(...list.map((value) => item.emit(value))),
    xml: (list) => list.map((value) => listItemXml(item, value)).join(''),
  });
}

/** The items of a list stand under the name of their type; a CHOICE brings its own. */
function listItemXml<T>(item: DerType<T>, value: T): string {
  const content = item.xml(value);
  if (item.name.startsWith('CHOICE')) return content;
  const name = item.name.replaceAll(' ', '_');
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

/** One alternative and its value. */
export type ChoiceOf<A extends Readonly<Record<string, DerType<unknown>>>> = {
  [K in keyof A & string]: { readonly kind: K; readonly value: ValueOfType<A[K]> };
}[keyof A & string];

type ValueOfType<D> = D extends DerType<infer T> ? T : never;

export function choice<A extends Readonly<Record<string, DerType<unknown>>>>(
  name: string,
  alternatives: A,
): DerType<ChoiceOf<A>> {
  const list = automaticTags(
    Object.entries(alternatives).map(([key, type]) => ({ name: key, type, required: true })),
  );
  const byName = new Map(list.map((one) => [one.name, one]));
  return untagged(`CHOICE ${name}`, {
    accepts: (tag) => list.some(({ type }) => type.accepts(tag)),
    parse(element, depth) {
      const one = list.find(({ type }) => type.accepts(element.tag));
      if (one === undefined) {
        const got = tagText(element.tag);
        return fail(name, element.offset, { expected: `an alternative of ${name}`, got });
      }
      const value = one.type.parse(element, depth);
      if (isWireError(value)) return inside(one.name, value);
      return { kind: one.name, value } as ChoiceOf<A>;
    },
    emit: ({ kind, value }) => byName.get(kind)!.type.emit(value),
    xml: ({ kind, value }) => xmlElement(byName.get(kind)!, value),
  });
}

type ChoiceParts<T> = Pick<DerType<T>, 'accepts' | 'emit' | 'xml'> & {
  parse(element: DerElement, depth: number): T | WireError;
};

function untagged<T>(name: string, of: ChoiceParts<T>): DerType<T> {
  return {
    name,
    tagged: false,
    accepts: (tag) => of.accepts(tag),
    parse: (element, depth = 0) => of.parse(element, depth),
    emit: (value) => of.emit(value),
    under: (tag) => explicit(name, of, tagBytes(tag, true)),
    xml: (value) => of.xml(value),
  };
}

/** A CHOICE inside the element that its tag makes. */
function explicit<T>(name: string, of: ChoiceParts<T>, tag: number): DerType<T> {
  return {
    name,
    tagged: true,
    accepts: (other) => other === tag,
    parse(element, depth = 0) {
      const inner = readElement(element.content, 0, element.start);
      if (isWireError(inner)) return inner;
      if (inner.next !== element.content.length) {
        const got = `${element.content.length - inner.next} bytes`;
        return fail(name, element.start + inner.next, { expected: 'the end', got });
      }
      return of.parse(inner, depth + 1);
    },
    emit: (value) => emitTlv(tag, of.emit(value)),
    under: (other) => explicit(name, of, tagBytes(other, true)),
    xml: (value) => of.xml(value),
  };
}

interface ConstructedParts<T> {
  readonly name: string;
  parse(element: DerElement, depth: number): T | WireError;
  emit(value: T): Bytes;
  xml(value: T): string;
}

function constructed<T>(tag: number, of: ConstructedParts<T>, tagged = false): DerType<T> {
  return {
    name: of.name,
    tagged,
    accepts: (other) => other === tag,
    parse: (element, depth = 0) => of.parse(element, depth),
    emit: (value) => emitTlv(tag, of.emit(value)),
    under: (number: TagNumber) => constructed(tagBytes(number, true), of, true),
    xml: (value) => of.xml(value),
  };
}
