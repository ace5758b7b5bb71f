/** Notifications that wait for their servers. */
import { type Command, InvalidArgumentError } from 'commander';
import { type LpaOptions, type ServerOptions, withEuicc, withServers } from '../../lpa/options.ts';

export function defineNotifications(lpa: Command): void {
  const notifications = lpa
    .command('notifications')
    .description('notifications of changes, which wait on the eUICC for their servers')
    .addHelpText(
      'after',
      `
Commands that change profiles send them; what a server did not take waits here.

Example:
  bifrons lpa notifications list`,
    );
  withEuicc(notifications.command('list', { isDefault: true }))
    .description('list them')
    .addHelpText('after', '\nExample:\n  bifrons lpa notifications list --json')
    .action(list);
  withServers(notifications.command('send'))
    .description('send all, or one, and remove what its server has taken')
    .argument('[number]', 'its sequence number', sequenceNumber)
    .addHelpText('after', '\nExample:\n  bifrons lpa notifications send')
    .action(send);
  withEuicc(notifications.command('remove'))
    .description('remove one that is not to be sent')
    .argument('<number>', 'its sequence number', sequenceNumber)
    .addHelpText('after', '\nExample:\n  bifrons lpa notifications remove --help')
    .action(remove);
}

function sequenceNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number.');
}

async function list(options: LpaOptions): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { listNotifications } = await import('../../../host/lpa/index.ts');
  const { notificationObject } = await import('../../lpa/send-notifications.ts');
  const { table } = await import('../../output.ts');
  await withLpaTask(options, 'notifications list', async ({ hold, output }) => {
    const rows = (await hold(listNotifications)).map(notificationObject);
    for (const row of rows) output.object(row);
    if (rows.length === 0) output.line('no notification waits');
    const cells = rows.map((row) => [
      `${row.sequenceNumber}`,
      row.operation,
      row.iccid ?? '',
      row.address,
    ]);
    for (const line of table(cells)) output.line(line);
  });
}

async function send(number: number | undefined, options: ServerOptions): Promise<void> {
  const { withServerTask } = await import('../../lpa/lpa-task.ts');
  const { sendNotifications } = await import('../../../host/lpa/index.ts');
  const { showDeliveries } = await import('../../lpa/send-notifications.ts');
  await withServerTask(options, 'notifications send', async (task) => {
    const deliveries = await task.hold((isdR) => sendNotifications(isdR, number));
    showDeliveries(task, deliveries);
    if (deliveries.length === 0) task.output.line('no notification waits');
  });
}

async function remove(number: number, options: LpaOptions): Promise<void> {
  const { withLpaTask } = await import('../../lpa/lpa-task.ts');
  const { removeNotification } = await import('../../../host/lpa/index.ts');
  await withLpaTask(options, 'notifications remove', async ({ hold, output }) => {
    await hold((isdR) => removeNotification(isdR, number));
    output.object({ event: 'removed', sequenceNumber: number });
    output.line(`removed notification ${number}`);
  });
}
