import type { Command } from 'commander';
import { defineCap, defineContent } from './gp/content.ts';
import { defineData } from './gp/data.ts';
import { defineKeys } from './gp/keys.ts';
import { defineLifeCycle } from './gp/life-cycle.ts';
import { defineLooking } from './gp/looking.ts';
import { definePlacing } from './gp/placing.ts';

export function defineGp(root: Command): void {
  const gp = root
    .command('gp')
    .description('manage a GlobalPlatform card: a device, or a card in a PC/SC reader')
    .addHelpText(
      'after',
      `
A card is one of a device's containers, over the link that --link names, or with --reader a card in
a reader of this computer. Commands that change a card open a secure channel by SCP02, SCP03 or
SCP11; without a key they use the test key 40...4F. Failed attempts count on a card, which may block
its keys for good; a snapshot of a device undoes that, and everything else.

Examples:
  bifrons gp info
  bifrons gp list
  bifrons gp load applet.cap --level enc+renc
  bifrons gp install applet.cap --as F001020304
  bifrons gp delete F001020304
  bifrons gp list --reader spi --key @card.key`,
    );
  defineLooking(gp);
  defineContent(gp);
  defineCap(gp);
  definePlacing(gp);
  defineLifeCycle(gp);
  defineKeys(gp);
  defineData(gp);
}
