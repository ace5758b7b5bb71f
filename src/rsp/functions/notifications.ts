/**
 * ES10b: the notifications that wait for their server. No profile requests any yet, so the list is
 * empty and its functions answer so. [SGP22 §5.7.9] [SGP22 §5.7.10] [SGP22 §5.7.11]
 */
import {
  emitListNotificationResponse,
  emitRemoveNotificationResponse,
  emitRetrieveNotificationsResponse,
  ES10_TAG,
  parseListNotificationRequest,
  parseRemoveNotificationRequest,
  parseRetrieveNotificationsRequest,
  REMOVE_NOTIFICATION_RESULT,
  RETRIEVE_NOTIFICATIONS_ERROR,
} from '../../wire/es10/index.ts';
import { type Es10Function, readable } from '../es10-function.ts';

export const listNotification: Es10Function = {
  name: 'ListNotification',
  tag: ES10_TAG.listNotification,
  run(_euicc, request) {
    readable(parseListNotificationRequest(request), 'SGP22 §5.7.9');
    return emitListNotificationResponse({ notifications: [] });
  },
};

export const retrieveNotificationsList: Es10Function = {
  name: 'RetrieveNotificationsList',
  tag: ES10_TAG.retrieveNotificationsList,
  run(_euicc, request) {
    readable(parseRetrieveNotificationsRequest(request), 'SGP22 §5.7.10');
    return emitRetrieveNotificationsResponse({
      error: RETRIEVE_NOTIFICATIONS_ERROR.noResultAvailable,
    });
  },
};

export const removeNotificationFromList: Es10Function = {
  name: 'RemoveNotificationFromList',
  tag: ES10_TAG.removeNotificationFromList,
  run(_euicc, request) {
    readable(parseRemoveNotificationRequest(request), 'SGP22 §5.7.11');
    return emitRemoveNotificationResponse(REMOVE_NOTIFICATION_RESULT.nothingToDelete);
  },
};
