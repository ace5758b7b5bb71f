/** A command and its answer, for people as lines of a transcript, for programs as an object. */
import { describeStatus } from '../wire/index.ts';
import type { Output } from './output.ts';
import { answerComments, commandComments, decode } from './decoded.ts';
import { answerLines, columnsOf, commandLines, commentLines } from './transcript-lines.ts';

export interface Exchange {
  readonly link: string;
  readonly command: string;
  /** Data and status word. */
  readonly answer: string;
  /** Printed between the two. */
  readonly whys?: readonly string[];
  /** Whether the data objects of both are shown, with their names. */
  readonly decode?: boolean | undefined;
  /** The expectation of a transcript, and whether the answer met it. */
  readonly expected?: { readonly text: string | undefined; readonly met: boolean } | undefined;
}

export function printExchange(output: Output, exchange: Exchange): void {
  const { link, command, answer, whys = [], expected } = exchange;
  const decoded = exchange.decode === true ? decode(command, answer) : undefined;
  const columns = columnsOf(process.stdout.isTTY === true);
  const sw = answer.slice(-4);
  const status = describeStatus(Number.parseInt(sw, 16));
  output.object({
    link,
    command,
    answer,
    sw,
    status,
    ...(expected === undefined ? {} : { expected: expected.text, met: expected.met }),
    ...(whys.length > 0 ? { why: whys } : {}),
    ...(decoded === undefined ? {} : { decoded }),
  });
  for (const line of commandLines(command, columns)) output.line(line);
  const dim = (line: string): void => output.line(output.style('dim', line));
  if (decoded !== undefined) commandComments(decoded.command, columns).forEach(dim);
  for (const why of whys) {
    for (const line of commentLines(why, columns)) output.line(output.style('cyan', line));
  }
  const isWell = sw.startsWith('9') || sw.startsWith('61');
  const colour = expected?.met === false ? 'red' : isWell ? 'green' : 'yellow';
  const styles = {
    sw: (text: string) => output.style(colour, text),
    status: (text: string) => output.style('dim', text),
  };
  const parts = { data: answer.slice(0, -4), sw, status };
  for (const line of answerLines(parts, columns, styles)) output.line(line);
  if (decoded !== undefined) answerComments(decoded.answer, columns).forEach(dim);
}
