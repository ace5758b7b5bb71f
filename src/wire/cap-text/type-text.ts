/** Types of fields and methods, in words and in half bytes. [JCVM §6.14.1] */
import { type Bytes, hex } from '../../base/index.ts';
import { hexOf, numberOf } from './text-lines.ts';
import { reject } from './text-problem.ts';

export interface TypeNibbles {
  readonly nibbles: number;
  readonly type: Bytes;
}

/** By half byte. Those of classes have the reference of a class behind them. */
const SIMPLE: ReadonlyMap<number, string> = new Map([
  [0x1, 'void'],
  [0x2, 'boolean'],
  [0x3, 'byte'],
  [0x4, 'short'],
  [0x5, 'int'],
  [0xa, 'boolean[]'],
  [0xb, 'byte[]'],
  [0xc, 'short[]'],
  [0xd, 'int[]'],
]);
const REFERENCE = 0x6;
const REFERENCE_ARRAY = 0xe;

/** `byte[]`, or `(short,byte[])void`; what is not a sequence of types, in hexadecimal digits. */
export function typeText(
  { nibbles, type }: TypeNibbles,
  classText: (reference: number) => string,
): string {
  const asHex = `hex:${nibbles}:${hex(type)}`;
  const half = (at: number) => (at % 2 === 0 ? type[at >> 1]! >> 4 : type[at >> 1]! & 0x0f);
  const items: string[] = [];
  for (let at = 0; at < nibbles;) {
    const code = half(at++);
    const simple = SIMPLE.get(code);
    if (simple !== undefined) items.push(simple);
    else {
      const isArray = code === REFERENCE_ARRAY;
      if ((!isArray && code !== REFERENCE) || at + 4 > nibbles) return asHex;
      const reference = [0, 1, 2, 3].reduce((value, index) => value * 16 + half(at + index), 0);
      items.push(classText(reference) + (isArray ? '[]' : ''));
      at += 4;
    }
  }
  if (items.length === 0 || (nibbles % 2 === 1 && half(nibbles) !== 0)) return asHex;
  const [result] = items.slice(-1);
  return items.length === 1 ? result! : `(${items.slice(0, -1).join(',')})${result}`;
}

export function typeNibbles(
  text: string,
  { line, classOf }: { readonly line: number; readonly classOf: (name: string) => number },
): TypeNibbles {
  const raw = /^hex:(\d+):(.*)$/.exec(text);
  if (raw !== null) {
    const range = { min: 0, max: 0xff };
    const nibbles = numberOf(raw[1]!, { line, what: 'number of half bytes', range });
    const type = hexOf(raw[2]!, { line, what: 'type' });
    if (type.length === (nibbles + 1) >> 1) return { nibbles, type };
    reject(line, 'the number of half bytes differs', 'write two digits for two half bytes');
  }
  const method = /^\(([^()]*)\)([^()]+)$/.exec(text);
  const names = method === null ? [text] : [...method[1]!.split(','), method[2]!];
  const halves = names.filter((name) => name !== '').flatMap((name) => halvesOf(name, classOf));
  if (halves.length === 0 || halves.length > 0xff)
    reject(line, `"${text}" is no type`, 'write a type such as byte[] or (short,byte[])void');
  const type = new Uint8Array((halves.length + 1) >> 1);
  halves.forEach((half, at) => (type[at >> 1]! |= at % 2 === 0 ? half << 4 : half));
  return { nibbles: halves.length, type };
}

function halvesOf(name: string, classOf: (name: string) => number): readonly number[] {
  for (const [code, simple] of SIMPLE) if (simple === name) return [code];
  const isArray = name.endsWith('[]');
  const reference = classOf(isArray ? name.slice(0, -2) : name);
  const halves = [12, 8, 4, 0].map((shift) => (reference >> shift) & 0x0f);
  return [isArray ? REFERENCE_ARRAY : REFERENCE, ...halves];
}
