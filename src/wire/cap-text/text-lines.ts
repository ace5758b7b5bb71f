/** Lines of a text: words between blanks, up to a semicolon; blocks of lines up to `end`. */
import { type Bytes, isHex, unhex } from '../../base/index.ts';
import { reject } from './text-problem.ts';

export interface TextLine {
  readonly number: number;
  /** Names before a colon: places in code. */
  readonly labels: readonly string[];
  readonly words: readonly string[];
}

export interface TextBlock extends TextLine {
  readonly body: readonly TextLine[];
}

/** First words of lines that begin a block. */
export const BLOCKS = ['interface', 'class', 'statics', 'constants', 'method', 'descriptor'];
const LABEL = /^([A-Za-z_]\w*):$/;

/** A line that ends with a backslash goes on in the next. */
export function linesOf(text: string): readonly TextLine[] {
  const lines: TextLine[] = [];
  let open: { readonly number: number; readonly words: string[] } | undefined;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const plain = content.replace(/;.*$/, '').trim();
    const goesOn = plain.endsWith('\\');
    const words = (goesOn ? plain.slice(0, -1) : plain).split(/\s+/).filter((one) => one !== '');
    open ??= { number: index + 1, words: [] };
    open.words.push(...words);
    if (goesOn) continue;
    lines.push(...labelled(open.words, open.number));
    open = undefined;
  }
  return open === undefined ? lines : [...lines, ...labelled(open.words, open.number)];
}

function labelled(all: readonly string[], number: number): readonly TextLine[] {
  const first = all.findIndex((word) => !LABEL.test(word));
  const count = first < 0 ? all.length : first;
  const labels = all.slice(0, count).map((word) => word.slice(0, -1));
  return all.length === 0 ? [] : [{ number, labels, words: all.slice(count) }];
}

/** Lines outside of blocks have an empty body. */
export function blocksOf(lines: readonly TextLine[]): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let open: { readonly head: TextLine; readonly body: TextLine[] } | undefined;
  for (const line of lines) {
    if (open === undefined) {
      const [first] = line.words;
      if (first === undefined || line.labels.length > 0)
        reject(line.number, 'a label stands outside of a method', 'move it into a method');
      if (BLOCKS.includes(first)) open = { head: line, body: [] };
      else blocks.push({ ...line, body: [] });
    } else if (line.words[0] === 'end') {
      if (line.labels.length > 0) open.body.push({ ...line, words: [] });
      blocks.push({ ...open.head, body: open.body });
      open = undefined;
    } else open.body.push(line);
  }
  if (open !== undefined) {
    const what = `the block "${open.head.words[0]}" has no end`;
    reject(open.head.number, what, 'close it with a line "end"');
  }
  return blocks;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

const U1: Range = { min: 0, max: 0xff };
export const U2: Range = { min: 0, max: 0xffff };

/** The words of a line, one after the other. */
export class Words {
  readonly line: number;
  readonly #words: readonly string[];
  #at: number;

  constructor(line: TextLine, at = 1) {
    this.line = line.number;
    this.#words = line.words;
    this.#at = at;
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  peek(): string | undefined {
    return this.#words[this.#at];
  }

  next(what: string): string {
    const word = this.#words[this.#at++];
    if (word === undefined)
      reject(this.line, `${what} is missing`, 'add it at the end of the line');
    return word;
  }

  /** Whether the next word is this one, which is then taken. */
  takes(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at += 1;
    return true;
  }

  number(what: string, range: Range = U1): number {
    return numberOf(this.next(what), { line: this.line, what, range });
  }

  hex(what: string): Bytes {
    return hexOf(this.next(what), { line: this.line, what });
  }

  /** All words that remain, as one. */
  rest(): readonly string[] {
    const rest = this.#words.slice(this.#at);
    this.#at = this.#words.length;
    return rest;
  }

  /** Nothing may follow. */
  close(): void {
    if (this.done) return;
    reject(this.line, `"${this.peek()}" is not expected here`, 'remove it, or begin a new line');
  }
}

export function numberOf(
  word: string,
  { line, what, range }: { readonly line: number; readonly what: string; readonly range: Range },
): number {
  const value = /^-?(\d+|0x[0-9a-f]+)$/i.test(word) ? numberIn(word) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  const next = `write a number of ${range.min} to ${range.max}`;
  return reject(line, `"${word}" is no ${what}`, next);
}

function numberIn(word: string): number {
  return word.startsWith('-') ? -Number(word.slice(1)) : Number(word);
}

export function hexOf(
  word: string,
  { line, what }: { readonly line: number; readonly what: string },
): Bytes {
  if (word === '' || isHex(word)) return unhex(word);
  return reject(line, `"${word}" is no ${what}`, 'write pairs of hexadecimal digits');
}
