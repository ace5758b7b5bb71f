/** The same name over every link: who answers, and why. */
import { transmitWhole } from '../run/runner/conversations/index.ts';
import type { DeviceService, Topology } from '../attach/service/index.ts';
import { concat, hex, unhex } from '../base/index.ts';
import { INS } from '../wire/index.ts';
import { aligned, columns, table } from './output.ts';

/** Digits shown of an answer before its status word: at most, and where the room is short. */
const HEAD_MAX = 24;
const HEAD_MIN = 10;
const STATUS_DIGITS = 4;
/** Between two columns: usually, and where the room is short. */
const GAP = '   ';
const NARROW_GAP = '  ';
/** With fewer columns the reasons stand on lines of their own. */
const FOLDED_BELOW = 80;

export interface DemonstrationRow {
  readonly client: string;
  readonly link: string;
  readonly command: string;
  readonly answer: string;
  /** `C20 / ISD-R` */
  readonly target: string;
  readonly reason: string;
}

/** The name that the demonstration selects: one that several containers answer to, if any. */
export function sharedName(topology: Topology): string {
  const root = topology.containers.flatMap((row) => row.entities).find((entity) => entity.root);
  return topology.aliases[0]?.common ?? root?.aid ?? '';
}

/** Selects the name over every link, one after the other, in a card session of its own. */
export async function demonstrate(
  service: DeviceService,
  name: string,
  show: (row: DemonstrationRow) => void,
): Promise<void> {
  const aid = unhex(name);
  const command = concat(
    Uint8Array.of(0x00, INS.SELECT, 0x04, 0x00, aid.length),
    aid,
    Uint8Array.of(0x00),
  );
  const { runner, clients } = service;
  for (const { link, client } of runner.host.terminals) {
    const open = clients.open(link);
    await open.powerOn();
    const before = runner.trace().at(-1)?.record.seq ?? 0;
    const answer = await transmitWhole((apdu) => open.transmit(apdu), command);
    const words = runner.trace(before).map((line) => line.words());
    const decision = words.findLast((one) => one.startsWith(`route ${name} `)) ?? '';
    await open.powerOff();
    show({ client, link, command: hex(command), answer: hex(answer), ...explained(decision) });
  }
}

/** Takes `route NAME -> C20 / ISD-R (really …): why` apart. */
function explained(words: string): { readonly target: string; readonly reason: string } {
  const match = /-> (.*?)(?: \(really [0-9A-F]+\))?: (.*)$/.exec(words);
  return { target: match?.[1] ?? 'nowhere', reason: match?.[2] ?? words };
}

/**
 * The rows as lines that fit. What does not fit is shortened: first the answers, then
 * the reasons, which need not repeat the link's name.
 */
export function demonstrationLines(rows: readonly DemonstrationRow[]): readonly string[] {
  const whole = lines(rows, HEAD_MAX, GAP);
  if (widest(whole) <= columns()) return whole;
  const brief = rows.map((row) => ({ ...row, reason: withoutLink(row) }));
  for (const shown of [rows, brief]) {
    const over = Math.max(0, widest(lines(shown, HEAD_MAX, NARROW_GAP)) - columns());
    // Whole bytes are shown.
    const head = HEAD_MAX - over - (over % 2);
    if (head >= HEAD_MIN) return lines(shown, head, NARROW_GAP);
  }
  if (columns() < FOLDED_BELOW) return table(cellsOf(rows, HEAD_MIN));
  return lines(brief, HEAD_MIN, NARROW_GAP).map(cut);
}

function lines(rows: readonly DemonstrationRow[], head: number, gap: string): string[] {
  return aligned(cellsOf(rows, head), gap);
}

function cellsOf(rows: readonly DemonstrationRow[], head: number): readonly string[][] {
  return rows.map((row) => [
    `  ${row.client.padEnd(9)}`,
    row.link,
    shortened(row.answer, head),
    row.target,
    row.reason,
  ]);
}

function widest(shown: readonly string[]): number {
  return Math.max(...shown.map((line) => line.length));
}

/** The head of an answer and its status word. */
function shortened(answer: string, head: number): string {
  return answer.length <= head + STATUS_DIGITS
    ? answer
    : `${answer.slice(0, head)}…${answer.slice(-STATUS_DIGITS)}`;
}

function withoutLink({ link, reason }: DemonstrationRow): string {
  return reason.replace(`${link} is paired with `, 'paired with ');
}

function cut(line: string): string {
  return line.length <= columns() ? line : `${line.slice(0, columns() - 1)}…`;
}
