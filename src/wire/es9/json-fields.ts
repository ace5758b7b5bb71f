/** The fields of JSON messages: how a value is written, and which may be absent. [SGP22 §6.5.2] */
import {
  type Bytes,
  fail,
  hex,
  isHex,
  isWireError,
  unhex,
  type WireError,
} from '../../base/index.ts';
import { emitBase64, parseBase64 } from './base64.ts';

/** How values of a type are written. */
interface FieldType<T> {
  parse(value: unknown): T | WireError;
  emit(value: T): unknown;
}

export interface Field<T, Optional extends boolean = boolean> extends FieldType<T> {
  readonly isOptional: Optional;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
type ValueOf<F> = F extends FieldType<infer T> ? T : never;
type OptionalIn<F extends Fields> = {
  [K in keyof F]: F[K]['isOptional'] extends true ? K : never;
}[keyof F];

/** A message of these fields. */
export type JsonMessage<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalIn<F>>]: ValueOf<F[K]>;
} & { readonly [K in OptionalIn<F>]?: ValueOf<F[K]> | undefined };

export type JsonObject = Readonly<Record<string, unknown>>;

const CODEC = 'JSON';

export function field<T>(type: FieldType<T>): Field<T, false> {
  return { ...type, isOptional: false };
}

export function optionalField<T>(type: FieldType<T>): Field<T, true> {
  return { ...type, isOptional: true };
}

/** Bytes in base 64. */
export const BASE64: FieldType<Bytes> = {
  parse: (value) => (typeof value === 'string' ? parseBase64(value) : wrong('base 64', value)),
  emit: emitBase64,
};

/** Bytes in hexadecimal digits. */
export const HEX: FieldType<Bytes> = {
  parse: (value) =>
    typeof value === 'string' && isHex(value.toUpperCase())
      ? unhex(value)
      : wrong('hexadecimal digits', value),
  emit: hex,
};

export const FLAG: FieldType<boolean> = {
  parse: (value) => (typeof value === 'boolean' ? value : wrong('true or false', value)),
  emit: (value) => value,
};

export const NUMBER: FieldType<number> = {
  parse: (value) => (Number.isSafeInteger(value) ? (value as number) : wrong('a number', value)),
  emit: (value) => value,
};

/** Text of a form. `what` names it in errors. */
export function textOf(what: string, form = /^[^]*$/): FieldType<string> {
  return {
    parse: (value) => (typeof value === 'string' && form.test(value) ? value : wrong(what, value)),
    emit: (value) => value,
  };
}

/** A list of objects. */
export function listOf<F extends Fields>(fields: F): FieldType<readonly JsonMessage<F>[]> {
  return {
    parse(value) {
      if (!Array.isArray(value)) return wrong('a list', value);
      const list: JsonMessage<F>[] = [];
      for (const one of value as readonly unknown[]) {
        const parsed = parseFields(fields, one);
        if (isWireError(parsed)) return parsed;
        list.push(parsed);
      }
      return list;
    },
    emit: (list) => list.map((one) => emitFields(fields, one)),
  };
}

/** An object. */
export function objectOf<F extends Fields>(fields: F): FieldType<JsonMessage<F>> {
  return {
    parse: (value) => parseFields(fields, value),
    emit: (value) => emitFields(fields, value),
  };
}

/** The name of a field that is missing stands in the error; what is not declared is skipped. */
export function parseFields<F extends Fields>(
  fields: F,
  source: unknown,
): JsonMessage<F> | WireError {
  if (typeof source !== 'object' || source === null || Array.isArray(source))
    return wrong('an object', source);
  const message: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(fields)) {
    const given = (source as JsonObject)[name];
    if (given === undefined || given === null) {
      if (one.isOptional) continue;
      return fail(CODEC, 0, { expected: `a field ${name}`, got: 'none' });
    }
    const value: unknown = one.parse(given);
    if (isWireError(value)) return { ...value, expected: `${name}: ${value.expected}` };
    message[name] = value;
  }
  return message as JsonMessage<F>;
}

export function emitFields<F extends Fields>(fields: F, message: JsonMessage<F>): JsonObject {
  const values: Readonly<Record<string, unknown>> = message;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, one]) => {
      const value = values[name];
      return value === undefined ? [] : [[name, one.emit(value)]];
    }),
  );
}

/** One object as text. */
export function parseJson(text: string): JsonObject | WireError {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as JsonObject;
    return wrong('an object', value);
  } catch {
    return fail(CODEC, 0, { expected: 'an object', got: text.slice(0, 40) });
  }
}

function wrong(expected: string, got: unknown): WireError {
  const kind = Array.isArray(got) ? 'an array' : got === null ? 'null' : typeof got;
  const shown = typeof got === 'string' ? got.slice(0, 40) : kind;
  return fail(CODEC, 0, { expected, got: shown });
}
