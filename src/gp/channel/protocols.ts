/**
 * The secure channel protocols that there are. One more is one more folder beside `scp03`, and a
 * row here. A protocol whose messages come by a bearer has no command that begins a session: its
 * row names it in card data and descriptions, and a bearer calls its receiver. [GPCS §10.7]
 */
import type { CommandHead } from '../command/command-head.ts';
import { type ChannelOption, channelOptions } from '../domain/card-settings.ts';
import { scp02 } from './scp02/protocol.ts';
import { scp03 } from './scp03/protocol.ts';
import { scp11 } from './scp11/protocol.ts';
import { scp80 } from './scp80/protocol.ts';
import type { ChannelPlace, InitiationCommand, SecureChannelProtocol } from './protocol.ts';

export const PROTOCOLS: readonly SecureChannelProtocol[] = [scp02, scp03, scp11, scp80];

/** Of all protocols: most commands are none of these, whatever the card offers. */
const INITIATION_INS: ReadonlySet<number> = new Set(
  PROTOCOLS.flatMap(({ initiation }) => initiation.map(({ ins }) => ins)),
);

type Rows = ReadonlyMap<number, readonly InitiationCommand[]>;

const NO_ROWS: readonly InitiationCommand[] = [];
/** By the options of a card, which never change in place. */
const ROWS = new WeakMap<readonly ChannelOption[], Rows>();

/** The commands of an instruction, of the protocols that a card offers, in its order. */
function rowsOf(channels: readonly ChannelOption[], ins: number): readonly InitiationCommand[] {
  let rows = ROWS.get(channels);
  if (rows === undefined) {
    rows = rowsByInstruction(offeredProtocols(channels).flatMap(({ initiation }) => initiation));
    ROWS.set(channels, rows);
  }
  return rows.get(ins) ?? NO_ROWS;
}

function rowsByInstruction(all: readonly InitiationCommand[]): Rows {
  return new Map(all.map(({ ins }) => [ins, all.filter((row) => row.ins === ins)]));
}

/** The protocols that a card offers, each once, in its order. */
export function offeredProtocols(
  channels: readonly ChannelOption[],
): readonly SecureChannelProtocol[] {
  const ids = [...new Set(channels.map(({ protocol }) => protocol))];
  return ids.flatMap((id) => PROTOCOLS.filter((one) => one.id === id));
}

/** Whether some option of the card has BEGIN R-MAC SESSION. [GPCS §E.5.3] [GPAmdD §5.1] */
export function offersResponseMac(channels: readonly ChannelOption[]): boolean {
  return offeredProtocols(channels).some(({ id, responseMacOption }) =>
    channelOptions(channels, id).some((option) => (option & responseMacOption) !== 0),
  );
}

/**
 * The command by which a protocol begins a session or goes on with it: of the protocol that takes
 * it, or of the preferred one, which then refuses it; `undefined` for any other instruction.
 */
export function initiationOf(
  place: ChannelPlace,
  head: CommandHead,
): InitiationCommand | undefined {
  if (!INITIATION_INS.has(head.ins)) return undefined;
  const rows = rowsOf(place.domain.environment.settings.channels, head.ins);
  return rows.find((row) => row.takes(place, head)) ?? rows[0];
}
