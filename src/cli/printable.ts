/**
 * Text of other people's making as a terminal may have it: names, paths and messages may hold
 * anything, and a terminal acts on control characters.
 */

/**
 * C0, DEL and C1, line and paragraph separators, and the marks that turn the direction of text
 * around.
 */
const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line: control characters are shown by their number, `\\x1b`. */
export function printable(text: string): string {
  return text.replace(CONTROL, escaped);
}

/** The same of text in lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON has escapes of its own, for what `JSON.stringify` leaves as it is too. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(CONTROL, (character) => `\\u${digits(character, 4)}`);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  return code < 0x100 ? `\\x${digits(character, 2)}` : `\\u${digits(character, 4)}`;
}

function digits(character: string, count: number): string {
  return character.codePointAt(0)!.toString(16).padStart(count, '0');
}
