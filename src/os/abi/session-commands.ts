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
const SESSION_COMMANDS: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [0x80, new Set([...TOOLKIT, INS.TERMINAL_CAPABILITY, INS.SUSPEND_UICC, INS.MANAGE_LSI])],
  [0xa0, new Set(TOOLKIT)],
]);

/** `cla` is a class without its channel. */
export function isSessionCommand({ cla, ins }: { cla: number; ins: number }): boolean {
  return SESSION_COMMANDS.get(cla)?.has(ins) ?? false;
}
