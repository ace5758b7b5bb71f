/** Notifications of an eUICC, as they are listed and as they are sent. */
import { nameOf } from '../../base/index.ts';
import type { Delivery } from '../../host/lpa/index.ts';
import { NOTIFICATION_EVENT, type NotificationMetadata } from '../../wire/es10/index.ts';
import { parseDigits } from '../../wire/index.ts';
import { writeNote } from '../output.ts';
import type { LpaTask } from './task.ts';

const LATER = 'send it later: bifrons lpa notifications send';

/** Sends all; one that its server does not take is noted, and stays. */
export async function sendAll(task: LpaTask): Promise<void> {
  const { sendNotifications } = await import('../../host/lpa/index.ts');
  showDeliveries(task, await task.hold((isdR) => sendNotifications(isdR)));
}

export function showDeliveries({ output }: LpaTask, deliveries: readonly Delivery[]): void {
  for (const { metadata, failure } of deliveries) {
    const { sequenceNumber, address } = metadata;
    output.object({
      event: 'notification',
      ...notificationObject(metadata),
      sent: failure === undefined,
      why: failure?.message ?? null,
    });
    const what = `notification ${sequenceNumber}, ${operationOf(metadata)}`;
    if (failure === undefined) output.line(`${what}: sent to ${address}`);
    else writeNote(`${what} stays on the eUICC: ${failure.message}; ${LATER}`, output.json);
  }
}

function operationOf({ events }: NotificationMetadata): string {
  return events.map((bit) => nameOf(NOTIFICATION_EVENT, bit) ?? `event ${bit}`).join(', ');
}

export function notificationObject(metadata: NotificationMetadata) {
  const { sequenceNumber, address, iccid } = metadata;
  return {
    sequenceNumber,
    operation: operationOf(metadata),
    address,
    iccid: iccid === undefined ? null : parseDigits(iccid),
  };
}
