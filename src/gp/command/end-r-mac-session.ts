/**
 * END R-MAC SESSION: returns the response MAC, and ends what BEGIN R-MAC SESSION began.
 * [GPCS §E.5.4] [GPAmdD §7.1.4]
 */
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { openChannel, refuseWithoutResponseMac } from './begin-r-mac-session.ts';
import type { CommandDefinition } from './definition.ts';

/** P2. [GPCS §E.5.4.4 table E-19] */
const P2 = { RETURN: 0x01, END_AND_RETURN: 0x03 } as const;

export const endResponseMacSession: CommandDefinition = {
  name: 'END R-MAC SESSION',
  ins: INS.END_R_MAC_SESSION,
  clause: 'GPCS §E.5.4',
  classes: 'proprietary',
  security: 'none',
  cardStates: 'before-terminated',
  direction: () => 'out',
  check(domain, head) {
    refuseWithoutResponseMac(domain);
    if (head.p1 !== 0 || (head.p2 !== P2.RETURN && head.p2 !== P2.END_AND_RETURN)) {
      refuse(SW.WRONG_P1P2, 'GPCS §E.5.4.3', 'P1 is 00, and P2 01 or 03');
    }
    openChannel(domain, head);
  },
  run(domain, command) {
    if (command.data.length > 0) refuse(SW.WRONG_LENGTH, 'GPCS §E.5.4.5', 'there is no data');
    const channel = openChannel(domain, command);
    return { data: channel.endResponseMac(command.p2 === P2.END_AND_RETURN), sw: SW.OK };
  },
};
