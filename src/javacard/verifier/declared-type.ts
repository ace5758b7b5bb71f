/** Declared types of fields, parameters and results. [JCVM §6.14.4] [JCVM §4.3.2] */
import type { Bytes } from '../../base/index.ts';
import { apiClass } from '../api/index.ts';
import type { LinkedClass } from '../loader/index.ts';
import {
  arrayOf,
  type Element,
  INT,
  LOW,
  objectOf,
  REFERENCE,
  SHORT,
  type Value,
} from './value.ts';

export interface DeclaredType {
  /** As descriptors of Java have it: `S`, `[B`, `Ljavacard.framework.AID;`. */
  readonly text: string;
  /** What its cells hold. */
  readonly cells: readonly Value[];
}

export interface MethodType {
  /** `([BSB)V`. */
  readonly text: string;
  /** Cells of the parameters, without the object; `undefined` where nothing is known. */
  readonly parameters: readonly (Value | undefined)[];
  readonly result: readonly Value[];
}

const PRIMITIVES = {
  V: [],
  Z: [SHORT],
  B: [SHORT],
  S: [SHORT],
  I: [INT, LOW],
} as const satisfies Record<string, readonly Value[]>;
type Primitive = keyof typeof PRIMITIVES;
const ELEMENTS = { Z: 'boolean', B: 'byte', S: 'short', I: 'int' } as const;

/** Half bytes of types in a Descriptor component. */
const NIBBLE = { REFERENCE: 0x6, REFERENCE_ARRAY: 0xe, ARRAY: 0x8 } as const;
const NIBBLE_PRIMITIVES: Readonly<Record<number, Primitive>> = {
  1: 'V',
  2: 'Z',
  3: 'B',
  4: 'S',
  5: 'I',
};

export function primitiveType(letter: Primitive): DeclaredType {
  return { text: letter, cells: PRIMITIVES[letter] };
}

function primitiveArray(letter: keyof typeof ELEMENTS): DeclaredType {
  return { text: `[${letter}`, cells: [arrayOf(ELEMENTS[letter] as Element | 'boolean')] };
}

/** An unknown class is a reference of which nothing is certain. */
function classType(found: LinkedClass | undefined, name: string, isArray: boolean): DeclaredType {
  const text = `${isArray ? '[' : ''}L${name};`;
  if (found === undefined) return { text, cells: [REFERENCE] };
  return { text, cells: [isArray ? arrayOf(found) : objectOf(found)] };
}

/** The last of a list is the result. */
export function methodType(types: readonly DeclaredType[]): MethodType {
  const parameters = types.slice(0, -1);
  const result = types.at(-1)!;
  return {
    text: `(${parameters.map((one) => one.text).join('')})${result.text}`,
    parameters: parameters.flatMap((one) => one.cells),
    result: result.cells,
  };
}

const SIGNATURE_TYPE = /\[?(?:L[^;]+;|[VZBSI])/g;

/** The type of a method of the machine, from `check([BSB)Z`. */
export function typeOfSignature(
  signature: string,
  classNamed: (name: string) => LinkedClass | undefined = apiClass,
): MethodType {
  const types = signature.slice(signature.indexOf('(')).match(SIGNATURE_TYPE) ?? [];
  return methodType(
    types.map((one) => {
      const isArray = one.startsWith('[');
      const type = isArray ? one.slice(1) : one;
      if (type.startsWith('L')) {
        const name = type.slice(1, -1).replaceAll('/', '.');
        return classType(classNamed(name), name, isArray);
      }
      return isArray
        ? primitiveArray(type as keyof typeof ELEMENTS)
        : primitiveType(type as Primitive);
    }),
  );
}

/** The types that half bytes stand for; `undefined` where they stand for none. */
export function typesOfNibbles(
  { nibbles, type }: { readonly nibbles: number; readonly type: Bytes },
  classOf: (reference: number) => LinkedClass,
): readonly DeclaredType[] | undefined {
  const half = (at: number) => (at % 2 === 0 ? type[at >> 1]! >> 4 : type[at >> 1]! & 0x0f);
  const types: DeclaredType[] = [];
  for (let at = 0; at < nibbles;) {
    const code = half(at++);
    const isArray = (code & NIBBLE.ARRAY) !== 0;
    const primitive = NIBBLE_PRIMITIVES[code & ~NIBBLE.ARRAY];
    if (primitive !== undefined) {
      if (isArray && primitive === 'V') return undefined;
      types.push(
        isArray ? primitiveArray(primitive as keyof typeof ELEMENTS) : primitiveType(primitive),
      );
      continue;
    }
    if ((code !== NIBBLE.REFERENCE && code !== NIBBLE.REFERENCE_ARRAY) || at + 4 > nibbles)
      return undefined;
    const reference = [0, 1, 2, 3].reduce((value, index) => value * 16 + half(at + index), 0);
    at += 4;
    const found = classOf(reference);
    types.push(classType(found, found.name, isArray));
  }
  const isPadded = nibbles % 2 === 0 || half(nibbles) === 0;
  const hasVoid = types.slice(0, -1).some((one) => one.text === 'V');
  return types.length === 0 || !isPadded || hasVoid ? undefined : types;
}
