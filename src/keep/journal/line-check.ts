/**
 * The last value of an entry's line is a check of the line and of all before it: so a time, or a
 * byte, that was changed in the file shows, also where the answers are the same.
 * It is a sum, no seal: an encrypted journal has one of those in each line.
 */
import { crc32 } from 'node:zlib';

const DIGITS = 8;
const CHECK = /,"([0-9a-f]{8})"\]$/;
/** Comma, quotes, bracket. */
const CHECK_LENGTH = DIGITS + 4;

export class LineCheck {
  #sum = 0;

  /** The line of an entry, an array as JSON, with its check. */
  add(line: string): string {
    this.#sum = crc32(line, this.#sum);
    return `${line.slice(0, -1)},"${digits(this.#sum)}"]`;
  }

  /** The line without its check, and whether that is right. Throws for a line without one. */
  take(line: string): { readonly entry: string; readonly isRight: boolean } {
    const [, check] = CHECK.exec(line.slice(-CHECK_LENGTH)) ?? [];
    if (check === undefined) throw new TypeError('an entry ends with its check');
    const entry = `${line.slice(0, -CHECK_LENGTH)}]`;
    const sum = Number.parseInt(check, 16);
    const isRight = crc32(entry, this.#sum) === sum;
    // What follows is judged by itself.
    this.#sum = sum;
    return { entry, isRight };
  }
}

function digits(sum: number): string {
  return sum.toString(16).padStart(DIGITS, '0');
}
