/** BoundProfilePackage: a profile protected for one eUICC. [SGP22 §2.5.4] */
import { type Bytes, concat, isWireError, type WireError } from '../../base/index.ts';
import {
  openInside,
  openMessage,
  optional,
  type Reader,
  required,
  tagText,
  wrong,
} from '../asn1/index.ts';
import { emitLength, emitTag, emitTlv } from '../index.ts';
import { ES8_TAG, SEGMENT_OF, SEQUENCE_TAG, type SequenceName } from './tags.ts';

/** Whole elements; those of the sequences are protected segments. */
export interface BoundProfilePackage extends Readonly<
  Record<Exclude<SequenceName, 'replaceSessionKeys'>, readonly Bytes[]>
> {
  readonly initialiseSecureChannel: Bytes;
  /** Where the profile is protected with keys of its own. */
  readonly replaceSessionKeys?: readonly Bytes[] | undefined;
}

/** The sequences in their order. */
export const SEQUENCE_NAMES = Object.keys(SEQUENCE_TAG) as readonly SequenceName[];

export function parseBoundProfilePackage(source: Bytes): BoundProfilePackage | WireError {
  const reader = openMessage('BoundProfilePackage', ES8_TAG.boundProfilePackage, source);
  if (isWireError(reader)) return reader;
  const request = required(reader, ES8_TAG.initialiseSecureChannel);
  if (isWireError(request)) return request;
  const sequences: Partial<Record<SequenceName, readonly Bytes[]>> = {};
  for (const name of SEQUENCE_NAMES) {
    const read = name === 'replaceSessionKeys' ? optional : required;
    const value = read(reader, SEQUENCE_TAG[name]);
    if (isWireError(value)) return value;
    const segments = value && parseSegments(reader, value, SEGMENT_OF[name]);
    if (isWireError(segments)) return segments;
    if (segments !== undefined) sequences[name] = segments;
  }
  const initialiseSecureChannel = emitTlv(ES8_TAG.initialiseSecureChannel, request);
  return { initialiseSecureChannel, ...sequences } as BoundProfilePackage;
}

function parseSegments(reader: Reader, value: Bytes, tag: number): readonly Bytes[] | WireError {
  const inside = openInside(reader, value);
  if (isWireError(inside)) return inside;
  const other = inside.elements.find((one) => one.tag !== tag);
  if (other !== undefined)
    return wrong(reader, other.value, {
      expected: `segments ${tagText(tag)}`,
      got: tagText(other.tag),
    });
  return inside.elements.map((one) => emitTlv(one.tag, one.value));
}

export function emitBoundProfilePackage(bound: BoundProfilePackage): Bytes {
  return concat(...segmentsOfPackage(bound));
}

/**
 * The pieces that an LPA sends, each in a STORE DATA of its own: heads of what is longer go with
 * the element that follows them, or alone. [SGP22 §2.5.5]
 */
export function segmentsOfPackage(bound: BoundProfilePackage): readonly Bytes[] {
  const pieces: Bytes[] = [];
  for (const name of SEQUENCE_NAMES) {
    const segments = bound[name];
    if (segments === undefined) continue;
    const head = headOf(SEQUENCE_TAG[name], lengthOf(segments));
    const [first, ...others] = segments;
    const isTogether = SEGMENT_OF[name] === SEGMENT_OF.configureIsdp && first !== undefined;
    pieces.push(...(isTogether ? [concat(head, first), ...others] : [head, ...segments]));
  }
  const { initialiseSecureChannel } = bound;
  const length = initialiseSecureChannel.length + lengthOf(pieces);
  return [concat(headOf(ES8_TAG.boundProfilePackage, length), initialiseSecureChannel), ...pieces];
}

function headOf(tag: number, length: number): Bytes {
  return concat(emitTag(tag), emitLength(length));
}

function lengthOf(parts: readonly Bytes[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}
