/** Load files and applications: load, install, delete. */
import { type Command, Option } from 'commander';
import { aid, type ChannelOptions, count, withChannel } from '../../gp/options.ts';
import { type PermitOptions, withPermit } from '../../gp/permits.ts';
import { hexDigits } from '../../options.ts';
import {
  installModule,
  type InstallOptions,
  loadBlock,
  type LoadOptions,
} from '../../gp/content-tasks.ts';

export function defineContent(gp: Command): void {
  withLoad(withChannel(gp.command('load')))
    .description('load a CAP file')
    .argument('<file>', 'a CAP file, as an archive or as its components')
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp load applet.cap
  bifrons gp load tag.cap --to A000000151414D534401 --hash sha256
  bifrons gp load door.cap --dap F0010203AA=dap.pem --hash sha256`,
    )
    .action(load);
  withLoad(withChannel(gp.command('install')))
    .description(
      'install an application, from a file that is loaded first, or from one on the card',
    )
    .argument('<file>', 'a CAP file, or the AID of a load file on the card')
    .option('--module <aid>', 'the module (default: the only one of the load file)', aid)
    .option('--as <aid>', "the application's AID (default: that of its module)", aid)
    .option('--privileges <names>', 'names as bifrons gp list shows them, with commas, or bytes')
    .option('--parameters <hex>', 'what the application gets', hexDigits)
    .option(
      '--toolkit <hex>',
      'what the toolkit of a UICC keeps of it, as TS 102 226 has it',
      hexDigits,
    )
    .option('--non-volatile <bytes>', 'quota of non-volatile memory', count)
    .option('--volatile <bytes>', 'quota of volatile memory', count)
    .option('--no-selectable', 'leave it in the state INSTALLED')
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp install applet.cap
  bifrons gp install applet.cap --as F001020304 --parameters 0102
  bifrons gp install F0424946524F4E5301 --as F001020305 --privileges card-lock,card-terminate`,
    )
    .action(install);
  withPermit(withChannel(gp.command('delete')))
    .description('delete applications, security domains and load files')
    .argument('<aids...>', 'their AIDs', (text, before: readonly string[] = []) => [
      ...before,
      aid(text),
    ])
    .option('--related', 'with a load file also its applications, with a domain what it holds')
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp delete F001020304
  bifrons gp delete F0424946524F4E5301 --related`,
    )
    .action(remove);
}

/** CAP files of the applications that are part of Bifrons. */
export function defineCap(gp: Command): void {
  gp.command('cap')
    .description('write the CAP file of an application whose code is part of Bifrons')
    .argument('<module>', 'its name')
    .argument('<file>', 'the file')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
The file names package and modules and has no code of its own: a device loads, installs, runs and
deletes the application as any other, with this and other tools. docs/applications.md lists them.

Examples:
  bifrons gp cap probe probe.cap
  bifrons gp cap nfc-tag tag.cap`,
    )
    .action(cap);
}

async function cap(
  module: string,
  path: string,
  options: { readonly json?: boolean },
): Promise<void> {
  const { Output } = await import('../../output.ts');
  const { hex } = await import('../../../base/index.ts');
  const { summarizeLoadFile } = await import('../../../host/off-card/index.ts');
  const { writeCap } = await import('../../gp/load-file.ts');
  const { aid: file, modules } = summarizeLoadFile(writeCap(module, path));
  const output = new Output(options);
  output.object({ event: 'written', file: path, aid: hex(file), modules: modules.map(hex) });
  output.line(`wrote ${path}: load file ${hex(file)}`);
  for (const one of modules) output.line(`  module ${hex(one)}`);
}

function withLoad(command: Command): Command {
  return withPermit(command)
    .option('--to <aid>', 'the security domain that the load file is for', aid)
    .addOption(
      new Option('--hash <name>', 'the hash of the load file in INSTALL').choices([
        'sha1',
        'sha256',
        'sha384',
        'sha512',
      ]),
    )
    .option('--dap <aid=key...>', 'a signature for this domain: the key as with --token-key')
    .option('--block-length <bytes>', 'bytes of one LOAD (default: as many as fit)', count)
    .option('--wrap-blocks', 'number blocks from 00 again after FF, for long files');
}

async function load(path: string, options: LoadOptions): Promise<void> {
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { readLoadFile } = await import('../../gp/load-file.ts');
  const block = readLoadFile(path);
  await withChannelTask(options, 'load', (task) => loadBlock(task, { block, options }));
}

async function install(given: string, options: InstallOptions): Promise<void> {
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { readLoadFile } = await import('../../gp/load-file.ts');
  const { existsSync } = await import('node:fs');
  const block = existsSync(given) ? readLoadFile(given) : undefined;
  await withChannelTask(options, 'install', async (task) => {
    const { chooseModule } = await import('../../gp/choose-module.ts');
    const place = await chooseModule(task, { given, block, module: options.module });
    if (block !== undefined && !place.isLoaded) await loadBlock(task, { block, options });
    await installModule(task, { place, options });
  });
}

async function remove(
  aids: readonly string[],
  options: ChannelOptions & PermitOptions & { readonly related?: boolean },
): Promise<void> {
  const { unhex } = await import('../../../base/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { deleteContent } = await import('../../../host/off-card/index.ts');
  const { showConfirmation, tokenIn } = await import('../../gp/permits.ts');
  await withChannelTask(options, 'delete', async (task) => {
    for (const one of aids) {
      const token = await tokenIn(task, options);
      const command = deleteContent(unhex(one), { related: options.related === true, token });
      const answer = await task.hold((session) => session.sendChecked(command));
      task.output.object({ event: 'deleted', aid: one });
      task.output.line(`deleted ${one}`);
      await showConfirmation(task, answer);
    }
  });
}
