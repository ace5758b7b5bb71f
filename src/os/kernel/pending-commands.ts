/** Proactive commands that wait for the terminal of a card session. [TS102221 §7.4.2.1] */
import { HostError } from '../../base/index.ts';
import type { Residents } from './residents.ts';
import { cardSessionOf, type Channel } from './session-table.ts';

/**
 * Gives the length of the one that the container paired with the card session has, whatever is
 * selected.
 */
export function pendingCommands(residents: Residents): (channel: Channel) => number | undefined {
  const toolkits = residents.all.filter(({ container }) => container.pending !== undefined);
  return ({ card }) => {
    for (const { id, container } of toolkits) {
      const length = container.pending?.(cardSessionOf(card, id));
      if (length !== undefined && isPaired(residents, card, id)) return length;
    }
    return undefined;
  };
}

function isPaired(
  residents: Residents,
  { link, lsi }: Channel['card'],
  container: string,
): boolean {
  try {
    return residents.paired(link.id, lsi) === container;
  } catch (error) {
    // Pairing data outside the OS that cannot be read leave the answer as it is.
    if (error instanceof HostError) return false;
    throw error;
  }
}
