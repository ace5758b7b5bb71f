/** Life cycles of applications, security domains and the card. */
import { hexNumber } from '../../../base/index.ts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CardCommand, CardStateName } from '../../../host/off-card/index.ts';
import { aid, byte, type ChannelOptions, withChannel } from '../../gp/options.ts';

/** Declared here too, so that defining the commands loads nothing. */
const CARD_STATES = [
  'OP_READY',
  'INITIALIZED',
  'SECURED',
  'CARD_LOCKED',
  'TERMINATED',
] as const satisfies readonly CardStateName[];

interface LockOptions extends ChannelOptions {
  readonly domain?: boolean;
}

export function defineLifeCycle(gp: Command): void {
  for (const isLock of [true, false]) {
    const name = isLock ? 'lock' : 'unlock';
    withChannel(gp.command(name))
      .description(`${name} an application or a security domain`)
      .argument('<aid>', 'its AID', aid)
      .option('--domain', 'a security domain with all of its applications')
      .addHelpText('after', `\nExample:\n  bifrons gp ${name} F001020304`)
      .action((given: string, options: LockOptions) => lock(given, { options, isLock }));
  }
  withChannel(gp.command('set-status'))
    .description("set an application's life cycle state")
    .argument('<aid>', 'its AID', aid)
    .argument('<state>', 'a byte in hexadecimal', byte)
    .addHelpText(
      'after',
      `
03 is INSTALLED, 07 SELECTABLE, 0F PERSONALIZED (security domains); bit 8 locks.

Example:
  bifrons gp set-status F0010203AA 0F --sd F0010203AA`,
    )
    .action(setStatus);
  withChannel(gp.command('set-card'))
    .description("set the card's life cycle state")
    .argument('<state>', CARD_STATES.slice(0, 4).join(', '), cardState)
    .addHelpText('after', '\nExample:\n  bifrons gp set-card CARD_LOCKED')
    .action((state: CardStateName, options: ChannelOptions) => setCard(state, options));
  withChannel(gp.command('lock-card'))
    .description('lock the card: only its final application can be selected')
    .addHelpText('after', '\nExample:\n  bifrons gp lock-card')
    .action((options: ChannelOptions) => setCard('CARD_LOCKED', options));
  withChannel(gp.command('unlock-card'))
    .description('unlock the card')
    .addHelpText('after', '\nExample:\n  bifrons gp unlock-card')
    .action((options: ChannelOptions) => setCard('SECURED', options));
  withChannel(gp.command('terminate-card'))
    .description('terminate the card, for good')
    .addOption(new Option('--yes', 'it is meant').makeOptionMandatory())
    .addHelpText(
      'after',
      `
A card cannot leave this state. Of a device, bifrons state restore brings an earlier one back.

Example:
  bifrons gp terminate-card --yes`,
    )
    .action((options: ChannelOptions) => setCard('TERMINATED', options));
}

function cardState(text: string): CardStateName {
  const found = CARD_STATES.find((one) => one === text.toUpperCase());
  if (found !== undefined && found !== 'TERMINATED') return found;
  throw new InvalidArgumentError(`Expected one of ${CARD_STATES.slice(0, 4).join(', ')}.`);
}

async function lock(
  given: string,
  { options, isLock }: { readonly options: LockOptions; readonly isLock: boolean },
): Promise<void> {
  const { equal, unhex } = await import('../../../base/index.ts');
  const host = await import('../../../host/off-card/index.ts');
  const { LOCKED_BIT } = await import('../../../wire/globalplatform/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const name = unhex(given);
  await withChannelTask(options, isLock ? 'lock' : 'unlock', async ({ hold, output }) => {
    const rows = isLock ? [] : await hold(host.listRegistry);
    const before = rows.find((one) => equal(one.aid, name))?.state ?? 0;
    const state = isLock ? LOCKED_BIT : before & ~LOCKED_BIT;
    const command: CardCommand =
      options.domain === true
        ? host.setDomainState(name, state)
        : host.setApplicationState(name, state);
    await hold((session) => session.sendChecked(command));
    const event = isLock ? 'locked' : 'unlocked';
    output.object({ event, aid: given });
    output.line(`${event} ${given}`);
  });
}

async function setStatus(given: string, state: number, options: ChannelOptions): Promise<void> {
  const { unhex } = await import('../../../base/index.ts');
  const { setApplicationState } = await import('../../../host/off-card/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  await withChannelTask(options, 'set-status', async ({ hold, output }) => {
    await hold((session) => session.sendChecked(setApplicationState(unhex(given), state)));
    const shown = hexNumber(state);
    output.object({ event: 'status', aid: given, state: shown });
    output.line(`${given} is in state ${shown}`);
  });
}

async function setCard(state: CardStateName, options: ChannelOptions): Promise<void> {
  const { setCardState } = await import('../../../host/off-card/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  await withChannelTask(options, 'set-card', async ({ hold, output }) => {
    await hold((session) => session.sendChecked(setCardState(state)));
    output.object({ event: 'card', state });
    output.line(`the card is in state ${state}`);
  });
}
