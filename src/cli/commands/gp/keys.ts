/** Keys of a security domain. */
import { hexNumber } from '../../../base/index.ts';
import { type Command, Option } from 'commander';
import type { CardTask } from '../../gp/card-task.ts';
import { byte, type ChannelOptions, withChannel } from '../../gp/options.ts';

interface PutKeyOptions extends ChannelOptions {
  readonly replace?: number;
  readonly id?: number;
  readonly type?: 'aes' | 'des' | 'psk-tls' | 'hmac';
  readonly newKey?: string;
  readonly newEnc?: string;
  readonly newMac?: string;
  readonly newDek?: string;
  readonly pem?: string;
}

export function defineKeys(gp: Command): void {
  withChannel(gp.command('put-key'))
    .description('put a key set, a single key, or a public or private key')
    .argument('<version>', 'the key version number of the new keys, in hexadecimal', byte)
    .option(
      '--replace <hex>',
      'the version that they replace (default: none, they are added)',
      byte,
    )
    .option('--id <hex>', 'a single key with this identifier', byte)
    .addOption(
      new Option('--type <name>', 'of symmetric keys (default: as the channel)').choices([
        'aes',
        'des',
        'psk-tls',
        'hmac',
      ]),
    )
    .option('--new-key <key>', 'one key for all three, or the single one; hexadecimal, or @FILE')
    .option('--new-enc <key>', 'the encryption key; with it --new-mac and --new-dek')
    .option('--new-mac <key>', 'the MAC key')
    .option('--new-dek <key>', 'the data encryption key')
    .option('--pem <file>', 'an RSA or ECC key, public or private')
    .addHelpText(
      'after',
      `
A card answers with check values, which are compared with those of the keys.

Examples:
  bifrons gp put-key 31 --new-key @new.key
  bifrons gp put-key 30 --replace 30 --new-enc @1 --new-mac @2 --new-dek @3
  bifrons gp put-key 73 --id 01 --pem dap-public.pem`,
    )
    .action(put);
  withChannel(gp.command('delete-key'))
    .description('delete the keys of a version, of an identifier, or one key')
    .argument('[version]', 'key version number in hexadecimal', byte)
    .option('--id <hex>', 'key identifier', byte)
    .addHelpText(
      'after',
      '\nExamples:\n  bifrons gp delete-key 31 --id 02\n  bifrons gp delete-key 31',
    )
    .action(remove);
}

async function put(version: number, options: PutKeyOptions): Promise<void> {
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { putKeys } = await import('../../../host/off-card/index.ts');
  const { newKeys } = await import('../../gp/new-keys.ts');
  await withChannelTask(options, 'put-key', async (task) => {
    const keys = newKeys(task, options);
    const { replace: replaces = 0, id = 1 } = options;
    await task.hold((session) => putKeys(session, { replaces, version, id, keys }));
    await showChange(task, { version, count: keys.length });
  });
}

async function showChange(
  { output }: CardTask,
  { version, count }: { readonly version: number; readonly count: number },
): Promise<void> {
  const shown = hexNumber(version);
  output.object({ event: 'keys', version: shown, count });
  output.line(`${count === 1 ? 'a key' : `${count} keys`} in version ${shown}`);
}

async function remove(
  version: number | undefined,
  options: ChannelOptions & { readonly id?: number },
  command: Command,
): Promise<void> {
  const { id } = options;
  if (version === undefined && id === undefined) {
    command.error('error: give a version, --id, or both');
  }
  const { deleteKeys } = await import('../../../host/off-card/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  await withChannelTask(options, 'delete-key', async ({ hold, output }) => {
    await hold((session) => session.sendChecked(deleteKeys({ version, id })));
    output.object({ event: 'keys-deleted', version: version ?? null, id: id ?? null });
    output.line('deleted the keys');
  });
}
