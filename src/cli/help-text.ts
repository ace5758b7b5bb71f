/** Help that fits the terminal: sentences broken at spaces, examples so that they can be copied. */
import { wrapAt } from './output.ts';

const EXAMPLE = /^ {2}(bifrons|sudo|printf|socat|[A-Z_]+=\S+) /;
const CONTINUED = '      ';

/** Fewer columns than these do not hold a description; it goes below its name. */
const DESCRIPTION_MIN = 24;
/** A name, a gap, and what it means: a row of a table. */
const ROW = /^( +\S.*?\S {2,}|\S.*?\S {3,})(\S.*)$/;

export function fitHelp(text: string, width: number): string {
  const lines = text.split('\n');
  if (lines.every((line) => line.length <= width)) return text;
  return joined(lines)
    .flatMap((line) => fitLine(line, width))
    .join('\n');
}

/** Lines of one paragraph as one line. */
function joined(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    const isProse = /^\S/.test(line) && !ROW.test(line);
    if (isProse && isOpen) found.push(`${found.pop()!} ${line}`);
    else found.push(line);
    isOpen = isProse && !line.endsWith(':');
  }
  return found;
}

function fitLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const [, name = '', meaning = ''] = ROW.exec(line) ?? [];
  if (meaning !== '') {
    const isWide = width - name.length >= DESCRIPTION_MIN;
    const indent = isWide ? ' '.repeat(name.length) : CONTINUED;
    const first = isWide ? [] : [name.trimEnd()];
    const rows = wrapAt(isWide ? line : indent + meaning, { width, indent });
    return [...first, ...rows];
  }
  if (EXAMPLE.test(line)) return continued(line, width);
  return wrapAt(line, { width, indent: /^ */.exec(line)![0] });
}

/** A shell command over several lines, each but the last with a backslash at its end. */
function continued(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = spacesOutsideQuotes(rest).findLast((space) => space <= width - 2);
    if (at === undefined || at <= CONTINUED.length) break;
    lines.push(`${rest.slice(0, at)} \\`);
    rest = CONTINUED + rest.slice(at + 1);
  }
  return [...lines, rest];
}

function spacesOutsideQuotes(line: string): readonly number[] {
  const spaces: number[] = [];
  let quote = '';
  for (const [at, character] of [...line].entries()) {
    if (quote === '') {
      if (character === ' ') spaces.push(at);
      if (character === "'" || character === '"') quote = character;
    } else if (character === quote) quote = '';
  }
  return spaces;
}
