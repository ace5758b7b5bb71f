/** Which PC/SC reader stands for a link, in words that are true now. */
import { existsSync } from 'node:fs';
import {
  type Allotted,
  type DeviceLinks,
  findDriver,
  isPcscdUp,
  type Slot,
  slotsOf,
} from '../attach/pcsc/index.ts';

export interface ReaderState {
  /** Whether other links of the device have slots. */
  readonly hasOthers: boolean;
  /** Whether the link's card is in the reader's slot. */
  readonly hasCard: boolean;
}

/** What the row of a link ends with, while its device is up. */
export function readerWords(
  allotted: Allotted | undefined,
  { hasOthers, hasCard }: ReaderState,
): string {
  if (allotted === undefined) return withoutSlot(hasOthers);
  const { slot } = allotted;
  if (allotted.kind === 'waits' && allotted.isReader) {
    const { holder } = allotted;
    const who = holder === undefined ? 'another device' : `${holder.device} ${holder.link}`;
    return `waits for reader ${slot.reader}, held by ${who}`;
  }
  return hasCard ? `reader ${slot.reader}` : withoutCard(slot);
}

/** For a device that another process runs, or none: what stands for its links then. */
export async function plannedReaderWords(
  requested: DeviceLinks,
  isUp: boolean,
): Promise<(link: string) => string> {
  const slots = slotsOf(requested);
  const hasDaemon = await isPcscdUp();
  return (link) => {
    const slot = slots.get(link);
    if (slot === undefined) return withoutSlot(slots.size > 0);
    if (!isUp) return `reader ${slot.reader} while up`;
    return hasDaemon ? `reader ${slot.reader}` : withoutCard(slot);
  };
}

function withoutCard({ library }: Slot): string {
  return existsSync(library) ? 'no reader until pcscd runs' : 'no reader: no vpcd driver';
}

function withoutSlot(hasOthers: boolean): string {
  return !hasOthers && findDriver() === undefined
    ? 'no reader: no vpcd driver'
    : 'no reader: bifrons pcsc install';
}
