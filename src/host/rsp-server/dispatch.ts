/** From the path and body of a request of HTTP to the function, and its answer. [SGP22 §6.3] */
import { describeWireError, isWireError } from '../../base/index.ts';
import {
  emitJsonFailure,
  emitJsonResponse,
  failedStatus,
  type Failure,
  type JsonFunction,
  parseJsonRequest,
  type RequestOf,
  type ResponseOf,
} from '../../wire/es9/index.ts';
import { isFailure, refused } from './parts.ts';

export interface Answer {
  readonly status: 200 | 204 | 404;
  /** Empty with 204 and 404. */
  readonly body: string;
  /** The last part of the path. */
  readonly name: string;
  /** Why it was refused. */
  readonly failure?: Failure | undefined;
  /** What was done, where the answer does not show it. */
  readonly note?: string | undefined;
}

type Handler = (body: string) => Omit<Answer, 'name'>;

/** By path. */
export type Handlers = ReadonlyMap<string, Handler>;

export function dispatch(handlers: Handlers, path: string, body: string): Answer {
  const name = path.split('/').at(-1) ?? '';
  const handler = handlers.get(path.replace(/\?.*$/, ''));
  return handler === undefined ? { status: 404, body: '', name } : { ...handler(body), name };
}

export function failed(failure: Failure): Omit<Answer, 'name'> {
  return { status: 200, body: emitJsonFailure(failedStatus(failure)), failure };
}

/** A function with a request and a response. */
export function responding<F extends JsonFunction>(
  definition: F,
  run: (request: RequestOf<F>) => ResponseOf<F> | Failure,
): readonly [string, Handler] {
  const handler: Handler = (body) => {
    const request = parseJsonRequest(definition, body);
    if (isWireError(request)) return failed(malformed(request));
    const response = run(request.message);
    return isFailure<object>(response)
      ? failed(response)
      : { status: 200, body: emitJsonResponse(definition, response) };
  };
  return [definition.path, handler];
}

/** A notification, whose answer has no body. `run` returns what was done with it, in words. */
export function noted<F extends JsonFunction>(
  definition: F,
  run: (request: RequestOf<F>) => string,
): readonly [string, Handler] {
  const handler: Handler = (body) => {
    const request = parseJsonRequest(definition, body);
    const note = isWireError(request) ? `dropped: ${describeWireError(request)}` : '';
    if (isWireError(request)) return { status: 204, body: '', note };
    return { status: 204, body: '', note: run(request.message) };
  };
  return [definition.path, handler];
}

function malformed(error: Parameters<typeof describeWireError>[0]): Failure {
  const isMissing = error.got === 'none';
  const reason = isMissing ? 'mandatoryElementMissing' : 'invalid';
  return refused('function', reason, describeWireError(error));
}
