/**
 * What is certain of one cell of a stack or a local variable. An interface counts as
 * Object, and an array of booleans as one of bytes. [JCVM §7.5]
 */
import { apiClass } from '../api/index.ts';
import { isSubclass, type LinkedClass } from '../loader/index.ts';

/** What an array has in it. */
export type Element = 'byte' | 'short' | 'int' | LinkedClass;

/**
 * `int` stands for the first cell of one and `low` for the second; `reference` is one of an unknown
 * class; `new` an object before its constructor was called, `this` the one whose constructor runs;
 * `address` what `jsr` leaves; `argument` a cell of which only the use will show it, `or` what else
 * it holds where some ways store in it.
 */
export type Value =
  | { readonly kind: 'short' | 'int' | 'low' | 'null' | 'reference' | 'unusable' }
  | { readonly kind: 'object'; readonly class: LinkedClass }
  | { readonly kind: 'array'; readonly of: Element }
  | { readonly kind: 'new'; readonly class: LinkedClass; readonly at: number }
  | { readonly kind: 'this'; readonly class: LinkedClass }
  | { readonly kind: 'address'; readonly at: number }
  | { readonly kind: 'argument'; readonly index: number; readonly or?: Value };

export const SHORT: Value = { kind: 'short' };
export const INT: Value = { kind: 'int' };
export const LOW: Value = { kind: 'low' };
export const NULL: Value = { kind: 'null' };
export const REFERENCE: Value = { kind: 'reference' };
export const UNUSABLE: Value = { kind: 'unusable' };

const OBJECTS = new WeakMap<LinkedClass, Value>();

export function objectClass(): LinkedClass {
  return apiClass('java.lang.Object');
}

export function objectOf(of: LinkedClass): Value {
  const its = of.isInterface ? objectClass() : of;
  const known = OBJECTS.get(its);
  if (known) return known;
  const made: Value = { kind: 'object', class: its };
  OBJECTS.set(its, made);
  return made;
}

export function arrayOf(of: Element | 'boolean'): Value {
  if (of === 'boolean') return { kind: 'array', of: 'byte' };
  const isInterface = typeof of !== 'string' && of.isInterface;
  return { kind: 'array', of: isInterface ? objectClass() : of };
}

export function isSame(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (one.kind !== other.kind) return false;
  if (one.kind === 'object' || one.kind === 'this')
    return one.class === (other as typeof one).class;
  if (one.kind === 'array') return one.of === (other as typeof one).of;
  if (one.kind === 'new')
    return one.at === (other as typeof one).at && one.class === (other as typeof one).class;
  if (one.kind === 'address') return one.at === (other as typeof one).at;
  if (one.kind === 'argument') {
    const { index, or } = other as typeof one;
    return one.index === index && (one.or === or || (!!one.or && !!or && isSame(one.or, or)));
  }
  return true;
}

/** Whether a cell holds a reference to a whole object, or null. */
export function isReferenceValue({ kind }: Value): boolean {
  return kind === 'null' || kind === 'reference' || kind === 'object' || kind === 'array';
}

/** Whether a value may be used where another is expected. */
export function fits(one: Value, expected: Value): boolean {
  if (isSame(one, expected)) return true;
  if (!isReferenceValue(one) || !isReferenceValue(expected)) return false;
  if (one.kind === 'null' || one.kind === 'reference' || expected.kind === 'reference') return true;
  if (expected.kind === 'object')
    return one.kind === 'object'
      ? isSubclass(one.class, expected.class)
      : expected.class === objectClass();
  if (expected.kind !== 'array' || one.kind !== 'array') return false;
  if (typeof one.of === 'string' || typeof expected.of === 'string') return false;
  return isSubclass(one.of, expected.of);
}

/** What is certain of a cell that two ways reach. */
export function joined(one: Value, other: Value): Value {
  if (isSame(one, other)) return one;
  if (one.kind === 'argument') return joinedArgument(one, other);
  if (other.kind === 'argument') return joinedArgument(other, one);
  if (!isReferenceValue(one) || !isReferenceValue(other)) return UNUSABLE;
  if (one.kind === 'null') return other;
  if (other.kind === 'null') return one;
  if (one.kind === 'reference' || other.kind === 'reference') return REFERENCE;
  if (one.kind === 'object' && other.kind === 'object')
    return objectOf(commonSuperclass(one.class, other.class));
  const [first, second] = [one, other].map((each) =>
    each.kind === 'array' && typeof each.of !== 'string' ? each.of : undefined,
  );
  if (first !== undefined && second !== undefined) return arrayOf(commonSuperclass(first, second));
  return objectOf(objectClass());
}

type Argument = Extract<Value, { readonly kind: 'argument' }>;

/** An argument's cell where some ways store in it: its use shows the kind of both. */
function joinedArgument(argument: Argument, other: Value): Value {
  const { index, or } = argument;
  if (other.kind === 'argument' && other.index !== index) return UNUSABLE;
  const stored = other.kind === 'argument' ? other.or : other;
  if (stored === undefined) return argument;
  const both = or === undefined ? stored : joined(or, stored);
  const isKind = isReferenceValue(both) || KINDS.has(both.kind);
  return isKind ? { kind: 'argument', index, or: both } : UNUSABLE;
}

/** Kinds of arguments that are no references. */
const KINDS: ReadonlySet<Value['kind']> = new Set(['short', 'int', 'low'] as const);

function commonSuperclass(one: LinkedClass, other: LinkedClass): LinkedClass {
  for (let at: LinkedClass | undefined = one; at !== undefined; at = at.super)
    if (isSubclass(other, at)) return at;
  return objectClass();
}

/** A value in words, for people. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case 'object':
      return value.class.name;
    case 'array':
      return `${typeof value.of === 'string' ? value.of : value.of.name}[]`;
    case 'new':
    case 'this':
      return `a ${value.class.name} without a constructor's call`;
    case 'low':
      return 'half of an int';
    case 'address':
      return 'an address';
    case 'argument':
      return `argument ${value.index}`;
    case 'reference':
      return 'a reference';
    case 'short':
    case 'int':
    case 'null':
    case 'unusable':
      return value.kind;
  }
}
