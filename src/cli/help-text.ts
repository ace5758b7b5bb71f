/** Help that fits the terminal: sentences broken at spaces, examples so that they can be copied. */
import { wrapAt } from './output.ts';

const EXAMPLE = /^ {2}(bifrons|sudo|printf|socat|[A-Z_]+=\S+) /;
const CONTINUED = '      ';

export function fitHelp(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => fitLine(line, width))
    .join('\n');
}

function fitLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  // A command with its meaning behind it is a row of a table, not an example to copy.
  if (EXAMPLE.test(line) && !/\S {2,}\S/.test(line)) return continued(line, width);
  const indent = /^ */.exec(line)![0];
  return wrapAt(line, { width, indent });
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
