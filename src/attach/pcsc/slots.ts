/** Which vpcd slots stand for which links of a device. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readTextWhole } from '../../keep/files/index.ts';
import { parseReaderConf, readerOf, type Stanza } from './reader-conf.ts';

export const READER_CONF = '/etc/reader.conf.d';
const CONF_LENGTH_MAX = 1_024 * 1_024;
/** Debian compiles the driver with as many slots to a stanza. */
export const STANZA_SLOTS = 2;

/** Where a link's card goes: a vpcd slot and the name PC/SC programs see. */
export interface Slot {
  readonly reader: string;
  readonly port: number;
  /** The driver's file, which may be gone. */
  readonly library: string;
}

export interface DeviceLinks {
  /** The device's name. */
  readonly device: string;
  readonly links: readonly string[];
}

/**
 * The slots that a link may take, in order of preference: the one that is named after it, otherwise
 * any of Debian's stanza, which the first two links use. Links without a slot are left out.
 */
export function slotsFor(
  { device, links }: DeviceLinks,
  readerConf = READER_CONF,
): ReadonlyMap<string, readonly [Slot, ...Slot[]]> {
  const slots = new Map<string, readonly [Slot, ...Slot[]]>();
  const stanzas = readStanzas(readerConf);
  for (const link of links) {
    const own = ownSlot(stanzas, device, link);
    if (own !== undefined) slots.set(link, [own]);
  }
  if (slots.size > 0) return slots;
  const stock = stanzas.find(isStock);
  if (stock === undefined) return slots;
  const shared = Array.from({ length: STANZA_SLOTS }, (_, index) => slotIn(stock, index));
  for (const [index, link] of links.slice(0, STANZA_SLOTS).entries()) {
    const others = shared.filter((_, at) => at !== index);
    slots.set(link, [shared[index]!, ...others]);
  }
  return slots;
}

/** The stanza that the driver's package brings. */
function isStock({ name, library }: Stanza): boolean {
  return readerOf(name) === undefined && basename(library).startsWith('libifdvpcd');
}

/** The slot that each link takes where no other device holds it. */
export function slotsOf(requested: DeviceLinks, readerConf?: string): ReadonlyMap<string, Slot> {
  return new Map([...slotsFor(requested, readerConf)].map(([link, [first]]) => [link, first]));
}

function ownSlot(stanzas: readonly Stanza[], device: string, link: string): Slot | undefined {
  for (const stanza of stanzas) {
    const named = readerOf(stanza.name);
    const index = named?.device === device ? named.links.indexOf(link) : -1;
    if (index < 0) continue;
    const isAlone = named!.links.length === 1;
    return isAlone ? { ...slotIn(stanza, 0), reader: stanza.name } : slotIn(stanza, index);
  }
  return undefined;
}

/** A reader's name as PC/SC programs see it ends with the numbers of its unit and slot. */
function slotIn({ name, port, library }: Stanza, index: number): Slot {
  return { reader: `${name} 00 0${index}`, port: port + index, library };
}

/** Every vpcd stanza in pcscd's folder. */
export function readStanzas(readerConf: string): readonly Stanza[] {
  if (!existsSync(readerConf)) return [];
  return readdirSync(readerConf)
    .sort()
    .flatMap((file) => stanzasIn(join(readerConf, file)));
}

export function stanzasIn(path: string): readonly Stanza[] {
  try {
    return parseReaderConf(readTextWhole(path, { lengthMax: CONF_LENGTH_MAX }));
  } catch {
    return [];
  }
}
