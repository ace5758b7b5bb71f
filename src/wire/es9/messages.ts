/** Requests and responses as the text of a body of HTTP. [SGP22 §6.5.2] */
import { isWireError, type WireError } from '../../base/index.ts';
import {
  EXECUTION_STATUS,
  type ExecutionStatus,
  REQUEST_HEADER,
  type RequestHeader,
  RESPONSE_HEADER,
  type StatusCode,
} from './execution-status.ts';
import type { JsonFunction } from './functions.ts';
import { emitFields, type JsonMessage, parseFields, parseJson } from './json-fields.ts';

/** The protocol that a body follows, in a header of HTTP; an LPA sends one, a server answers. */
export const ADMIN_PROTOCOL = { name: 'X-Admin-Protocol', value: 'gsma/rsp/v2.5.0' } as const;
export const JSON_TYPE = 'application/json;charset=UTF-8';

export type RequestOf<F extends JsonFunction> = JsonMessage<F['request']>;
export type ResponseOf<F extends JsonFunction> = JsonMessage<F['response']>;

/** The header is for servers and operators. */
export function emitJsonRequest<F extends JsonFunction>(
  { request }: F,
  message: RequestOf<F>,
  header?: RequestHeader,
): string {
  const fields = emitFields(request, message as never);
  if (header === undefined) return JSON.stringify(fields);
  return JSON.stringify({ header: emitFields(REQUEST_HEADER, header), ...fields });
}

export interface JsonRequest<F extends JsonFunction> {
  readonly message: RequestOf<F>;
  readonly header: RequestHeader | undefined;
}

export function parseJsonRequest<F extends JsonFunction>(
  { request }: F,
  text: string,
): JsonRequest<F> | WireError {
  const object = parseJson(text);
  if (isWireError(object)) return object;
  const { header: given, ...rest } = object;
  const header = given === undefined ? undefined : parseFields(REQUEST_HEADER, given);
  if (isWireError(header)) return { ...header, expected: `header: ${header.expected}` };
  const message = parseFields(request, rest);
  return isWireError(message) ? message : { message: message as RequestOf<F>, header };
}

export function emitJsonResponse<F extends JsonFunction>(
  { response }: F,
  message: ResponseOf<F>,
): string {
  const status = { status: EXECUTION_STATUS.success };
  return JSON.stringify({ header: emitStatus(status), ...emitFields(response, message as never) });
}

/** A failure: nothing but its status. */
export function emitJsonFailure(status: ExecutionStatus): string {
  return JSON.stringify({ header: emitStatus(status) });
}

export type JsonResponse<F extends JsonFunction> =
  | { readonly message: ResponseOf<F> }
  /** Without codes where the server sent none. */
  | { readonly failure: { readonly status: string; readonly code: StatusCode | undefined } };

export function parseJsonResponse<F extends JsonFunction>(
  { response }: F,
  text: string,
): JsonResponse<F> | WireError {
  const object = parseJson(text);
  if (isWireError(object)) return object;
  const { header: given, ...rest } = object;
  const header = parseFields(RESPONSE_HEADER, given);
  if (isWireError(header)) return { ...header, expected: `header: ${header.expected}` };
  const { status, statusCodeData } = header.functionExecutionStatus;
  const isWell = status === EXECUTION_STATUS.success || status === EXECUTION_STATUS.warning;
  if (!isWell) return { failure: { status, code: statusCodeData } };
  const message = parseFields(response, rest);
  return isWireError(message) ? message : { message: message as ResponseOf<F> };
}

function emitStatus(functionExecutionStatus: ExecutionStatus) {
  return emitFields(RESPONSE_HEADER, { functionExecutionStatus });
}
