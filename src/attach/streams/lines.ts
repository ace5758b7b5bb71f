/** Cuts a byte stream into lines, with a bound on what a peer may send without ending one. */

export class LineSplitter {
  readonly #lengthMax: number;
  readonly #decoder = new TextDecoder();
  #rest = '';
  /** The rest of a line that was too long is skipped up to its end. */
  #skipping = false;

  constructor(lengthMax: number) {
    this.#lengthMax = lengthMax;
  }

  /** The lines that a chunk completes; `undefined` stands for one that was too long. */
  push(chunk: Uint8Array): (string | undefined)[] {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = parts.pop()!;
    const lines: (string | undefined)[] = [];
    for (const part of parts) {
      if (this.#skipping) this.#skipping = false;
      else lines.push(part.length > this.#lengthMax ? undefined : part.replace(/\r$/, ''));
    }
    if (this.#skipping) this.#rest = '';
    else if (this.#rest.length > this.#lengthMax) {
      this.#rest = '';
      this.#skipping = true;
      lines.push(undefined);
    }
    return lines;
  }
}
