/**
 * The secure channel protocols that there are. One more is one more folder beside `scp03`, and a
 * row here. [GPCS §10.7]
 */
import type { CommandHead } from '../command/command-head.ts';
import type { CardSettings } from '../domain/card-settings.ts';
import { scp03 } from './scp03/protocol.ts';
import type { ChannelPlace, InitiationCommand, SecureChannelProtocol } from './protocol.ts';

export const PROTOCOLS: readonly SecureChannelProtocol[] = [scp03];

/** The commands of an instruction, of the protocols that a card offers, in its order. */
function rowsOf(settings: CardSettings, ins: number): readonly InitiationCommand[] {
  return settings.channels.flatMap(({ protocol }) =>
    PROTOCOLS.filter((one) => one.id === protocol).flatMap(({ initiation }) =>
      initiation.filter((row) => row.ins === ins),
    ),
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
  const rows = rowsOf(place.domain.environment.settings, head.ins);
  return rows.find((row) => row.takes(place, head)) ?? rows[0];
}
