/** Answers that are a CHOICE of a result and an error. [SGP22 §5.7] */
import { isWireError, type WireError } from '../../base/index.ts';
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

const ERROR_ALONE: elements.ElementType<Failed> = {
  parse(reader, value) {
    const error = parseInteger(reader, value);
    return isWireError(error) ? error : { error };
  },
  emit: (tag, { error }) => emitInteger(tag, error),
};

const SESSION_ERROR = elements.sequence({
  transactionId: elements.element(ELEMENT.first, TRANSACTION_ID),
  error: elements.element(UNIVERSAL.integer, elements.INTEGER),
});

/** An error in a session that a server began. */
export type SessionError = elements.ValueOf<typeof SESSION_ERROR>;

export function isFailed<T extends object>(result: T | Failed): result is T & Failed {
  return 'error' in result;
}

interface Outcome<E extends elements.Elements, F extends Failed> {
  readonly ok: E;
  readonly failed: elements.Element<F>;
}

/** The error is a number alone. */
export function outcomeOf<E extends elements.Elements>(
  codec: string,
  tag: number,
  ok: E,
): elements.MessageCodec<Message<E> | Failed> {
  return choiceOf(codec, tag, { ok, failed: elements.element(ELEMENT.second, ERROR_ALONE) });
}

/** The error stands beside the transaction that it ends. */
export function sessionOutcomeOf<E extends elements.Elements>(
  codec: string,
  tag: number,
  ok: E,
): elements.MessageCodec<Message<E> | SessionError> {
  const failed = elements.element(ELEMENT.secondConstructed, SESSION_ERROR);
  return choiceOf(codec, tag, { ok, failed });
}

function choiceOf<E extends elements.Elements, F extends Failed>(
  codec: string,
  tag: number,
  { ok, failed }: Outcome<E, F>,
): elements.MessageCodec<Message<E> | F> {
  return {
    parse(source) {
      const reader = openMessage(codec, tag, source);
      if (isWireError(reader)) return reader;
      const value = optional(reader, failed.tag);
      return value === undefined ? parseResult(reader, ok) : failed.parse(reader, value);
    },
    emit(result) {
      if ('error' in result) return emitTlv(tag, failed.emit(failed.tag, result as F));
      const content = elements.emitElements(ok, result as Message<E>);
      return emitTlv(tag, emitTlv(ELEMENT.firstConstructed, content));
    },
  };
}

function parseResult<E extends elements.Elements>(reader: Reader, ok: E): Message<E> | WireError {
  const value = optional(reader, ELEMENT.firstConstructed);
  if (value === undefined)
    return wrong(reader, reader.source, { expected: 'a result or an error', got: 'neither' });
  const inside = openInside(reader, value);
  return isWireError(inside) ? inside : elements.parseInOrder(ok, inside);
}
