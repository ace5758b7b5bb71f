/**
 * The characters at one port of a modem: command lines come in, results go out framed as a serial
 * terminal has them. [V250 §5.2.1, §5.2.2, §5.7.1]
 */
import { type Bytes, utf8 } from '../../base/index.ts';

const CR = 0x0d;
/** Ends a line too, as pipes and keyboards give no carriage return. */
const LF = 0x0a;
const BACKSPACE = 0x08;
const DELETE = 0x7f;

/** An extended APDU in hexadecimal, and the characters around it. */
export const AT_LINE_LENGTH_MAX = 140_000;

export class AtLine {
  #held = '';
  /** The rest of a line that was too long is skipped up to its end. */
  #overlong = false;

  /** The command lines that these characters complete; `undefined` stands for one too long. */
  push(chunk: Bytes): readonly (string | undefined)[] {
    const lines: (string | undefined)[] = [];
    for (const code of chunk) {
      if (code === CR || code === LF) {
        if (this.#overlong) lines.push(undefined);
        else if (this.#held.trim() !== '') lines.push(this.#held);
        this.#held = '';
        this.#overlong = false;
      } else if (code === BACKSPACE || code === DELETE) {
        this.#held = this.#held.slice(0, -1);
      } else if (this.#held.length < AT_LINE_LENGTH_MAX) {
        this.#held += String.fromCharCode(code);
      } else {
        this.#overlong = true;
      }
    }
    return lines;
  }
}

/** An answer's lines as characters: information in one run, then the result code in another. */
export function emitAtAnswer(lines: readonly string[]): Bytes {
  const information = lines.slice(0, -1);
  const runs = information.length === 0 ? [] : [information.join('\r\n')];
  return utf8([...runs, lines.at(-1) ?? ''].map((run) => `\r\n${run}\r\n`).join(''));
}
