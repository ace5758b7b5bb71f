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

/** Records why a function answers with an error. */
export function noteError({ services }: Euicc, name: string, why: string): void {
  services.note(ES10_ERROR, name, why);
}

export const ES10_ERROR: TraceKind = {
  name: 'es10-error',
  words: ([name, why]) => `${operandText(name)} is answered by an error: ${operandText(why)}`,
};
