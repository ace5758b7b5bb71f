/** Gives every link a PC/SC reader of its own: driver copies and stanzas for pcscd. Needs root. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { HostError } from '../../base/index.ts';
import { emitReaderConf, OWN_PORT, readerName, readerOf, type Stanza } from './reader-conf.ts';
import {
  type DeviceLinks,
  READER_CONF,
  type Slot,
  slotsOf,
  STANZA_SLOTS,
  stanzasIn,
} from './slots.ts';

export interface PcscPlaces {
  /** pcscd's folder of stanzas. */
  readonly readerConf: string;
  /** The driver as the distribution installs it; looked for when not given. */
  readonly library?: string | undefined;
  /** Where the copies go. */
  readonly copies: string;
}

export const PCSC_PLACES: PcscPlaces = {
  readerConf: READER_CONF,
  copies: '/usr/local/lib/bifrons',
};

const DRIVER = 'libifdvpcd.so';
const OWN_FILE = 'bifrons';
const DRIVER_FOLDERS = [
  '/usr/lib/pcsc/drivers/serial',
  '/usr/lib64/pcsc/drivers/serial',
  '/usr/local/lib/pcsc/drivers/serial',
];

/** Readers pcscd can hold, of which each stanza takes two, less those of Debian's stanza. */
const STANZAS_MAX = 7;

/**
 * Writes stanzas for the links of a device, beside those of other devices; returns its readers by
 * link. Throws `HostError` PCSC_UNAVAILABLE, UNSUPPORTED, PERMISSION.
 */
export function installReaders(
  requested: DeviceLinks,
  places: PcscPlaces = PCSC_PLACES,
): ReadonlyMap<string, Slot> {
  const library = places.library ?? findDriver();
  if (library === undefined || !existsSync(library) || !existsSync(places.readerConf)) {
    throw new HostError(
      'PCSC_UNAVAILABLE',
      `no vpcd driver (${library ?? DRIVER}) or no ${places.readerConf}`,
      'install them first; on Debian: apt-get install pcscd vsmartcard-vpcd',
    );
  }
  const file = join(places.readerConf, OWN_FILE);
  const others = installed(stanzasIn(file)).filter(({ device }) => device !== requested.device);
  const stanzas = layOut([...others, requested], places.copies);
  withRights('install', () => {
    removeCopies(places);
    mkdirSync(places.copies, { recursive: true, mode: 0o755 });
    for (const stanza of stanzas) copyFileSync(library, stanza.library);
    writeFileSync(file, emitReaderConf(stanzas), { mode: 0o644 });
  });
  return slotsOf(requested, places.readerConf);
}

/** The devices that have readers of their own. */
function installed(stanzas: readonly Stanza[]): readonly DeviceLinks[] {
  const devices = new Map<string, string[]>();
  for (const { name } of stanzas) {
    const named = readerOf(name);
    if (named === undefined) continue;
    devices.set(named.device, [...(devices.get(named.device) ?? []), ...named.links]);
  }
  return [...devices].map(([device, links]) => ({ device, links }));
}

/** A stanza for each link, or, where pcscd has no room for so many, for every two of a device. */
function layOut(devices: readonly DeviceLinks[], copies: string): readonly Stanza[] {
  const shared = [1, STANZA_SLOTS]
    .map((size) => devices.flatMap(({ device, links }) => groups(device, links, size)))
    .find((readers) => readers.length <= STANZAS_MAX);
  if (shared === undefined) {
    const count = devices.reduce((sum, { links }) => sum + links.length, 0);
    throw new HostError(
      'UNSUPPORTED',
      `pcscd has room for ${STANZAS_MAX * STANZA_SLOTS} links, not ${count}`,
      'name some: --link; or begin again: sudo bifrons pcsc uninstall',
    );
  }
  return shared.map((name, index) => ({
    name,
    port: OWN_PORT + STANZA_SLOTS * index,
    library: join(copies, `libifdvpcd-${index}.so`),
  }));
}

function groups(device: string, links: readonly string[], size: number): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < links.length; at += size)
    names.push(readerName({ device, links: links.slice(at, at + size) }));
  return names;
}

/** Removes our stanzas, driver copies and their folder; how many stanzas there were. */
export function uninstallReaders(places: PcscPlaces = PCSC_PLACES): number {
  const file = join(places.readerConf, OWN_FILE);
  const count = stanzasIn(file).length;
  withRights('uninstall', () => {
    removeCopies(places);
    if (existsSync(places.copies) && readdirSync(places.copies).length === 0)
      rmdirSync(places.copies);
    rmSync(file, { force: true });
  });
  return count;
}

function removeCopies(places: PcscPlaces): void {
  if (!existsSync(places.copies)) return;
  for (const file of readdirSync(places.copies)) {
    if (/^libifdvpcd-.*\.so$/.test(basename(file))) rmSync(join(places.copies, file));
  }
}

export function findDriver(): string | undefined {
  return DRIVER_FOLDERS.map((folder) => join(folder, DRIVER)).find((path) => existsSync(path));
}

function withRights(verb: 'install' | 'uninstall', work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    throw new HostError('PERMISSION', message, `run it as root: sudo bifrons pcsc ${verb}`);
  }
}
