/** How many receipts a security domain has made. It never comes back to zero. [GPCS §C.5] */
import type { Counter, Nvm } from '../../os/abi/index.ts';

export const CONFIRMATION_COUNTER_LENGTH = 2;
export const CONFIRMATION_COUNTER_MAX = 0x7fff;

/** The counter in the memory of a security domain. */
export function confirmationCounter(nvm: Nvm): Counter {
  return nvm.counter('receipts', 0);
}
