/** Notifications that wait for their servers. [SGP22 §3.5] */
import { HostError } from '../../base/index.ts';
import {
  emitListNotificationRequest,
  emitRemoveNotificationRequest,
  emitRetrieveNotificationsRequest,
  type NotificationMetadata,
  parseListNotificationResponse,
  parseRemoveNotificationResponse,
  parseRetrieveNotificationsResponse,
} from '../../wire/es10/index.ts';
import { ES9_FUNCTIONS } from '../../wire/es9/index.ts';
import type { LpaConversation } from './conversation.ts';
import { call } from './es10-call.ts';
import type { IsdRChannel } from './isd-r-channel.ts';
import { checkResult, refusedWith } from './result.ts';
import { callServer } from './server-call.ts';

/** In the order of their numbers. [SGP22 §5.7.9] */
export function* listNotifications(
  isdR: IsdRChannel,
): LpaConversation<readonly NotificationMetadata[]> {
  const name = 'ListNotification';
  const request = emitListNotificationRequest({});
  const answer = yield* call(isdR, { name, request, parse: parseListNotificationResponse });
  if ('error' in answer) throw refusedWith(name, answer.error);
  const { notifications } = answer;
  return notifications.toSorted((one, other) => one.sequenceNumber - other.sequenceNumber);
}

/** What became of one. */
export interface Delivery {
  readonly metadata: NotificationMetadata;
  /** Why it is still there, if it is. */
  readonly failure: HostError | undefined;
}

/**
 * Sends each to its server and removes it; one that is not taken stays. All, or that of one number.
 * [SGP22 §5.6.4]
 */
export function* sendNotifications(
  isdR: IsdRChannel,
  sequenceNumber?: number,
): LpaConversation<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  const all = yield* listNotifications(isdR);
  for (const metadata of all) {
    if (sequenceNumber !== undefined && metadata.sequenceNumber !== sequenceNumber) continue;
    deliveries.push({ metadata, failure: yield* deliver(isdR, metadata) });
  }
  if (sequenceNumber !== undefined && deliveries.length === 0) checkResult('NotificationSent', 1);
  return deliveries;
}

function* deliver(
  isdR: IsdRChannel,
  { sequenceNumber, address }: NotificationMetadata,
): LpaConversation<HostError | undefined> {
  try {
    const name = 'RetrieveNotificationsList';
    const request = emitRetrieveNotificationsRequest({ search: { sequenceNumber } });
    const found = yield* call(isdR, { name, request, parse: parseRetrieveNotificationsResponse });
    if ('error' in found) throw refusedWith(name, found.error);
    for (const pendingNotification of found.notifications)
      yield* callServer(address, ES9_FUNCTIONS.handleNotification, { pendingNotification });
    yield* removeNotification(isdR, sequenceNumber);
    return undefined;
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}

/** Its server does not get it any more. [SGP22 §5.7.11] */
export function* removeNotification(
  isdR: IsdRChannel,
  sequenceNumber: number,
): LpaConversation<void> {
  const name = 'NotificationSent';
  const request = emitRemoveNotificationRequest({ sequenceNumber });
  checkResult(name, yield* call(isdR, { name, request, parse: parseRemoveNotificationResponse }));
}
