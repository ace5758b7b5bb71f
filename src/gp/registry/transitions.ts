/**
 * Transitions of applications and security domains, one row each: what a command may do to an entry
 * and who by. The card's own stand in `life-cycle.ts`. [GPCS §5.3.1.6] [GPCS §5.3.2.6]
 */
import type { EntryKind } from './entry.ts';
import { isApplicationState } from './life-cycle.ts';
import {
  APPLICATION_LIFE_CYCLE,
  DOMAIN_LIFE_CYCLE,
  LOCKED_BIT,
} from '../../wire/globalplatform/index.ts';

/**
 * A security domain with Authorized or Delegated Management; the security domains that an entry is
 * associated with, or Global Lock; the entry itself.
 */
export type Mover = 'management' | 'governor' | 'itself';

export interface Transition {
  readonly kinds: readonly EntryKind[];
  readonly by: Mover;
  /** For the documentation. */
  readonly from: string;
  readonly to: string;
  applies(from: number, to: number): boolean;
}

const { INSTALLED, SELECTABLE } = APPLICATION_LIFE_CYCLE;
const { PERSONALIZED } = DOMAIN_LIFE_CYCLE;
const BOTH: readonly EntryKind[] = ['application', 'security-domain'];

const isLocked = (state: number): boolean => (state & LOCKED_BIT) !== 0;

/** A load file has one state and no transition. [GPCS §5.2.1] */
export const ENTRY_TRANSITIONS: readonly Transition[] = [
  {
    kinds: BOTH,
    by: 'management',
    from: 'INSTALLED',
    to: 'SELECTABLE',
    applies: (from, to) => from === INSTALLED && to === SELECTABLE,
  },
  {
    kinds: BOTH,
    by: 'governor',
    from: 'any but LOCKED',
    to: 'LOCKED from it',
    applies: (from, to) => !isLocked(from) && to === (from | LOCKED_BIT),
  },
  {
    kinds: BOTH,
    by: 'governor',
    from: 'LOCKED',
    to: 'the state before',
    applies: (from, to) => isLocked(from) && to === (from & ~LOCKED_BIT),
  },
  {
    kinds: BOTH,
    by: 'itself',
    from: 'any but LOCKED',
    to: 'LOCKED from it',
    applies: (from, to) => !isLocked(from) && to === (from | LOCKED_BIT),
  },
  {
    kinds: ['application'],
    by: 'itself',
    from: 'SELECTABLE or a state of its own',
    to: 'SELECTABLE or a state of its own',
    applies: (from, to) => isApplicationState(from) && isApplicationState(to),
  },
  {
    kinds: ['security-domain'],
    by: 'itself',
    from: 'SELECTABLE',
    to: 'PERSONALIZED',
    applies: (from, to) => from === SELECTABLE && to === PERSONALIZED,
  },
];

/** Whether an entry of this kind may go from one state to the other, moved so. */
export function mayEntryGo(
  kind: EntryKind,
  by: Mover,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  return ENTRY_TRANSITIONS.some(
    (row) => row.by === by && row.kinds.includes(kind) && row.applies(from, to),
  );
}
