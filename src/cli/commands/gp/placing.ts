/** Security domains, and which of them content belongs to. */
import type { Command } from 'commander';
import { aid, type ChannelOptions, withChannel } from '../../gp/options.ts';
import { type PermitOptions, withPermit } from '../../gp/permits.ts';
import { hexDigits } from '../../options.ts';

/** Load file and module that cards bring for security domains. */
const DOMAIN = { file: 'A0000001515350', module: 'A000000151535041' } as const;

interface DomainOptions extends ChannelOptions, PermitOptions {
  readonly privileges: string;
  readonly parameters?: string;
  readonly file: string;
  readonly module: string;
}

export function definePlacing(gp: Command): void {
  withPermit(withChannel(gp.command('domain')))
    .description('install a security domain')
    .argument('<aid>', 'its AID', aid)
    .option('--privileges <names>', 'names with commas, or bytes', 'security-domain')
    .option('--parameters <hex>', 'its own parameters, in tag C9', hexDigits)
    .option('--file <aid>', 'load file of its module', aid, DOMAIN.file)
    .option('--module <aid>', 'its module', aid, DOMAIN.module)
    .addHelpText(
      'after',
      `
Examples:
  bifrons gp domain F0010203AA
  bifrons gp domain F0010203BB --privileges security-domain,delegated-management`,
    )
    .action(installDomain);
  withPermit(withChannel(gp.command('extradite')))
    .description('give an application or a load file to another security domain')
    .argument('<aid>', 'its AID', aid)
    .requiredOption('--to <aid>', 'the security domain', aid)
    .addHelpText('after', '\nExample:\n  bifrons gp extradite F001020304 --to A000000151414D534401')
    .action(extradite);
  withPermit(withChannel(gp.command('update')))
    .description("change an application's privileges")
    .argument('<aid>', 'its AID', aid)
    .requiredOption('--privileges <names>', 'names with commas, or bytes')
    .addHelpText('after', '\nExample:\n  bifrons gp update F001020304 --privileges card-lock')
    .action(update);
  withPermit(withChannel(gp.command('make-selectable')))
    .description('make an application selectable that was only installed')
    .argument('<aid>', 'its AID', aid)
    .addHelpText('after', '\nExample:\n  bifrons gp make-selectable F001020304')
    .action(makeSelectable);
}

async function installDomain(given: string, options: DomainOptions): Promise<void> {
  const { hex, unhex } = await import('../../../base/index.ts');
  const { installForInstall, installParameters } = await import('../../../host/off-card/index.ts');
  const { privilegesIn } = await import('../../gp/privileges.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { showConfirmation, tokenIn } = await import('../../gp/permits.ts');
  await withChannelTask(options, 'domain', async (task) => {
    const application = unhex(given);
    const command = installForInstall(
      {
        file: unhex(options.file),
        module: unhex(options.module),
        application,
        privileges: privilegesIn(task, options.privileges),
        parameters: installParameters({ application: unhex(options.parameters ?? '') }),
      },
      await tokenIn(task, options),
    );
    const answer = await task.hold((session) => session.sendChecked(command));
    const { module, file } = options;
    task.output.object({ event: 'installed', aid: hex(application), module, file });
    task.output.line(`installed the security domain ${hex(application)}`);
    await showConfirmation(task, answer);
  });
}

async function extradite(
  given: string,
  options: ChannelOptions & PermitOptions & { readonly to: string },
): Promise<void> {
  const { unhex } = await import('../../../base/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { installForExtradition } = await import('../../../host/off-card/index.ts');
  const { showConfirmation, tokenIn } = await import('../../gp/permits.ts');
  await withChannelTask(options, 'extradite', async (task) => {
    const request = { application: unhex(given), domain: unhex(options.to) };
    const command = installForExtradition(request, await tokenIn(task, options));
    const answer = await task.hold((session) => session.sendChecked(command));
    task.output.object({ event: 'extradited', aid: given, to: options.to });
    task.output.line(`${given} belongs to ${options.to}`);
    await showConfirmation(task, answer);
  });
}

async function update(
  given: string,
  options: ChannelOptions & PermitOptions & { readonly privileges: string },
): Promise<void> {
  const { hex, unhex } = await import('../../../base/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { installForRegistryUpdate, privilegeNames } =
    await import('../../../host/off-card/index.ts');
  const { privilegesIn } = await import('../../gp/privileges.ts');
  const { showConfirmation, tokenIn } = await import('../../gp/permits.ts');
  await withChannelTask(options, 'update', async (task) => {
    const privileges = privilegesIn(task, options.privileges);
    const request = { application: unhex(given), privileges };
    const command = installForRegistryUpdate(request, await tokenIn(task, options));
    const answer = await task.hold((session) => session.sendChecked(command));
    task.output.object({ event: 'updated', aid: given, privileges: hex(privileges) });
    const names = privilegeNames(privileges).join(', ');
    task.output.line(`${given} has ${names === '' ? 'no privileges' : names}`);
    await showConfirmation(task, answer);
  });
}

async function makeSelectable(
  given: string,
  options: ChannelOptions & PermitOptions,
): Promise<void> {
  const { unhex } = await import('../../../base/index.ts');
  const { withChannelTask } = await import('../../gp/card-task.ts');
  const { installForMakeSelectable } = await import('../../../host/off-card/index.ts');
  const { privilegesIn } = await import('../../gp/privileges.ts');
  const { showConfirmation, tokenIn } = await import('../../gp/permits.ts');
  await withChannelTask(options, 'make-selectable', async (task) => {
    const request = { application: unhex(given), privileges: privilegesIn(task, undefined) };
    const command = installForMakeSelectable(request, await tokenIn(task, options));
    const answer = await task.hold((session) => session.sendChecked(command));
    task.output.object({ event: 'selectable', aid: given });
    task.output.line(`${given} is selectable`);
    await showConfirmation(task, answer);
  });
}
