/**
 * The secure channel protocols that there are. One more is one more folder beside `scp03`, and a
 * row here. [GPCS §10.7]
 */
import type { Command } from '../../os/abi/index.ts';
import type { CardSettings } from '../domain/card-settings.ts';
import { scp03 } from './scp03/protocol.ts';
import type { ChannelPlace, InitiationCommand, SecureChannelProtocol } from './secure-channel.ts';

export const PROTOCOLS: readonly SecureChannelProtocol[] = [scp03];

/** The commands of an instruction, of the protocols that a card offers, in its order. */
function rowsOf(settings: CardSettings, ins: number): readonly InitiationCommand[] {
  return settings.channels.flatMap(({ protocol }) =>
    PROTOCOLS.filter((one) => one.id === protocol).flatMap(({ initiation }) =>
      initiation.filter((row) => row.ins === ins),
    ),
  );
}

/** Whether the instruction begins a secure channel on this card, or goes on with it. */
export function isInitiation(settings: CardSettings, ins: number): boolean {
  return rowsOf(settings, ins).length > 0;
}

/** The command of the protocol that takes it, or of the preferred one, which then refuses it. */
export function initiationOf(place: ChannelPlace, command: Command): InitiationCommand | undefined {
  const rows = rowsOf(place.domain.environment.settings, command.ins);
  return rows.find((row) => row.takes(place, command)) ?? rows[0];
}
