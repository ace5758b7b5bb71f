/**
 * The commands between the terminal and the UICC, whatever is selected: a row each. The checks that
 * all share, what T=0 answers to a header, `docs/commands.md` and the generated tests follow.
 * [TS102221 §10.1.2]
 */
import { INS } from '../../wire/index.ts';

export interface SessionCommandDefinition {
  /** As the specification names it. */
  readonly name: string;
  readonly ins: number;
  readonly clause: string;
  /** Whether a SIM has it too, in class A0; the class is 80 otherwise. */
  readonly legacy: boolean;
  /** T=0: what P3 announces. */
  readonly direction: 'in' | 'out';
  /** The largest P1; P2 is always 00. */
  readonly p1Max: number;
  /** Without it the instruction is unknown. */
  readonly offered: boolean;
}

const TOOLKIT = { legacy: true, direction: 'in', p1Max: 0, offered: true } as const;

export const SESSION_COMMANDS: readonly SessionCommandDefinition[] = [
  { ...TOOLKIT, name: 'TERMINAL PROFILE', ins: INS.TERMINAL_PROFILE, clause: 'TS102221 §11.2.1' },
  { ...TOOLKIT, name: 'ENVELOPE', ins: INS.ENVELOPE, clause: 'TS102221 §11.2.2' },
  {
    ...TOOLKIT,
    name: 'FETCH',
    ins: INS.FETCH,
    clause: 'TS102221 §11.2.3',
    direction: 'out',
  },
  { ...TOOLKIT, name: 'TERMINAL RESPONSE', ins: INS.TERMINAL_RESPONSE, clause: 'TS102221 §11.2.4' },
  {
    ...TOOLKIT,
    name: 'TERMINAL CAPABILITY',
    ins: INS.TERMINAL_CAPABILITY,
    clause: 'TS102221 §11.1.19',
    legacy: false,
  },
  {
    ...TOOLKIT,
    name: 'SUSPEND UICC',
    ins: INS.SUSPEND_UICC,
    clause: 'TS102221 §11.1.22',
    legacy: false,
    p1Max: 1,
  },
  {
    ...TOOLKIT,
    name: 'MANAGE LSI',
    ins: INS.MANAGE_LSI,
    clause: 'TS102221 §10.1.2',
    legacy: false,
    offered: false,
  },
];
