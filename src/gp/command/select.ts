/**
 * SELECT that the operating system did not take: not by name, or nothing has that name.
 * [GPCS §11.9.1]
 */
import { refuse } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { type CommandDefinition, incoming } from './definition.ts';

const P1_BY_NAME = 0x04;

export const select: CommandDefinition = {
  name: 'SELECT',
  ins: INS.SELECT,
  clause: 'GPCS §11.9',
  classes: 'inter-industry',
  security: 'none',
  cardStates: 'before-terminated',
  direction: incoming,
  check: (_domain, { p1 }) => {
    if (p1 === P1_BY_NAME) return;
    refuse(SW.WRONG_P1P2, 'GPCS §11.9.2.1', 'security domains are selected by name');
  },
  run: () => refuse(SW.NOT_FOUND, 'GPCS §11.9.3.2', 'nothing has this name'),
};
