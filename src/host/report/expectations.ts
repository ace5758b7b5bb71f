/** What cases expect, and the errors by which they end. */
import {
  type Bytes,
  describeWireError,
  hex,
  isWireError,
  type WireError,
} from '../../base/index.ts';

/** An expectation that is not met. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
}

/** A case that this eUICC cannot be given; the message is the reason. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

export function fail(why: string): never {
  throw new CheckFailure(why);
}

export function check(condition: boolean, expected: string): asserts condition {
  if (!condition) fail(`expected: ${expected}`);
}

type Plain = number | string | boolean | undefined;

export function checkSame<T extends Plain>(what: string, got: T, expected: T): void {
  if (got !== expected) fail(`${what}: expected ${String(expected)}, got ${String(got)}`);
}

export function checkBytes(what: string, got: Bytes | undefined, expected: Bytes): void {
  checkSame(what, got === undefined ? 'nothing' : hex(got), hex(expected));
}

/** A result by its name in the table of the function. */
export function checkResult(
  what: string,
  names: Readonly<Record<string, number>>,
  { got, expected }: { readonly got: number; readonly expected: string },
): void {
  const nameOf = (value: number): string =>
    `${Object.keys(names).find((one) => names[one] === value) ?? 'no name'} (${value})`;
  checkSame(what, nameOf(got), nameOf(names[expected] ?? -1));
}

export function readable<T>(what: string, parsed: T | WireError): T {
  return isWireError(parsed) ? fail(`${what} does not read: ${describeWireError(parsed)}`) : parsed;
}

/** The result of a function whose answer is a result or an error. */
export function successOf<T extends object>(
  what: string,
  parsed: T | WireError,
): Exclude<T, { readonly error: unknown }> {
  const whole = readable(what, parsed);
  if ('error' in whole) fail(`${what}: expected a result, got error ${String(whole.error)}`);
  return whole as Exclude<T, { readonly error: unknown }>;
}

/** The number of the error; a result is a failure. */
export function errorOf(what: string, parsed: object | WireError): number {
  const whole = readable(what, parsed);
  return 'error' in whole ? Number(whole.error) : fail(`${what}: expected an error, got a result`);
}
