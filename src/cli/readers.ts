/** Which PC/SC reader stands for a link, in words that are true now. */
import { existsSync } from 'node:fs';
import { findDriver, type Slot, slotsOf } from '../attach/pcsc/index.ts';

type Slots = ReadonlyMap<string, Slot>;

/** Where pcscd listens for PC/SC programs. */
const PCSCD_SOCKET = '/run/pcscd/pcscd.comm';

/** What a link's row ends with; `hasCard` says whether its card is in the reader's slot. */
export function readerWords(link: string, slots: Slots, hasCard: boolean): string {
  const slot = slots.get(link);
  if (slot === undefined) return withoutSlot(slots);
  if (hasCard) return `reader ${slot.reader}`;
  return existsSync(slot.library) ? 'no reader until pcscd runs' : 'no reader: no vpcd driver';
}

/** For a device of another process, or of none: the readers of its links then. */
export function plannedReaderWords(
  links: readonly string[],
  isUp: boolean,
): (link: string) => string {
  const slots = slotsOf(links);
  const hasDaemon = existsSync(process.env['PCSCLITE_CSOCK_NAME'] ?? PCSCD_SOCKET);
  return (link) => {
    if (isUp) return readerWords(link, slots, hasDaemon);
    const slot = slots.get(link);
    return slot === undefined ? withoutSlot(slots) : `reader ${slot.reader} while up`;
  };
}

function withoutSlot(slots: Slots): string {
  return slots.size === 0 && findDriver() === undefined
    ? 'no reader: no vpcd driver'
    : 'no reader: bifrons pcsc install';
}
