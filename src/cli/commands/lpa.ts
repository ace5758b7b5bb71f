import type { Command } from 'commander';
import { defineChip } from './lpa/chip.ts';
import { defineDownload } from './lpa/download.ts';
import { defineMemory } from './lpa/memory.ts';
import { defineNotifications } from './lpa/notifications.ts';
import { defineProfiles } from './lpa/profiles.ts';

export function defineLpa(root: Command): void {
  const lpa = root
    .command('lpa')
    .description("a phone's assistant for the profiles of an eUICC: a device's, or one in a reader")
    .addHelpText(
      'after',
      `
The eUICC is reached over the link that --link names, or with --reader in a reader of this computer.
A profile is named by its ICCID, the AID of its ISD-P, its nickname or its name.

Examples:
  bifrons lpa chip
  bifrons lpa list
  bifrons lpa enable "Beta subscription"
  bifrons lpa nickname 8900101000000000001 work`,
    );
  defineChip(lpa);
  defineProfiles(lpa);
  defineDownload(lpa);
  defineMemory(lpa);
  defineNotifications(lpa);
}
