/** Debian's tshark: Wireshark's dissection of a capture. */
import { run } from './processes.ts';

/** The values of fields, a row a packet. */
export async function dissect(
  file: string,
  fields: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const requested = fields.flatMap((field) => ['-e', field]);
  const args = ['-n', '-r', file, '-T', 'fields', '-E', 'separator=;', ...requested];
  const { code, stdout, stderr } = await run({ command: 'tshark', args });
  if (code !== 0) throw new Error(stderr);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split(';')]));
}
