/**
 * ES10b: the notifications that wait for their server. [SGP22 §5.7.9] [SGP22 §5.7.10]
 * [SGP22 §5.7.11]
 */
import {
  emitListNotificationResponse,
  emitRemoveNotificationResponse,
  emitRetrieveNotificationsResponse,
  ES10_TAG,
  type NotificationSearch,
  parseListNotificationRequest,
  parseRemoveNotificationRequest,
  parseRetrieveNotificationsRequest,
  REMOVE_NOTIFICATION_RESULT,
  RETRIEVE_NOTIFICATIONS_ERROR,
} from '../../wire/es10/index.ts';
import { type Es10Function, noteError, readable, resultFunction } from '../es10-function.ts';
import type { Euicc } from '../euicc.ts';
import type { WaitingNotification } from '../notification-store.ts';

export const listNotification: Es10Function = {
  name: 'ListNotification',
  tag: ES10_TAG.listNotification,
  run(euicc, source) {
    const { events } = readable(parseListNotificationRequest(source), 'SGP22 §5.7.9');
    return emitListNotificationResponse({ notifications: found(euicc, events && { events }) });
  },
};

export const retrieveNotificationsList: Es10Function = {
  name: 'RetrieveNotificationsList',
  tag: ES10_TAG.retrieveNotificationsList,
  run(euicc, source) {
    const { search } = readable(parseRetrieveNotificationsRequest(source), 'SGP22 §5.7.10');
    const notifications = found(euicc, search).map((one) => one.pending());
    if (notifications.length === 0 && euicc.edition.noNotificationIsError) {
      noteError(euicc, 'RetrieveNotificationsList', { error: 'noResultAvailable' });
      const error = RETRIEVE_NOTIFICATIONS_ERROR.noResultAvailable;
      return emitRetrieveNotificationsResponse({ error });
    }
    return emitRetrieveNotificationsResponse({ notifications });
  },
};

function found(
  { notifications }: Euicc,
  search: NotificationSearch | undefined,
): readonly WaitingNotification[] {
  if (search === undefined) return notifications.list;
  return notifications.list.filter((one) =>
    'events' in search
      ? search.events.includes(one.event)
      : one.sequenceNumber === search.sequenceNumber,
  );
}

export const removeNotificationFromList = resultFunction({
  name: 'RemoveNotificationFromList',
  tag: ES10_TAG.removeNotificationFromList,
  clause: 'SGP22 §5.7.11',
  results: REMOVE_NOTIFICATION_RESULT,
  parse: parseRemoveNotificationRequest,
  emit: emitRemoveNotificationResponse,
  run: ({ notifications }, { sequenceNumber }) =>
    notifications.remove(sequenceNumber) ? 'ok' : 'nothingToDelete',
});
