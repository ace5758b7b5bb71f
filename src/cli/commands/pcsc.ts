import { type Command, Option } from 'commander';
import { type WhereOptions, withWhere } from '../options.ts';

interface PcscOptions extends WhereOptions {
  readonly link?: readonly string[];
  readonly readerConf?: string;
  readonly library?: string;
  readonly copies?: string;
}

export function definePcsc(root: Command): void {
  const pcsc = root
    .command('pcsc')
    .description('PC/SC readers for the links of a device')
    .addHelpText(
      'after',
      `
Debian's vpcd driver has two readers; the first two links use them. "install" gives every link a
reader of its own, named after it.

Examples:
  bifrons pcsc status
  sudo bifrons pcsc install
  sudo bifrons pcsc uninstall`,
    );
  withPlaces(pcsc.command('install'))
    .description('install a reader for each link (as root)')
    .option('--link <name...>', 'only these links')
    .addHelpText(
      'after',
      `
Each reader needs a copy of the driver of its own, as the driver keeps its state in the library.

Examples:
  sudo bifrons pcsc install
  sudo bifrons pcsc install --preset field --link t0 spi`,
    )
    .action(install);
  withPlaces(pcsc.command('uninstall'))
    .description('remove the readers (as root)')
    .addHelpText('after', '\nExample:\n  sudo bifrons pcsc uninstall')
    .action(uninstall);
  withPlaces(pcsc.command('status'))
    .description('show which reader each link has')
    .addHelpText('after', '\nExample:\n  bifrons pcsc status --json')
    .action(status);
}

function withPlaces(command: Command): Command {
  return withWhere(command)
    .addOption(
      new Option('--reader-conf <dir>', "pcscd's folder of readers (default: /etc/reader.conf.d)"),
    )
    .addOption(new Option('--library <file>', 'the vpcd driver (default: looked for)'))
    .addOption(
      new Option('--copies <dir>', 'where driver copies go (default: /usr/local/lib/bifrons)'),
    );
}

const tools = async (options: PcscOptions) => {
  const pcsc = await import('../../attach/pcsc/index.ts');
  const { Output } = await import('../output.ts');
  const places = {
    readerConf: options.readerConf ?? pcsc.PCSC_PLACES.readerConf,
    copies: options.copies ?? pcsc.PCSC_PLACES.copies,
    library: options.library,
  };
  return { ...pcsc, output: new Output(options), places };
};

/** The device's links, without booting or even owning it. */
async function linksOf(options: PcscOptions): Promise<readonly string[]> {
  const { describedDevice } = await import('../where.ts');
  const { whichDevice } = await import('../which-device.ts');
  const known = describedDevice(await whichDevice(options)).interfaces.flatMap((one) =>
    one.links.map((link) => link.id),
  );
  const unknown = options.link?.find((link) => !known.includes(link));
  if (unknown === undefined) return options.link ?? known;
  const { HostError } = await import('../../base/index.ts');
  throw new HostError(
    'LINK_UNKNOWN',
    `the device has no link ${unknown}`,
    `use one of: ${known.join(', ')}`,
  );
}

async function install(options: PcscOptions): Promise<void> {
  const { installReaders, output, places } = await tools(options);
  const stanzas = installReaders(await linksOf(options), places);
  for (const stanza of stanzas) {
    output.object({ reader: stanza.name, port: stanza.port, library: stanza.library });
    output.line(`reader ${stanza.name}  port ${stanza.port}`);
  }
  output.line(
    'now let pcscd read it: systemctl restart pcscd, or start pcscd again; then: bifrons up',
  );
}

async function uninstall(options: PcscOptions): Promise<void> {
  const { uninstallReaders, output, places } = await tools(options);
  const removed = uninstallReaders(places);
  output.object({ removed });
  output.line(
    removed === 0
      ? 'there was none of ours'
      : `${removed} readers taken away; now: systemctl restart pcscd`,
  );
}

async function status(options: PcscOptions): Promise<void> {
  const { findDriver, slotsOf, output, places } = await tools(options);
  const { table } = await import('../output.ts');
  const links = await linksOf(options);
  const slots = slotsOf(links, places.readerConf);
  const driver = places.library ?? findDriver();
  output.object({
    driver: driver ?? null,
    links: links.map((link) => ({
      link,
      reader: slots.get(link)?.reader ?? null,
      port: slots.get(link)?.port ?? null,
    })),
  });
  output.line(`driver  ${driver ?? 'none: apt-get install pcscd vsmartcard-vpcd'}`);
  const rows = links.map((link) => {
    const slot = slots.get(link);
    return [
      link,
      slot === undefined
        ? 'no reader: sudo bifrons pcsc install'
        : `reader ${slot.reader}  port ${slot.port}`,
    ];
  });
  for (const row of table(rows)) output.line(row);
}
