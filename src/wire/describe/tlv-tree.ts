/** BER-TLV data objects as a tree with names and values in words. [ISO7816-4 §5.2.2] */
import { type Bytes, hex, isWireError } from '../../base/index.ts';
import { emitTag, parseTlvs } from '../index.ts';
import { type TagTable, TOP } from './tag-names.ts';
import { valueWords } from './value-words.ts';

/** Deeper objects are shown as bytes. */
const DEPTH_MAX = 16;
/** Set in the first byte of a tag whose value holds data objects. */
const CONSTRUCTED = 0x20;
const NO_NAMES: TagTable = new Map();

export interface TlvNode {
  /** Its bytes in hexadecimal. */
  readonly tag: string;
  readonly name?: string;
  readonly length: number;
  /** In hexadecimal; nothing where there are objects inside. */
  readonly value?: string;
  /** The value in words. */
  readonly words?: string;
  readonly inside?: readonly TlvNode[];
}

/** The objects of a message; nothing where the bytes are not data objects from end to end. */
export function describeTlvs(source: Bytes, names = TOP): readonly TlvNode[] | undefined {
  return source.length === 0 ? undefined : nodes(source, names, 0);
}

function nodes(source: Bytes, names: TagTable, depth: number): readonly TlvNode[] | undefined {
  const list = parseTlvs(source);
  if (isWireError(list)) return undefined;
  return list.map(({ tag, value }) => {
    const bytes = emitTag(tag);
    const known = names.get(tag);
    const head = {
      tag: hex(bytes),
      ...(known === undefined ? {} : { name: known.name }),
      length: value.length,
    };
    const canHold = (bytes[0]! & CONSTRUCTED) !== 0 && depth < DEPTH_MAX;
    const inside = canHold ? nodes(value, known?.inside ?? NO_NAMES, depth + 1) : undefined;
    if (inside !== undefined) return { ...head, inside };
    const words = known?.form === undefined ? undefined : valueWords(known.form, value);
    return { ...head, value: hex(value), ...(words === undefined ? {} : { words }) };
  });
}

/** One line an object, two columns deeper for each level: `84 AID  A000…  ISD-R`. */
export function tlvLines(tree: readonly TlvNode[], indent = ''): readonly string[] {
  return tree.flatMap((node) => {
    const { tag, name, value, words, inside } = node;
    const cells = [`${indent}${tag}`, name, value, words === undefined ? undefined : `= ${words}`];
    const line = cells.filter((cell) => cell !== undefined && cell !== '').join('  ');
    return [line, ...(inside === undefined ? [] : tlvLines(inside, `${indent}  `))];
  });
}
