/**
 * A program that prints the lines of lpac, waits for an answer to each, as lpac does, and compares
 * how it ended. Arguments: the recorded conversation, and the exit code at its end.
 */
export const RECORDED_LPAC = `
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const [, file, code = '0'] = process.argv;
if (process.env.LPAC_APDU !== 'stdio') process.exit(9);
const lines = readFileSync(file, 'utf8').trimEnd().split('\\n');
const received = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
for (let at = 0; at < lines.length; at++) {
  console.log(lines[at]);
  if (JSON.parse(lines[at]).type !== 'apdu') continue;
  at++;
  const { value } = await received.next();
  if (JSON.parse(value).payload.ecode !== JSON.parse(lines[at]).payload.ecode) process.exit(8);
}
process.exit(Number(code));
`;
