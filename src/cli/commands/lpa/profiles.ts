/** Profiles in the hand of the end user: list, enable, disable, name. */
import type { Command } from 'commander';
import type { LpaConversation } from '../../../host/lpa/index.ts';
import {
  type LpaOptions,
  type NotifyOptions,
  WHICH_PROFILE,
  withEuicc,
  withNotify,
} from '../../lpa/options.ts';

interface SwitchOptions extends NotifyOptions {
  readonly refresh: boolean;
}

export function defineProfiles(lpa: Command): void {
  withEuicc(lpa.command('list'))
    .description('list the profiles of the eUICC and their states')
    .addHelpText('after', '\nExample:\n  bifrons lpa list --json')
    .action(list);
  for (const [name, example] of [
    ['enable', 'Beta subscription'],
    ['disable', 'Alpha subscription'],
  ] as const) {
    withNotify(lpa.command(name))
      .description(`${name} a profile, and start the card again`)
      .argument('<profile>', WHICH_PROFILE)
      .option('--no-refresh', 'reset the card, without a REFRESH that the modem carries out')
      .addHelpText('after', `\nExample:\n  bifrons lpa ${name} "${example}"`)
      .action((which: string, options: SwitchOptions) => change(name, which, options));
  }
  withEuicc(lpa.command('nickname'))
    .description('give a profile a nickname, or remove it')
    .argument('<profile>', WHICH_PROFILE)
    .argument('[nickname]', 'up to 64 bytes; left out, the nickname is removed')
    .addHelpText('after', '\nExample:\n  bifrons lpa nickname 8900101000000000001 work')
    .action(nickname);
}

async function list(options: LpaOptions): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { listProfiles } = await import('../../../host/lpa/index.ts');
  const { showProfiles } = await import('../../lpa/show-profiles.ts');
  await withLpaTask(options, 'list', async ({ hold, output }) => {
    showProfiles(output, await hold(listProfiles));
  });
}

async function change(
  name: 'enable' | 'disable',
  which: string,
  options: SwitchOptions,
): Promise<void> {
  const { withChangeTask } = await import('../../lpa/lpa-task.ts');
  const { disableProfile, enableProfile, findProfile } = await import('../../../host/lpa/index.ts');
  const { nameOf, profileObject } = await import('../../lpa/show-profiles.ts');
  const { shortName } = await import('../../../host/lpa/index.ts');
  const event = name === 'enable' ? 'enabled' : 'disabled';
  await withChangeTask(options, name, async ({ hold, output }) => {
    const profile = await hold((isdR) => findProfile(isdR, which));
    const { refresh } = options;
    await hold((isdR): LpaConversation<void> =>
      name === 'enable'
        ? enableProfile(isdR, profile, { refresh })
        : disableProfile(isdR, profile, { refresh }),
    );
    output.object({ event, profile: profileObject({ ...profile, state: event }) });
    output.line(`${event} ${shortName(profile)}  ${nameOf(profile)}`);
  });
}

async function nickname(
  which: string,
  wish: string | undefined,
  options: LpaOptions,
): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { findProfile, setNickname, shortName } = await import('../../../host/lpa/index.ts');
  const { profileObject } = await import('../../lpa/show-profiles.ts');
  await withLpaTask(options, 'nickname', async ({ hold, output }) => {
    const profile = await hold((isdR) => findProfile(isdR, which));
    await hold((isdR) => setNickname(isdR, profile, wish ?? ''));
    output.object({ event: 'named', profile: profileObject({ ...profile, nickname: wish }) });
    const name = shortName(profile);
    output.line(wish === undefined ? `${name} has no nickname now` : `${name} is "${wish}" now`);
  });
}
