/**
 * The last value of an entry's line is a check of all text before it, of this line and of those
 * above: so a time, or a byte, that was changed in the file shows, also where the answers are the
 * same. It is a sum, no seal: an encrypted journal has one of those in each line.
 */
import { crc32 } from 'node:zlib';

const DIGITS = 8;
/** What a check stands between; the second ends the line. */
const CHECK_BEGIN = ',"';
const CHECK_END = '"]';
const TAIL_LENGTH = DIGITS + CHECK_END.length;

export class LineCheck {
  #sum = 0;
  #tail = '';

  /** The line of an entry, an array as JSON, with its check. */
  add(line: string): string {
    const head = line.slice(0, -1) + CHECK_BEGIN;
    this.#sum = crc32(this.#tail + head, this.#sum);
    this.#tail = tailOf(this.#sum);
    return head + this.#tail;
  }
}

/** The first line that its check does not fit. The last check fits only if all lines do. */
export function firstChanged(lines: readonly string[]): number | undefined {
  const text = lines.join('');
  if (text === '' || tailOf(crc32(text.slice(0, -TAIL_LENGTH))) === text.slice(-TAIL_LENGTH))
    return undefined;
  let sum = 0;
  let tail = '';
  const at = lines.findIndex((line) => {
    sum = crc32(tail + line.slice(0, -TAIL_LENGTH), sum);
    tail = line.slice(-TAIL_LENGTH);
    return tail !== tailOf(sum);
  });
  return at < 0 ? undefined : at;
}

/**
 * The line as it was before its check was added. The text is cut rather than the parsed value: JSON
 * keeps each short text in a table of the engine, and a check is another text in each line. Throws
 * for a line that does not end with a check.
 */
export function withoutCheck(line: string): string {
  const at = line.length - TAIL_LENGTH - CHECK_BEGIN.length;
  if (!line.startsWith(CHECK_BEGIN, at) || !line.endsWith(CHECK_END))
    throw new TypeError('an entry ends with its check');
  return `${line.slice(0, at)}]`;
}

function tailOf(sum: number): string {
  return sum.toString(16).padStart(DIGITS, '0') + CHECK_END;
}
