/** What went over a link, as lines of a transcript that `bifrons apdu` reads again. */
import { columns } from './output.ts';

type Style = (text: string) => string;

/** How many columns a line may have: a terminal's, or, for files and pipes, as many as it takes. */
export function columnsOf(isTerminal: boolean): number {
  return isTerminal ? columns() : Number.POSITIVE_INFINITY;
}

/** `> HEX`, continued on indented lines. */
export function commandLines(command: string, columns: number): string[] {
  return broken('>', command, columns);
}

export interface AnswerParts {
  /** Without the status word. */
  readonly data: string;
  readonly sw: string;
  /** The status word in words. */
  readonly status: string;
}

export interface AnswerStyles {
  readonly sw: Style;
  readonly status: Style;
}

const plain: AnswerStyles = { sw: (text) => text, status: (text) => text };

/** `< HEX SW  # status`, continued on indented lines; the status word is never broken. */
export function answerLines(
  { data, sw, status }: AnswerParts,
  columns: number,
  styles: AnswerStyles = plain,
): string[] {
  const lines = broken('<', data, columns);
  const end = `${styles.sw(sw)}  ${styles.status(`# ${status}`)}`;
  const room = columns - lines.at(-1)!.length;
  if (room >= sw.length + status.length + 4) lines.push(`${lines.pop()!}${end}`);
  else lines.push(`  ${end}`);
  return lines;
}

/** `# words`, broken at spaces. */
export function commentLines(words: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = `# ${words}`;
  while (rest.length > columns) {
    const at = rest.lastIndexOf(' ', columns);
    if (at <= 4) break;
    lines.push(rest.slice(0, at));
    rest = `#   ${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}

function broken(sign: '>' | '<', digits: string, columns: number): string[] {
  const width = columns === Number.POSITIVE_INFINITY ? digits.length : (columns - 2) & ~1;
  const lines = [`${sign} ${digits.slice(0, width)}`];
  for (let at = width; at < digits.length; at += width) {
    lines.push(`  ${digits.slice(at, at + width)}`);
  }
  return lines;
}
