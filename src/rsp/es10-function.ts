/** What every function of ES10 is made of. [SGP22 §5.7] */
import {
  type Bytes,
  describeWireError,
  isWireError,
  operandText,
  type TraceKind,
  type WireError,
} from '../base/index.ts';
import { refuse, type Session } from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import type { Euicc } from './euicc.ts';

export interface Es10Function {
  /** As the specification names it. */
  readonly name: string;
  /** Of its request and its response. */
  readonly tag: number;
  /** Takes a whole request and gives a whole response; a `Refusal` when there can be none. */
  run(euicc: Euicc, request: Bytes, session: Session): Bytes;
}

/** A request that its codec could read, or the status word for incorrect data. [SGP22 §5.7.2] */
export function readable<T>(request: T | WireError, clause: string): T {
  if (!isWireError(request)) return request;
  return refuse(SW.WRONG_DATA, clause, describeWireError(request));
}

/** An error that a function answers with, by its name in the specification. */
export interface Wrong<Name extends string = string> {
  readonly error: Name;
  /** In words, where the name does not say it. */
  readonly why?: string;
}

export function wrong<Name extends string>(error: Name, why: string): Wrong<Name> {
  return { error, why };
}

/** Records why a function answers with an error. */
export function noteError({ services }: Euicc, name: string, { error, why }: Wrong): void {
  services.note(ES10_ERROR, name, why === undefined ? error : `${error}: ${why}`);
}

/** A function whose response is one result. */
export interface ResultFunction<Request, Result extends string> extends Pick<
  Es10Function,
  'name' | 'tag'
> {
  readonly clause: string;
  /** Their numbers; `ok` is the one that is no error. */
  readonly results: Readonly<Record<Result, number>>;
  parse(source: Bytes): Request | WireError;
  emit(result: number): Bytes;
  run(euicc: Euicc, request: Request, session: Session): Result;
}

/** Every result but `ok` is recorded. */
export function resultFunction<Request, Result extends string>(
  one: ResultFunction<Request, Result>,
): Es10Function {
  const { name, tag, clause, results } = one;
  return {
    name,
    tag,
    run(euicc, source, session) {
      const result = one.run(euicc, readable(one.parse(source), clause), session);
      if (result !== 'ok') noteError(euicc, name, { error: result });
      return one.emit(results[result]);
    },
  };
}

export const ES10_ERROR: TraceKind = {
  name: 'es10-error',
  words: ([name, why]) => `${operandText(name)} is answered by an error: ${operandText(why)}`,
};
