/** Answers that are one result number: automatic tagging gives it tag 80. */
import { type Bytes, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import { emitInteger, openMessage, parseInteger, required } from '../asn1/index.ts';
import { ELEMENT } from './tags.ts';

export function parseResult(codec: string, tag: number, source: Bytes): number | WireError {
  const reader = openMessage(codec, tag, source);
  if (isWireError(reader)) return reader;
  const value = required(reader, ELEMENT.first);
  return isWireError(value) ? value : parseInteger(reader, value);
}

export function emitResult(tag: number, result: number): Bytes {
  return emitTlv(tag, emitInteger(ELEMENT.first, result));
}
