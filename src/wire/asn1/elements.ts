/**
 * The elements of a message, each declared once: tag, type, and whether it may be absent. The type
 * of the message, and how it is read and written, follow; it is written in the order declared.
 */
import { type Bytes, concat, EMPTY, isWireError, utf8, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { emitNamedBits, parseNamedBits } from './bit-string.ts';
import { emitBoolean, emitInteger, parseBoolean, parseInteger } from './integer.ts';
import {
  missing,
  openInside,
  openMessage,
  optional,
  type Reader,
  required,
  sized,
  wrong,
} from './message.ts';
import { emitObjectIdentifier, parseObjectIdentifier } from './object-identifier.ts';
import { parseText } from './utf8-string.ts';

/** How values of a type are coded in an element. */
export interface ElementType<T> {
  parse(reader: Reader, value: Bytes): T | WireError;
  emit(tag: number, value: T): Bytes;
}

export interface Element<T, Optional extends boolean = boolean> extends ElementType<T> {
  readonly tag: number;
  readonly isOptional: Optional;
}

export type Elements = Readonly<Record<string, Element<unknown>>>;
export type ValueOf<E> = E extends ElementType<infer T> ? T : never;
type OptionalIn<E extends Elements> = {
  [K in keyof E]: E[K]['isOptional'] extends true ? K : never;
}[keyof E];

/** What a message with these elements holds. */
export type Message<E extends Elements> = {
  readonly [K in Exclude<keyof E, OptionalIn<E>>]: ValueOf<E[K]>;
} & { readonly [K in OptionalIn<E>]?: ValueOf<E[K]> | undefined };

export function element<T>(tag: number, type: ElementType<T>): Element<T, false> {
  return { ...type, tag, isOptional: false };
}

export function optionalElement<T>(tag: number, type: ElementType<T>): Element<T, true> {
  return { ...type, tag, isOptional: true };
}

/** The tag of each element by its name. */
export function tagsOf<E extends Elements>(elements: E): { readonly [K in keyof E]: number } {
  const tags = Object.entries(elements).map(([name, { tag }]) => [name, tag]);
  return Object.fromEntries(tags) as { readonly [K in keyof E]: number };
}

/** Elements that are not declared are skipped. */
export function parseElements<E extends Elements>(
  elements: E,
  reader: Reader,
): Message<E> | WireError {
  const message: Record<string, unknown> = {};
  // A list of entries, made for each message, would take a third of the time of a short one.
  for (const name in elements) {
    const one = elements[name]!;
    const value = one.isOptional ? optional(reader, one.tag) : required(reader, one.tag);
    if (isWireError(value)) return value;
    const parsed = value && one.parse(reader, value);
    if (isWireError(parsed)) return parsed;
    message[name] = parsed;
  }
  return message as Message<E>;
}

export function emitElements<E extends Elements>(elements: E, message: Message<E>): Bytes {
  const values = message as Readonly<Record<string, unknown>>;
  return concat(
    ...Object.entries(elements).map(([name, { tag, emit }]) =>
      values[name] === undefined ? EMPTY : emit(tag, values[name]),
    ),
  );
}

/**
 * As `parseElements`, where two elements have one tag: each is looked for behind the one before.
 */
export function parseInOrder<E extends Elements>(
  elements: E,
  reader: Reader,
): Message<E> | WireError {
  const message: Record<string, unknown> = {};
  let from = 0;
  for (const [name, one] of Object.entries(elements)) {
    const found = reader.elements.findIndex(({ tag }, at) => at >= from && tag === one.tag);
    if (found < 0 && one.isOptional) continue;
    const value = found < 0 ? missing(reader, one.tag) : reader.elements[found]!.value;
    if (isWireError(value)) return value;
    const parsed = one.parse(reader, value);
    if (isWireError(parsed)) return parsed;
    message[name] = parsed;
    from = found + 1;
  }
  return message as Message<E>;
}

/** A whole message of its own: one object with this tag. */
export interface MessageCodec<T> {
  readonly parse: (source: Bytes) => T | WireError;
  readonly emit: (message: T) => Bytes;
}

/** The codec of a message whose elements stand in their order. `codec` is its name in errors. */
export function messageOf<E extends Elements>(
  codec: string,
  tag: number,
  elements: E,
): MessageCodec<Message<E>> {
  return {
    parse(source) {
      const reader = openMessage(codec, tag, source);
      return isWireError(reader) ? reader : parseInOrder(elements, reader);
    },
    emit: (message) => emitTlv(tag, emitElements(elements, message)),
  };
}

export const INTEGER: ElementType<number> = { parse: parseInteger, emit: emitInteger };
export const NAMED_BITS: ElementType<readonly number[]> = {
  parse: parseNamedBits,
  emit: emitNamedBits,
};

export function octets(
  range: { readonly min: number; readonly max: number } = { min: 0, max: Infinity },
): ElementType<Bytes> {
  return { parse: (reader, value) => sized(reader, value, range), emit: emitTlv };
}

/** UTF8String of at most so many bytes. */
export function text(lengthMax: number): ElementType<string> {
  return {
    parse: (reader, value) => parseText(reader, value, lengthMax),
    emit: (tag, value) => emitTlv(tag, utf8(value)),
  };
}

/** An INTEGER with named values: the number is the position. */
export function choice<T extends string>(names: readonly T[]): ElementType<T> {
  return {
    parse(reader, value) {
      const number = parseInteger(reader, value);
      if (isWireError(number)) return number;
      const expected = `0 to ${names.length - 1}`;
      return names[number] ?? wrong(reader, value, { expected, got: number });
    },
    emit: (tag, value) => emitInteger(tag, names.indexOf(value)),
  };
}

export const BOOLEAN: ElementType<boolean> = { parse: parseBoolean, emit: emitBoolean };

/** In dotted form. */
export const OBJECT_IDENTIFIER: ElementType<string> = {
  parse(reader, value) {
    const dotted = parseObjectIdentifier(value);
    if (!isWireError(dotted)) return dotted;
    return wrong(reader, value, { expected: dotted.expected, got: dotted.got });
  },
  emit: (tag, dotted) => emitTlv(tag, emitObjectIdentifier(dotted)),
};

/** An element that travels as it is, tag and length included: what is signed, a certificate. */
export function whole(tag: number): ElementType<Bytes> {
  return {
    parse: (_reader, value) => emitTlv(tag, value),
    emit: (_tag, element) => element,
  };
}

/** A SEQUENCE of elements. */
export function sequence<E extends Elements>(elements: E): ElementType<Message<E>> {
  return {
    parse(reader, value) {
      const inside = openInside(reader, value);
      return isWireError(inside) ? inside : parseElements(elements, inside);
    },
    emit: (tag, message) => emitTlv(tag, emitElements(elements, message)),
  };
}

/** A SEQUENCE OF one type; each is written with this tag, and read whatever its tag is. */
export function listOf<T>(itemTag: number, type: ElementType<T>): ElementType<readonly T[]> {
  return {
    parse(reader, value) {
      const inside = openInside(reader, value);
      if (isWireError(inside)) return inside;
      const items = inside.elements.map((one) => type.parse(inside, one.value));
      return items.find(isWireError) ?? (items as readonly T[]);
    },
    emit: (tag, items) => emitTlv(tag, ...items.map((one) => type.emit(itemTag, one))),
  };
}
