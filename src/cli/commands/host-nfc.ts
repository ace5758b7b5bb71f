import { type Command, Option } from 'commander';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { Topology } from '../../attach/service/index.ts';
import { HostError } from '../../base/index.ts';
import { collectHex, type WhereOptions, withWhere } from '../options.ts';
import type { Output } from '../output.ts';

interface NfcOptions extends WhereOptions {
  readonly type?: 'A' | 'B';
}

/** An NFC reader outside, near the antenna. [M-91] [M-96] */
export function defineHostNfc(host: Command): void {
  const nfc = host
    .command('nfc')
    .description('act as an external NFC reader: its field, and APDUs in it')
    .addHelpText(
      'after',
      `
Examples:
  bifrons host nfc tap --preset phone 00A4040008A000000151000000
  bifrons host nfc enter --type B
  bifrons host nfc send 00A4040008A000000151000000 80CA006600
  bifrons host nfc leave`,
    );
  withType(nfc.command('tap'))
    .description('bring the host into the field, send the commands, and remove it again')
    .argument('[apdus...]', 'commands in hexadecimal', collectHex)
    .addHelpText('after', '\nExample:\n  bifrons host nfc tap --type B 00A4040008A000000151000000')
    .action((apdus: readonly string[] | undefined, options: NfcOptions) =>
      tap(apdus ?? [], options),
    );
  withType(nfc.command('enter'))
    .description('bring a running host into the field, and leave it there')
    .addHelpText('after', '\nExample:\n  bifrons host nfc enter --type A')
    .action(enter);
  withWhere(nfc.command('send'))
    .description('send commands to the host that is in the field')
    .argument('<apdus...>', 'commands in hexadecimal', collectHex)
    .addHelpText('after', '\nExample:\n  bifrons host nfc send 00A4040008A000000151000000')
    .action(send);
  withWhere(nfc.command('leave'))
    .description('remove the host from the field: its sessions end')
    .addHelpText('after', '\nExample:\n  bifrons host nfc leave')
    .action(leave);
}

function withType(command: Command): Command {
  const type = new Option(
    '--type <type>',
    "the field's (default: the first that the host answers)",
  );
  return withWhere(command).addOption(type.choices(['A', 'B']));
}

async function tap(apdus: readonly string[], options: NfcOptions): Promise<void> {
  const { output, where } = await tools(options);
  const { withDevice } = await import('../reach.ts');
  await withDevice(where, { doing: 'bifrons host nfc' }, async (api) => {
    const link = await enterField(api, options.type, output);
    try {
      await sendAll(api, link.id, { apdus, output });
    } finally {
      await leaveField(api, link, output);
    }
  });
}

async function enter(options: NfcOptions): Promise<void> {
  const { output, where } = await tools(options);
  const { withRunning } = await import('../reach.ts');
  await withRunning(where, (api) => enterField(api, options.type, output));
}

async function send(apdus: readonly string[], options: NfcOptions): Promise<void> {
  const { output, where } = await tools(options);
  const { withRunning } = await import('../reach.ts');
  await withRunning(where, async (api) => {
    const held = (await fieldLinks(api)).find((one) => one.powered);
    if (held === undefined) {
      const next = 'bring it there: bifrons host nfc enter';
      throw new HostError('LINK_DOWN', "the host is in no reader's field", next);
    }
    await sendAll(api, held.id, { apdus, output });
  });
}

async function leave(options: NfcOptions): Promise<void> {
  const { output, where } = await tools(options);
  const { withRunning } = await import('../reach.ts');
  await withRunning(where, async (api) => {
    for (const link of (await fieldLinks(api)).filter((one) => one.powered))
      await leaveField(api, link, output);
  });
}

const tools = async (options: NfcOptions) => {
  const { Output: Printer } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  return { output: new Printer(options), where: await whichDevice(options) };
};

type FieldLink = Topology['links'][number];

function typeOf({ protocol }: FieldLink): 'A' | 'B' {
  return protocol === 'swp-b' ? 'B' : 'A';
}

/** The links at which readers outside arrive; there is at least one. */
async function fieldLinks(api: DeviceApi): Promise<readonly FieldLink[]> {
  const { links } = await api.ask('topology', {});
  const found = links.filter(({ client, lsi }) => client === 'nfc-reader' && lsi === 0);
  if (found.length > 0) return found;
  const known = links.map(({ client, id }) => `${client} at ${id}`).join(', ');
  throw new HostError('LINK_UNKNOWN', 'this host answers no NFC reader', `use one of: ${known}`);
}

/** One field at a time: that of another type is left. */
async function enterField(
  api: DeviceApi,
  type: string | undefined,
  output: Output,
): Promise<FieldLink> {
  const found = await fieldLinks(api);
  const link = found.find((one) => type === undefined || typeOf(one) === type);
  if (link === undefined) {
    const here = `use --type ${found.map(typeOf).join(' or ')}`;
    throw new HostError('LINK_UNKNOWN', `this host answers no reader of type ${type}`, here);
  }
  for (const other of found.filter((one) => one !== link && one.powered))
    await api.ask('power.off', { link: other.id });
  const { atr } = await api.ask('power.on', { link: link.id });
  output.object({ event: 'enter', type: typeOf(link), link: link.id, atr });
  output.line(`# in a field of type ${typeOf(link)}: ${link.id}, ATR ${atr}`);
  return link;
}

async function leaveField(api: DeviceApi, link: FieldLink, output: Output): Promise<void> {
  await api.ask('power.off', { link: link.id });
  output.object({ event: 'leave', type: typeOf(link), link: link.id });
  output.line('# out of the field');
}

async function sendAll(
  api: DeviceApi,
  link: string,
  { apdus, output }: { readonly apdus: readonly string[]; readonly output: Output },
): Promise<void> {
  const { printExchange } = await import('../print-exchange.ts');
  for (const command of apdus) {
    const { answer } = await api.ask('transmit', { link, apdu: command });
    printExchange(output, { link, command, answer });
  }
}
