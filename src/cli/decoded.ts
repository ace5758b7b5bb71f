/** What messages say, as comment lines below them and as objects. */
import { unhex } from '../base/index.ts';
import {
  describeAnswer,
  describeCommand,
  type DescribedAnswer,
  type DescribedCommand,
  tlvLines,
} from '../wire/describe/index.ts';
import { wrapAt } from './output.ts';

export interface Decoded {
  readonly command: DescribedCommand;
  readonly answer: DescribedAnswer;
}

export function decode(command: string, answer: string): Decoded {
  return { command: describeCommand(unhex(command)), answer: describeAnswer(unhex(answer)) };
}

/** `# SELECT A000… (ISD-R)`, and the data objects that the command carries. */
export function commandComments(described: DescribedCommand, width: number): readonly string[] {
  const { name, data = [] } = described;
  const lines = [...(name === undefined ? [] : [name]), ...tlvLines(data, '  ')];
  return lines.flatMap((line) => comment(line, width));
}

export function answerComments({ data = [], text }: DescribedAnswer, width: number): string[] {
  const lines = text === undefined ? tlvLines(data) : [text];
  return lines.flatMap((line) => comment(`  ${line}`, width));
}

/** Continued two columns deeper than it begins. */
function comment(line: string, width: number): readonly string[] {
  const depth = line.length - line.trimStart().length;
  return wrapAt(`# ${line}`, { width, indent: `# ${' '.repeat(depth + 3)}` });
}
