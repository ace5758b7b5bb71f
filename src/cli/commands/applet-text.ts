/** CAP files as text, and texts as CAP files. */
import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { describeWireError, hex, HostError, isWireError } from '../../base/index.ts';

const TEXT_LENGTH_MAX = 16 * 1024 * 1024;

interface TextOptions {
  readonly output?: string;
  readonly json?: boolean;
}

export function defineAppletText(applet: Command): void {
  applet
    .command('disasm')
    .description('write a CAP file as text')
    .argument('<file>', 'the CAP file: an archive, or its components one behind the other')
    .option('-o, --output <file>', 'write the text to a file')
    .addOption(new Option('--json', 'one JSON object a line'))
    .addHelpText('after', '\nExample:\n  bifrons applet disasm wallet.cap')
    .action((file: string, options: TextOptions) => disassemble(file, options));
  applet
    .command('assemble')
    .description('make a CAP file of a text')
    .argument('<text>', 'the text')
    .requiredOption('-o, --output <file>', 'the CAP file to write')
    .addOption(new Option('--json', 'one JSON object a line'))
    .addHelpText('after', '\nExample:\n  bifrons applet assemble wallet.txt --output wallet.cap')
    .action((text: string, options: TextOptions & { readonly output: string }) =>
      assemble(text, options),
    );
}

async function disassemble(file: string, options: TextOptions): Promise<void> {
  const { disassembleCap } = await import('../../wire/cap-text/index.ts');
  const { readEveryComponent } = await import('../gp/load-file.ts');
  const { Output } = await import('../output.ts');
  const text = disassembleCap(readEveryComponent(file));
  if (isWireError(text)) {
    const next = 'give a CAP file of format 2.1, 2.2 or 2.3 compact';
    throw new HostError('INPUT_INVALID', `${file}: ${describeWireError(text)}`, next);
  }
  const output = new Output(options);
  if (options.output === undefined) {
    output.object({ file, text });
    for (const line of text.trimEnd().split('\n')) output.line(line);
    return;
  }
  try {
    writeFileSync(options.output, text);
  } catch (error) {
    const why = `${options.output}: ${(error as Error).message}`;
    throw new HostError('INPUT_INVALID', why, 'give a new file');
  }
  output.object({ event: 'written', file: options.output, lines: text.split('\n').length - 1 });
  output.line(`wrote ${options.output}`);
}

async function assemble(
  text: string,
  options: TextOptions & { readonly output: string },
): Promise<void> {
  const { assembleCap, isTextProblem } = await import('../../wire/cap-text/index.ts');
  const { summarizeLoadFile } = await import('../../host/off-card/index.ts');
  const { writeArchive } = await import('../gp/load-file.ts');
  const { readGivenFile } = await import('../read-given-file.ts');
  const { Output } = await import('../output.ts');
  const made = assembleCap(readGivenFile(text, { lengthMax: TEXT_LENGTH_MAX }).toString('utf8'));
  if (isTextProblem(made)) {
    const { line, message, next } = made;
    throw new HostError('INPUT_INVALID', `${text}, line ${line}: ${message}`, next);
  }
  const { aid, modules } = summarizeLoadFile(made);
  writeArchive(options.output, made, `package/${hex(aid)}`);
  const output = new Output(options);
  const [file, bytes] = [options.output, made.length];
  output.object({ event: 'written', file, aid: hex(aid), modules: modules.map(hex), bytes });
  output.line(`wrote ${file}: load file ${hex(aid)}, ${bytes} bytes`);
  for (const one of modules) output.line(`  module ${hex(one)}`);
}
