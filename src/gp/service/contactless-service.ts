/** What applications may read and change in the contactless registry. [GPAmdC §3.8] [GPAmdC §8] */
import type { Bytes } from '../../base/index.ts';
import type { Session } from '../../os/abi/index.ts';
import type { Contactless } from '../registry/contactless.ts';

export interface ContactlessEntry {
  readonly aid: Bytes;
  readonly lifeCycle: number;
  readonly contactless: Contactless;
}

/** Where an application goes among those that a partial name or a reader's list may mean. */
export type ContactlessPriority = 'highest' | 'lowest' | 'volatile' | 'no-longer-volatile';

export interface ContactlessRegistry {
  /** Those that the caller may read, by priority. */
  readonly entries: readonly ContactlessEntry[];
  /** Counts all changes, 16 bits. */
  readonly updates: number;
  /** False, and nothing changed, where it may not be. */
  setState(aid: Bytes, state: number, session: Session): boolean;
  setPriority(aid: Bytes, priority: ContactlessPriority, session: Session): boolean;
}
