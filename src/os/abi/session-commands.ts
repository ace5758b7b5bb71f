/**
 * Commands of the card session: they belong to the paired container, whatever is selected: TERMINAL
 * PROFILE, FETCH, TERMINAL RESPONSE and ENVELOPE in classes 80 and A0, and TERMINAL CAPABILITY and
 * the commands of logical secure elements in class 80. [TS102221 §10.1.2]
 */
const TOOLKIT: readonly number[] = [0x10, 0x12, 0x14, 0xc2];
const INS_BY_CLASS: ReadonlyMap<number, ReadonlySet<number>> = new Map([
  [0x80, new Set([...TOOLKIT, 0xaa, 0x76, 0x7c])],
  [0xa0, new Set(TOOLKIT)],
]);

/** `cla` is a class without its channel. */
export function isSessionCommand({ cla, ins }: { cla: number; ins: number }): boolean {
  return INS_BY_CLASS.get(cla)?.has(ins) ?? false;
}
