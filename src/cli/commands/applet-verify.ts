/** The verifier off the card: what a card would say of CAP files, and where they are wrong. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { describeWireError, HostError, isWireError } from '../../base/index.ts';

const EXPORT_LENGTH_MAX = 1024 * 1024;

interface VerifyOptions {
  readonly export?: readonly string[];
  readonly json?: boolean;
}

export function defineAppletVerify(applet: Command): void {
  applet
    .command('verify')
    .description('verify CAP files as a card does, and say what is wrong')
    .argument('<files...>', 'CAP files, libraries before what needs them')
    .option('--export <paths...>', 'export files of packages that are imported, or folders of them')
    .addOption(new Option('--json', 'one JSON object a line'))
    .addHelpText(
      'after',
      `
A Descriptor component gives the types of fields and methods, and all is checked. Without it, kinds
of values are inferred. Packages that cards have need no export file. Ends with 1 where a file is
refused.

Example:
  bifrons applet verify applet.cap`,
    )
    .action(verify);
}

async function verify(files: readonly string[], options: VerifyOptions): Promise<void> {
  const { verifyLoadFiles } = await import('../../javacard/index.ts');
  const { readLoadFile } = await import('../gp/load-file.ts');
  const { EXIT, Output } = await import('../output.ts');
  const output = new Output(options);
  const exports = await readExports(options.export ?? []);
  const verdicts = verifyLoadFiles(files.map(readLoadFile), exports);
  for (const [at, verdict] of verdicts.entries()) {
    const file = files[at]!;
    output.object({ file, ...verdict });
    if (verdict.kind === 'verified') {
      const types = verdict.isTyped ? '' : ', without types';
      output.line(`${output.style('green', 'verified')}  ${file}${types}`);
    } else {
      output.line(`${output.style('red', 'refused')}   ${file}`);
      output.line(`  ${verdict.why} [${verdict.clause}]`);
      process.exitCode = EXIT.expectation;
    }
  }
}

async function readExports(paths: readonly string[]) {
  const { parseExportFile } = await import('../../wire/cap/index.ts');
  const { readGivenFile } = await import('../read-given-file.ts');
  return paths.flatMap(exportPaths).map((path) => {
    const content = readGivenFile(path, { lengthMax: EXPORT_LENGTH_MAX });
    const parsed = parseExportFile(Uint8Array.from(content));
    if (!isWireError(parsed)) return parsed;
    const why = `${path}: ${describeWireError(parsed)}`;
    throw new HostError('INPUT_INVALID', why, 'give export files: their names end with .exp');
  });
}

/** A file, or the export files below a folder. */
function exportPaths(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.exp'))
    .toSorted()
    .map((name) => join(path, name));
}
