import { type Command, InvalidArgumentError } from 'commander';
import type { ApplicationHome, DeviceApi } from '../../attach/control/index.ts';
import { collectHex, hexDigits, type WhereOptions, withWhere } from '../options.ts';
import type { Output } from '../output.ts';

interface AccessOptions extends WhereOptions {
  readonly reader?: string;
  readonly aid?: string;
  readonly p2?: number;
  readonly basic?: boolean;
  readonly next: number;
}

const NEXT_MAX = 255;

/** Two programming interfaces of one shape. [OMAPI §6.2] [TEESE §4] */
export function defineHostAccess(host: Command): void {
  defineAccess(host, {
    name: 'omapi',
    from: 'rich-os',
    description: 'be an application of the rich OS, with the Open Mobile API',
    readers: "the rich OS's own (eSE1) and the modem's (SIM1)",
  });
  defineAccess(host, {
    name: 'tee',
    from: 'tee',
    description: "be an application of the TEE, with the TEE's Secure Element API",
    readers: "the TEE's own (eSE1)",
  });
}

interface Access {
  readonly name: string;
  readonly from: ApplicationHome;
  readonly description: string;
  readonly readers: string;
}

function defineAccess(host: Command, { name, from, description, readers }: Access): void {
  withWhere(host.command(name))
    .description(description)
    .argument('[apdus...]', 'commands for the application, in hexadecimal', collectHex)
    .option('--reader <name>', 'the reader (default: the first)')
    .option(
      '--aid <aid>',
      "the application; '' is the issuer's domain (default: the card's own)",
      hexDigits,
    )
    .option('--p2 <hex>', 'P2 of the SELECT: 00, 04, 08 or 0C (default: 00)', p2)
    .option('--basic', 'the basic channel, instead of a logical one')
    .option(
      '--next <n>',
      'go on to the next application that a partial AID fits, n times',
      count,
      0,
    )
    .addHelpText(
      'after',
      `
Without an AID and commands it lists the readers: ${readers}.
Otherwise it opens a session and a channel, sends the commands with the channel in their class, and
closes both. MANAGE CHANNEL and SELECT by name are not for applications.

Examples:
  bifrons host ${name} --preset phone
  bifrons host ${name} --aid A000000151000000 80CA006600
  bifrons host ${name} --reader eSE1 --basic --aid '' 80CA006600 --json`,
    )
    .action((apdus: readonly string[] | undefined, options: AccessOptions) =>
      run(from, apdus ?? [], options),
    );
}

function p2(text: string): number {
  if (/^[0-9A-Fa-f]{2}$/.test(text)) return Number.parseInt(text, 16);
  throw new InvalidArgumentError('Expected two hexadecimal digits.');
}

function count(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= NEXT_MAX) return Number(text);
  throw new InvalidArgumentError(`Expected a number from 0 to ${NEXT_MAX}.`);
}

async function run(
  from: ApplicationHome,
  apdus: readonly string[],
  options: AccessOptions,
): Promise<void> {
  const { Output: Printer } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { withDevice } = await import('../reach.ts');
  const output = new Printer(options);
  const looksOnly = apdus.length === 0 && options.aid === undefined;
  const doing = `bifrons host ${from === 'tee' ? 'tee' : 'omapi'}`;
  await withDevice(await whichDevice(options), { doing, look: looksOnly }, (api) =>
    looksOnly ? showReaders(api, from, output) : exchange(api, { from, apdus, options, output }),
  );
}

async function showReaders(api: DeviceApi, from: ApplicationHome, output: Output): Promise<void> {
  const { table } = await import('../output.ts');
  const { readers } = await api.ask('host.readers', { from });
  for (const { name, link, present } of readers) output.object({ reader: name, link, present });
  const rows = readers.map((one) => [one.name, one.link, one.present ? 'present' : 'empty']);
  for (const row of table(rows, '   ')) output.line(row);
}

interface Use {
  readonly from: ApplicationHome;
  readonly apdus: readonly string[];
  readonly options: AccessOptions;
  readonly output: Output;
}

async function exchange(api: DeviceApi, { from, apdus, options, output }: Use): Promise<void> {
  const { printExchange } = await import('../print-exchange.ts');
  const { reader, aid, p2: parameter, basic, next } = options;
  const { channel, ...opened } = await api.ask('host.open', {
    from,
    ...(reader === undefined ? {} : { reader }),
    ...(aid === undefined ? {} : { aid }),
    ...(parameter === undefined ? {} : { p2: parameter }),
    ...(basic === undefined ? {} : { basic }),
  });
  const { number, link, selectResponse } = opened;
  output.object(opened);
  const kind = number === 0 ? 'the basic channel' : `channel ${number}`;
  output.line(`# ${opened.reader} at ${link}, ${kind}, ATR ${opened.atr ?? 'none'}`);
  if (selectResponse !== null) output.line(`# selected: ${selectResponse}`);
  for (let at = 0; at < next; at++) {
    const found = await api.ask('host.next', { channel, aid: aid ?? '' });
    output.object({ ...opened, selectResponse: found.selectResponse });
    output.line(`# next: ${found.selectResponse ?? 'none'}`);
    if (found.selectResponse === null) break;
  }
  for (const command of apdus) {
    const { answer } = await api.ask('host.transmit', { channel, apdu: command });
    printExchange(output, { link, command, answer });
  }
  await api.ask('host.close', { channel });
}
