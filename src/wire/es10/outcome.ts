/** Answers that are a CHOICE of a result and an error. [SGP22 §5.7] */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import {
  elements,
  emitInteger,
  type Message,
  openInside,
  openMessage,
  optional,
  parseInteger,
  type Reader,
  UNIVERSAL,
  wrong,
} from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { ELEMENT } from './tags.ts';
import { TRANSACTION_ID } from './transaction-id.ts';

/** The number of an error, where there is no result. */
export interface Failed {
  readonly error: number;
}

const SESSION_ERROR = {
  transactionId: elements.element(ELEMENT.first, TRANSACTION_ID),
  error: elements.element(UNIVERSAL.integer, elements.INTEGER),
} as const;

/** An error in a session that a server began. */
export type SessionError = Message<typeof SESSION_ERROR>;

export function isFailed<T extends object>(result: T | Failed): result is T & Failed {
  return 'error' in result;
}

/** The error is a number alone. */
export function outcomeOf<E extends elements.Elements>(
  codec: string,
  tag: number,
  ok: E,
): elements.MessageCodec<Message<E> | Failed> {
  return {
    parse(source) {
      const reader = openMessage(codec, tag, source);
      if (isWireError(reader)) return reader;
      const failed = optional(reader, ELEMENT.second);
      if (failed === undefined) return parseResult(reader, ok);
      const error = parseInteger(reader, failed);
      return isWireError(error) ? error : { error };
    },
    emit: (result) =>
      'error' in result
        ? emitTlv(tag, emitInteger(ELEMENT.second, result.error as number))
        : emitResult(tag, elements.emitElements(ok, result as Message<E>)),
  };
}

/** The error stands beside the transaction that it ends. */
export function sessionOutcomeOf<E extends elements.Elements>(
  codec: string,
  tag: number,
  ok: E,
): elements.MessageCodec<Message<E> | SessionError> {
  return {
    parse(source) {
      const reader = openMessage(codec, tag, source);
      if (isWireError(reader)) return reader;
      const failed = optional(reader, ELEMENT.secondConstructed);
      if (failed === undefined) return parseResult(reader, ok);
      const inside = openInside(reader, failed);
      return isWireError(inside) ? inside : elements.parseElements(SESSION_ERROR, inside);
    },
    emit: (result) =>
      'error' in result
        ? emitTlv(
            tag,
            emitTlv(
              ELEMENT.secondConstructed,
              elements.emitElements(SESSION_ERROR, result as SessionError),
            ),
          )
        : emitResult(tag, elements.emitElements(ok, result as Message<E>)),
  };
}

function parseResult<E extends elements.Elements>(reader: Reader, ok: E): Message<E> | WireError {
  const value = optional(reader, ELEMENT.firstConstructed);
  if (value === undefined)
    return wrong(reader, reader.source, { expected: 'a result or an error', got: 'neither' });
  const inside = openInside(reader, value);
  return isWireError(inside) ? inside : elements.parseInOrder(ok, inside);
}

function emitResult(tag: number, result: Bytes): Bytes {
  return emitTlv(tag, emitTlv(ELEMENT.firstConstructed, result));
}
