/**
 * The types of an ASN.1 module as values. Each reads and writes the distinguished encoding, so
 * that what was read is written with the same bytes: minimal tags and lengths, elements in their
 * order, a DEFAULT value present only where it was sent. [X.690 §10]
 */
import { type Bytes, fail, hex, isWireError, type WireError } from '../../base/index.ts';
import { headLength, parseTlv } from '../index.ts';
import { tagText } from './message.ts';

/** One encoded element; offsets count from the start of the source. */
export interface DerElement {
  readonly tag: number;
  /** Where its tag stands. */
  readonly offset: number;
  /** Where its content starts. */
  readonly start: number;
  readonly content: Bytes;
}

/** Elements in elements in elements: no module of today has more than 9. */
const DEPTH_MAX = 16;

export interface DerType<T> {
  /** The name of the type, for errors and XER. */
  readonly name: string;
  /** Whether the module writes a tag at this component. [X.680 §25.8] */
  readonly tagged: boolean;
  accepts(tag: number): boolean;
  parse(element: DerElement, depth?: number): T | WireError;
  emit(value: T): Bytes;
  /** The type under a tag: implicit, but explicit for a CHOICE. [X.680 §31.2.7] */
  under(tag: TagNumber): DerType<T>;
  /** Basic XML form of a value, without the element around it. [X.693 §8] */
  xml(value: T): string;
}

/** The value of a type. */
export type ValueOf<D> = D extends DerType<infer T> ? T : never;

/** A tag without its form, which follows from the type. */
export interface TagNumber {
  readonly class: 0x40 | 0x80 | 0xc0;
  readonly number: number;
}

export function context(number: number): TagNumber {
  return { class: 0x80, number };
}

export function application(number: number): TagNumber {
  return { class: 0x40, number };
}

export function privateTag(number: number): TagNumber {
  return { class: 0xc0, number };
}

/** A tag's bytes as one number. [X.690 §8.1.2] */
export function tagBytes(tag: TagNumber, constructed: boolean): number {
  const first = tag.class | (constructed ? 0x20 : 0);
  return tag.number < 0x1f ? first | tag.number : ((first | 0x1f) << 8) | tag.number;
}

/** The element at an offset; the distinguished encoding alone. */
export function readElement(
  content: Bytes,
  at: number,
  base: number,
): (DerElement & { readonly next: number }) | WireError {
  const one = parseTlv(content, at);
  if (isWireError(one)) return { ...one, codec: 'DER', offset: base + one.offset };
  const head = one.next - at - one.value.length;
  if (head !== headLength(one)) {
    const got = hex(content.subarray(at, at + head));
    return fail('DER', base + at, { expected: 'tag and length in their shortest form', got });
  }
  const start = at + head;
  const { tag, value, next } = one;
  return { tag, offset: base + at, start: base + start, content: value, next };
}

/** The elements of a constructed one, in their order. */
export function readElements(
  element: { readonly content: Bytes; readonly start: number },
  depth = 0,
): readonly DerElement[] | WireError {
  if (depth > DEPTH_MAX)
    return fail('DER', element.start, { expected: 'flatter elements', got: `depth ${depth}` });
  const list: DerElement[] = [];
  for (let at = 0; at < element.content.length;) {
    const one = readElement(element.content, at, element.start);
    if (isWireError(one)) return one;
    list.push(one);
    at = one.next;
  }
  return list;
}

/** An error inside a component, with the component's name before it. */
export function inside(name: string, error: WireError): WireError {
  return { ...error, codec: error.codec === 'DER' ? name : `${name}.${error.codec}` };
}

/** A whole source that is one value of a type. */
export function parseDer<T>(type: DerType<T>, source: Bytes): T | WireError {
  const element = readElement(source, 0, 0);
  if (isWireError(element)) return inside(type.name, element);
  if (!type.accepts(element.tag)) {
    const got = tagText(element.tag);
    return fail(type.name, 0, { expected: `tag of ${type.name}`, got });
  }
  if (element.next !== source.length) {
    const got = `${source.length - element.next} bytes`;
    return fail(type.name, element.next, { expected: 'the end', got });
  }
  return type.parse(element);
}
