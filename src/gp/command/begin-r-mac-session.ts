/**
 * BEGIN R-MAC SESSION: responses of an open secure channel session have a MAC from now on.
 * [GPCS §E.5.3] [GPAmdD §7.1.3]
 */
import { EMPTY } from '../../base/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { channelStates } from '../channel/channel-state.ts';
import { offersResponseMac } from '../channel/protocols.ts';
import type { SecureChannel } from '../channel/secure-channel.ts';
import type { Domain } from '../domain/domain.ts';
import type { CommandHead } from './command-head.ts';
import { type CommandDefinition, incoming } from './definition.ts';

const CLAUSE = 'GPCS §E.5.3';
const P2_BEGIN = 0x01;

/** The open session to which the command belongs; a session of R-MAC alone is not offered. */
export function openChannel(domain: Domain, { session }: Pick<CommandHead, 'session'>) {
  const state = channelStates(session).of(domain.handle);
  if (state.stage === 'open') return state.channel;
  return refuse(SW.CONDITIONS, CLAUSE, 'an R-MAC session is part of a secure channel session');
}

export function refuseWithoutResponseMac({ environment }: Domain): void {
  if (offersResponseMac(environment.settings.channels)) return;
  refuse(SW.INS_NOT_SUPPORTED, 'GPCS §11.1.3', 'no option of this card has R-MAC');
}

export const beginResponseMacSession: CommandDefinition = {
  name: 'BEGIN R-MAC SESSION',
  ins: INS.BEGIN_R_MAC_SESSION,
  clause: CLAUSE,
  classes: 'proprietary',
  security: 'none',
  cardStates: 'before-terminated',
  direction: incoming,
  check(domain, head) {
    refuseWithoutResponseMac(domain);
    if (head.p2 !== P2_BEGIN) refuse(SW.WRONG_P1P2, 'GPCS §E.5.3.4', 'P2 is 01');
    openChannel(domain, head);
  },
  run(domain, command) {
    const { data, p1 } = command;
    if (data.length === 0 || data.length !== data[0]! + 1) {
      refuse(SW.WRONG_DATA, 'GPCS §E.5.3.5', 'no length with as many bytes');
    }
    const channel: SecureChannel = openChannel(domain, command);
    channel.beginResponseMac(p1, command);
    return { data: EMPTY, sw: SW.OK };
  },
};
