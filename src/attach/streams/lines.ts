/** Cuts a byte stream into lines, with a bound on what a peer may send without ending one. */

export class LineSplitter {
  readonly #lengthMax: number;
  readonly #decoder = new TextDecoder();
  /** What has come of a line: pieces, put together once, so that time follows its length. */
  #rest: string[] = [];
  #length = 0;
  /** The rest of a line that was too long is skipped up to its end. */
  #skipping = false;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** The lines that a chunk completes; `undefined` stands for one that was too long. */
  push(chunk: Uint8Array): (string | undefined)[] {
    const [first = '', ...more] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    const lines: (string | undefined)[] = [];
    this.#hold(first, lines);
    for (const part of more) {
      if (!this.#skipping) lines.push(this.#rest.join('').replace(/\r$/, ''));
      this.#drop();
      this.#skipping = false;
      this.#hold(part, lines);
    }
    return lines;
  }

  #hold(part: string, lines: (string | undefined)[]): void {
    if (this.#skipping || part === '') return;
    this.#rest.push(part);
    this.#length += part.length;
    if (this.#length <= this.#lengthMax) return;
    this.#drop();
    this.#skipping = true;
    lines.push(undefined);
  }

  #drop(): void {
    this.#rest = [];
    this.#length = 0;
  }
}
