/** Facts as lines with a label in front. */
import { columns, type Output, wrapAt } from './output.ts';

const LABEL_WIDTH = 12;
const INDENT = ' '.repeat(LABEL_WIDTH);

/** Nothing for a fact that is not there. */
export function labelled(output: Output, label: string, value: string | null): void {
  if (value === null) return;
  const first = `${label.padEnd(LABEL_WIDTH)}${value}`;
  const [head = '', ...rest] = wrapAt(first, { width: columns(), indent: INDENT });
  output.line(`${output.style('bold', head.slice(0, LABEL_WIDTH))}${head.slice(LABEL_WIDTH)}`);
  for (const line of rest) output.line(line);
}
