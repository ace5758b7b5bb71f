import { type Command, Option } from 'commander';
import type { DeviceLinks } from '../../attach/pcsc/index.ts';
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
Debian's vpcd driver has two readers; the first two links of a device use them, and a second device
waits for them. "install" gives every link of a device a reader of its own, named after both, beside
those of other devices.

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
pcscd has room for 7 of them beside Debian's: where that is not enough, two links share one, and its
two slots are theirs in the order of its name.

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
async function linksOf(options: PcscOptions): Promise<DeviceLinks> {
  const { describedDevice } = await import('../described-device.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { name: device, interfaces } = describedDevice(await whichDevice(options));
  const known = interfaces.flatMap((one) => one.links.map((link) => link.id));
  const unknown = options.link?.find((link) => !known.includes(link));
  if (unknown === undefined) return { device, links: options.link ?? known };
  const { HostError } = await import('../../base/index.ts');
  throw new HostError(
    'LINK_UNKNOWN',
    `the device has no link ${unknown}`,
    `use one of: ${known.join(', ')}`,
  );
}

async function install(options: PcscOptions): Promise<void> {
  const { installReaders, output, places } = await tools(options);
  const readers = installReaders(await linksOf(options), places);
  for (const [link, { reader, port, library }] of readers) {
    output.object({ link, reader, port, library });
    output.line(`reader ${reader}  link ${link}  port ${port}`);
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
      ? 'no reader was installed'
      : `${removed} readers removed; now: systemctl restart pcscd`,
  );
}

async function status(options: PcscOptions): Promise<void> {
  const { findDriver, isPcscdUp, slotHolder, slotsOf, output, places } = await tools(options);
  const { existsSync } = await import('node:fs');
  const { table } = await import('../output.ts');
  const requested = await linksOf(options);
  const slots = slotsOf(requested, places.readerConf);
  const driver = [places.library ?? findDriver()].find((path) => existsSync(path ?? ''));
  const pcscd = await isPcscdUp();
  const links = await Promise.all(
    requested.links.map(async (link) => {
      const slot = slots.get(link);
      const holder = slot === undefined ? undefined : await slotHolder(slot.port);
      return {
        link,
        reader: slot?.reader ?? null,
        port: slot?.port ?? null,
        holder: holder ?? null,
      };
    }),
  );
  output.object({ driver: driver ?? null, pcscd, device: requested.device, links });
  output.line(`driver  ${driver ?? 'none: apt-get install pcscd vsmartcard-vpcd'}`);
  output.line(`pcscd   ${pcscd ? 'runs' : 'does not run, so no program finds a reader: start it'}`);
  output.line(`device  ${requested.device}`);
  const rows = links.map(({ link, reader, port, holder }) => [
    link,
    reader === null ? 'no reader: sudo bifrons pcsc install' : `reader ${reader}  port ${port}`,
    holder === null ? '' : `held by ${holder.device} ${holder.link}, process ${holder.pid}`,
  ]);
  for (const row of table(rows)) output.line(row);
}
