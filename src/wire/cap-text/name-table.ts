/** Names of packages, classes, methods and static fields, for the references to them. */
import { reject } from './text-problem.ts';

/** A reference to a static field or a method, as the constant pool has it. */
export interface StaticReference {
  readonly first: number;
  readonly second: number;
}

export const NO_CLASS = 0xffff;
const EXTERNAL = 0x80;
const OFFSET = /^@(\d{1,5})$/;
const TOKEN = /^(.+)\.(\d{1,3})$/;

export type NamedThing = 'class' | 'method' | 'static field';

/** Offsets by name in one component, and back. */
export class NameTable {
  readonly packages: string[] = [];
  readonly #offsets = {
    class: new Map<string, number>(),
    method: new Map<string, number>(),
    'static field': new Map<string, number>(),
  };
  readonly #names = {
    class: new Map<number, string>(),
    method: new Map<number, string>(),
    'static field': new Map<number, string>(),
  };
  /** Whether a name without an offset stands for 0: while offsets are counted. */
  lenient = false;

  set(thing: NamedThing, name: string, offset: number): void {
    this.#offsets[thing].set(name, offset);
    this.#names[thing].set(offset, name);
  }

  has(thing: NamedThing, name: string): boolean {
    return this.#offsets[thing].has(name);
  }

  nameOf(thing: NamedThing, offset: number): string {
    return this.#names[thing].get(offset) ?? `@${offset}`;
  }

  offsetOf(thing: NamedThing, name: string, line: number): number {
    const found = this.#offsets[thing].get(name) ?? offsetIn(name);
    if (found !== undefined) return found;
    if (this.lenient) return 0;
    return reject(line, `no ${thing} is named "${name}"`, `define it, or correct the name`);
  }

  classText(reference: number): string {
    if (reference === NO_CLASS) return 'none';
    const [high, low] = [reference >> 8, reference & 0xff];
    if (high < EXTERNAL) return this.nameOf('class', reference);
    return `${this.#packageText(high)}.${low}`;
  }

  classReference(name: string, line: number): number {
    if (name === 'none') return NO_CLASS;
    return this.#external(name) ?? this.offsetOf('class', name, line);
  }

  memberText(reference: number, token: number): string {
    return `${this.classText(reference)}.${token}`;
  }

  memberReference(text: string, line: number): { readonly first: number; readonly second: number } {
    const parts = TOKEN.exec(text);
    const token = Number(parts?.[2] ?? 0x100);
    if (parts === null || token > 0xff)
      reject(line, `"${text}" is no member`, 'write a class, a dot, and a token of 0 to 255');
    return { first: this.classReference(parts[1]!, line), second: token };
  }

  staticText(thing: NamedThing, { first, second }: StaticReference): string {
    if (first < EXTERNAL) return this.nameOf(thing, second);
    return `${this.#packageText(first)}.${second >> 8}.${second & 0xff}`;
  }

  staticReference(thing: NamedThing, text: string, line: number): StaticReference {
    const parts = TOKEN.exec(text);
    const imported = parts === null ? undefined : this.#external(parts[1]!);
    if (imported === undefined) return { first: 0, second: this.offsetOf(thing, text, line) };
    const token = Number(parts![2]);
    if (token > 0xff) reject(line, `${token} is no token`, 'write a token of 0 to 255');
    return { first: imported >> 8, second: ((imported & 0xff) << 8) | token };
  }

  #packageText(high: number): string {
    const token = high & 0x7f;
    return this.packages[token] ?? `package${token}`;
  }

  #external(name: string): number | undefined {
    const parts = TOKEN.exec(name);
    if (parts === null) return undefined;
    const [, place, number] = parts;
    const token = this.packages.indexOf(place!);
    const plain = /^package(\d{1,3})$/.exec(place!);
    const high = token >= 0 ? token : plain === null ? undefined : Number(plain[1]);
    if (high === undefined || high > 0x7f || Number(number) > 0xff) return undefined;
    return ((EXTERNAL | high) << 8) | Number(number);
  }
}

function offsetIn(name: string): number | undefined {
  const parts = OFFSET.exec(name);
  const offset = Number(parts?.[1] ?? NO_CLASS + 1);
  return offset <= 0xffff ? offset : undefined;
}
