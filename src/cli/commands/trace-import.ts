import type { Command } from 'commander';

interface ImportOptions {
  readonly link?: string;
  readonly reader?: string;
}

export function defineTraceImport(trace: Command): void {
  trace
    .command('import')
    .description('make a transcript of a trace that another program recorded')
    .argument('<file>', 'a capture with GSMTAP frames (pcap, pcapng), or a log of pcsc-spy')
    .option('-l, --link <name>', 'the link that all commands go over; needed where none is named')
    .option('--reader <name>', 'the one reader of a log that counts; a part of its name is enough')
    .addHelpText(
      'after',
      `
Writes the transcript to standard output: each command, and the answer as it was. Challenges and
cryptograms differ from run to run: put XX or .. in their place. A log is what the spy library of
pcsc-lite writes to ~/pcsc-spy; its program pcsc-spy shows it in another form.

Examples:
  bifrons trace import session.pcapng > session.apdu
  bifrons trace import modem.pcap --link t0 | bifrons apdu --preset patent
  bifrons trace import pcsc-spy.log --link spi`,
    )
    .action(importFile);
}

async function importFile(file: string, own: ImportOptions, command: Command): Promise<void> {
  // The parent has an option of the same name, which takes the word wherever it stands.
  const { link, reader } = { ...command.optsWithGlobals<ImportOptions>(), ...own };
  const { CAPTURE_LENGTH_MAX, importTrace } = await import('../../attach/capture/index.ts');
  const { readGivenFile } = await import('../read-given-file.ts');
  const source = readGivenFile(file, { lengthMax: CAPTURE_LENGTH_MAX });
  process.stdout.write(importTrace(source, { name: file, link, reader }));
}
