/** Gives every link a PC/SC reader of its own: driver copies and stanzas for pcscd. Needs root. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HostError } from '../../base/index.ts';
import { readTextWhole } from '../../keep/files/index.ts';
import {
  emitReaderConf,
  OWN_PORT,
  parseReaderConf,
  READER_PREFIX,
  type Stanza,
  VPCD_PORT,
} from './reader-conf.ts';

export interface PcscPlaces {
  /** pcscd's folder of stanzas. */
  readonly readerConf: string;
  /** The driver as the distribution installs it; looked for when not given. */
  readonly library?: string | undefined;
  /** Where the copies go. */
  readonly copies: string;
}

export const PCSC_PLACES: PcscPlaces = {
  readerConf: '/etc/reader.conf.d',
  copies: '/usr/local/lib/bifrons',
};

const DRIVER = 'libifdvpcd.so';
const OWN_FILE = 'bifrons';
const CONF_LENGTH_MAX = 1_024 * 1_024;
const DRIVER_FOLDERS = [
  '/usr/lib/pcsc/drivers/serial',
  '/usr/lib64/pcsc/drivers/serial',
  '/usr/local/lib/pcsc/drivers/serial',
];

/** Readers pcscd can hold, of which each stanza takes two. */
const STANZAS_MAX = 7;

/** Where a link's card goes: a vpcd slot and the name PC/SC programs see. */
export interface Slot {
  readonly reader: string;
  readonly port: number;
  /** The driver's file, which may be gone. */
  readonly library: string;
}

/**
 * Which slot each link has: our own stanza where there is one, otherwise the slots of Debian's
 * stanza in wiring order. Links without a slot are left out.
 */
export function slotsOf(
  links: readonly string[],
  readerConf = PCSC_PLACES.readerConf,
): ReadonlyMap<string, Slot> {
  const slots = new Map<string, Slot>();
  const stanzas = readStanzas(readerConf);
  for (const link of links) {
    const own = stanzas.find((stanza) => stanza.name === READER_PREFIX + link);
    if (own !== undefined)
      slots.set(link, { reader: own.name, port: own.port, library: own.library });
  }
  if (slots.size > 0) return slots;
  const stock = stanzas.find((stanza) => stanza.port === VPCD_PORT);
  for (const [index, link] of links.slice(0, stock === undefined ? 0 : 2).entries()) {
    const { name, library } = stock!;
    slots.set(link, { reader: `${name} 00 0${index}`, port: VPCD_PORT + index, library });
  }
  return slots;
}

/** Every vpcd stanza in pcscd's folder. */
export function readStanzas(readerConf: string): readonly Stanza[] {
  if (!existsSync(readerConf)) return [];
  return readdirSync(readerConf)
    .sort()
    .flatMap((file) => stanzasIn(join(readerConf, file)));
}

function stanzasIn(path: string): readonly Stanza[] {
  try {
    return parseReaderConf(readTextWhole(path, { lengthMax: CONF_LENGTH_MAX }));
  } catch {
    return [];
  }
}

/** Writes stanzas for the links; returns them. Throws `HostError` PCSC_UNAVAILABLE, PERMISSION. */
export function installReaders(
  links: readonly string[],
  places: PcscPlaces = PCSC_PLACES,
): readonly Stanza[] {
  const library = places.library ?? findDriver();
  if (library === undefined || !existsSync(library) || !existsSync(places.readerConf)) {
    throw new HostError(
      'PCSC_UNAVAILABLE',
      `no vpcd driver (${library ?? DRIVER}) or no ${places.readerConf}`,
      'install them first; on Debian: apt-get install pcscd vsmartcard-vpcd',
    );
  }
  if (links.length > STANZAS_MAX) {
    throw new HostError(
      'UNSUPPORTED',
      `pcscd has room for ${STANZAS_MAX} links, not ${links.length}`,
      'name some: --link',
    );
  }
  const stanzas = links.map((link, index) => ({
    name: READER_PREFIX + link,
    port: OWN_PORT + 2 * index,
    library: join(places.copies, `libifdvpcd-${link}.so`),
  }));
  withRights(() => {
    removeCopies(places);
    mkdirSync(places.copies, { recursive: true, mode: 0o755 });
    for (const stanza of stanzas) copyFileSync(library, stanza.library);
    writeFileSync(join(places.readerConf, OWN_FILE), emitReaderConf(stanzas), { mode: 0o644 });
  });
  return stanzas;
}

/** Takes our stanzas and driver copies away; how many readers there were. */
export function uninstallReaders(places: PcscPlaces = PCSC_PLACES): number {
  const file = join(places.readerConf, OWN_FILE);
  const count = stanzasIn(file).length;
  withRights(() => {
    removeCopies(places);
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

function withRights(work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    throw new HostError('PERMISSION', message, 'run it as root: sudo bifrons pcsc install');
  }
}
