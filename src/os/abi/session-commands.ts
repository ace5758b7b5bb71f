/**
 * Commands of the card session: they belong to the paired container, whatever is selected: TERMINAL
 * PROFILE, FETCH, TERMINAL RESPONSE and ENVELOPE in classes 80 and A0; TERMINAL CAPABILITY, SUSPEND
 * UICC and MANAGE LSI in class 80. [TS102221 §10.1.2]
 */
import { INS } from '../../wire/index.ts';

const TOOLKIT: readonly number[] = [
  INS.TERMINAL_PROFILE,
  INS.FETCH,
  INS.TERMINAL_RESPONSE,
  INS.ENVELOPE,
];
/** As CLA * 256 + INS: one look-up, since every command has it. */
const SESSION_COMMANDS: ReadonlySet<number> = new Set([
  ...[...TOOLKIT, INS.TERMINAL_CAPABILITY, INS.SUSPEND_UICC, INS.MANAGE_LSI].map(
    (ins) => 0x8000 | ins,
  ),
  ...TOOLKIT.map((ins) => 0xa000 | ins),
]);

/** `cla` is a class without its channel. */
export function isSessionCommand({ cla, ins }: { cla: number; ins: number }): boolean {
  return SESSION_COMMANDS.has((cla << 8) | ins);
}
