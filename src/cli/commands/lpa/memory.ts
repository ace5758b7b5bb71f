/** Deleting profiles, one or all. */
import { type Command, Option } from 'commander';
import type { ResetOption } from '../../../host/lpa/index.ts';
import { type NotifyOptions, WHICH_PROFILE, withNotify } from '../../lpa/options.ts';

interface ResetOptions extends NotifyOptions {
  readonly operational?: boolean;
  readonly test?: boolean;
  readonly defaultDp?: boolean;
}

export function defineMemory(lpa: Command): void {
  withNotify(lpa.command('delete'))
    .description('delete a profile that is not enabled')
    .argument('<profile>', WHICH_PROFILE)
    .addHelpText('after', '\nExample:\n  bifrons lpa delete "Beta subscription" --no-notify')
    .action(deleteOne);
  withNotify(lpa.command('reset'))
    .description('delete all profiles, whatever their states, and the default SM-DP+')
    .option('--operational', 'the operational profiles alone')
    .option('--test', 'the test profiles alone that were downloaded')
    .option('--default-dp', 'the default SM-DP+ alone')
    .addOption(new Option('--yes', 'it is meant').makeOptionMandatory())
    .addHelpText(
      'after',
      `
Several of the options may be given. Of a device, bifrons state restore brings profiles back.

Example:
  bifrons lpa reset --operational --yes --no-notify`,
    )
    .action(reset);
}

async function deleteOne(which: string, options: NotifyOptions): Promise<void> {
  const { withChangeTask } = await import('../../lpa/lpa-task.ts');
  const { deleteProfile, findProfile, shortName } = await import('../../../host/lpa/index.ts');
  const { nameOf, profileObject } = await import('../../lpa/show-profiles.ts');
  await withChangeTask(options, 'delete', async ({ hold, output }) => {
    const profile = await hold((isdR) => findProfile(isdR, which));
    await hold((isdR) => deleteProfile(isdR, profile));
    output.object({ event: 'deleted', profile: profileObject(profile) });
    output.line(`deleted ${shortName(profile)}  ${nameOf(profile)}`);
  });
}

async function reset(options: ResetOptions): Promise<void> {
  const { withChangeTask } = await import('../../lpa/lpa-task.ts');
  const { resetMemory } = await import('../../../host/lpa/index.ts');
  const { operational, test, defaultDp } = options;
  const chosen: readonly (readonly [ResetOption, boolean | undefined])[] = [
    ['deleteOperationalProfiles', operational],
    ['deleteFieldLoadedTestProfiles', test],
    ['resetDefaultSmdpAddress', defaultDp],
  ];
  const named = chosen.filter(([, isGiven]) => isGiven === true);
  const wish = (named.length === 0 ? chosen : named).map(([option]) => option);
  await withChangeTask(options, 'reset', async ({ hold, output }) => {
    await hold((isdR) => resetMemory(isdR, wish));
    output.object({ event: 'reset', options: wish });
    output.line('the eUICC is reset');
  });
}
