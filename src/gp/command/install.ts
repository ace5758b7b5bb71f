/** INSTALL: each role that P1 gives it, and the combinations of them. [GPCS §11.5] */
import { refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { INSTALL_FOR } from '../../wire/globalplatform/index.ts';
import type { Domain } from '../domain/domain.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { installForExtradition } from './install/install-for-extradition.ts';
import { installForInstall, installLoaded } from './install/install-for-install.ts';
import { installForLoad } from './install/install-for-load.ts';
import { installForMakeSelectable } from './install/install-for-make-selectable.ts';
import { installForPersonalization } from './install/install-for-personalization.ts';
import { installForRegistryUpdate } from './install/install-for-registry-update.ts';
import type { PlainCommand } from './plain-command.ts';

/** P2. [GPCS §11.5.2.2] */
const COMBINED = { BEGIN: 0x01, END: 0x03 } as const;

type Role = (domain: Domain, command: PlainCommand) => Response;

/** By P1 and P2. */
const ROLES: ReadonlyMap<number, Role> = new Map<number, Role>([
  [place(INSTALL_FOR.LOAD), installForLoad],
  [place(INSTALL_FOR.INSTALL), installForInstall],
  [place(INSTALL_FOR.MAKE_SELECTABLE), installForMakeSelectable],
  [place(INSTALL_FOR.INSTALL_AND_MAKE_SELECTABLE), installForInstall],
  [place(INSTALL_FOR.LOAD_INSTALL_AND_MAKE_SELECTABLE, COMBINED.BEGIN), installForLoad],
  [place(INSTALL_FOR.LOAD_INSTALL_AND_MAKE_SELECTABLE, COMBINED.END), installLoaded],
  [place(INSTALL_FOR.EXTRADITION), installForExtradition],
  [place(INSTALL_FOR.PERSONALIZATION), installForPersonalization],
  [place(INSTALL_FOR.REGISTRY_UPDATE), installForRegistryUpdate],
]);

function place(p1: number, p2 = 0): number {
  return (p1 << 8) | p2;
}

export const install: CommandDefinition = {
  name: 'INSTALL',
  ins: INS.INSTALL,
  clause: 'GPCS §11.5',
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  chains: true,
  direction: incoming,
  check(_domain, { p1, p2 }) {
    if (ROLES.has(place(p1, p2))) return;
    refuse(SW.WRONG_P1P2, 'GPCS §11.5.2.1', 'no role of INSTALL');
  },
  run(domain, command) {
    return ROLES.get(place(command.p1, command.p2))!(domain, command);
  },
};
