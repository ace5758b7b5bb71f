/**
 * ListNotification, RetrieveNotificationsList and RemoveNotificationFromList.
 * [SGP22 §5.7.9] [SGP22 §5.7.10] [SGP22 §5.7.11]
 */
import { type Bytes, concat, isWireError, type WireError } from '../../base/index.ts';
import { emitTlv } from '../index.ts';
import {
  emitInteger,
  emitNamedBits,
  openInside,
  openMessage,
  optional,
  parseInteger,
  parseNamedBits,
  present,
  type Reader,
  required,
  wrong,
} from '../asn1/index.ts';
import {
  emitNotificationMetadata,
  EVENTS,
  METADATA,
  METADATA_TAG,
  type NotificationMetadata,
  SEQUENCE_NUMBER,
} from './notification-metadata.ts';
import { emitResult, parseResult } from './result.ts';
import { ELEMENT, ES10_TAG } from './tags.ts';

export const LIST_NOTIFICATION_ERROR = { undefinedError: 127 } as const;
export const RETRIEVE_NOTIFICATIONS_ERROR = { noResultAvailable: 1, undefinedError: 127 } as const;
export const REMOVE_NOTIFICATION_RESULT = {
  ok: 0,
  nothingToDelete: 1,
  undefinedError: 127,
} as const;

export interface ListNotificationRequest {
  /** Only those of these events; all when absent. */
  readonly events?: readonly number[] | undefined;
}

export type ListNotificationResponse =
  | { readonly notifications: readonly NotificationMetadata[] }
  | { readonly error: number };

export type NotificationSearch =
  | { readonly sequenceNumber: number }
  | { readonly events: readonly number[] };

export interface RetrieveNotificationsRequest {
  readonly search?: NotificationSearch | undefined;
}

export type RetrieveNotificationsResponse =
  /** Whole signed notifications, as they were made. */
  { readonly notifications: readonly Bytes[] } | { readonly error: number };

export function parseListNotificationRequest(source: Bytes): ListNotificationRequest | WireError {
  const reader = openMessage('ListNotificationRequest', ES10_TAG.listNotification, source);
  if (isWireError(reader)) return reader;
  const value = optional(reader, EVENTS);
  const events = value && parseNamedBits(reader, value);
  return isWireError(events) ? events : { events };
}

export function emitListNotificationRequest(request: ListNotificationRequest): Bytes {
  return emitTlv(
    ES10_TAG.listNotification,
    present(request.events && emitNamedBits(EVENTS, request.events)),
  );
}

export function parseListNotificationResponse(source: Bytes): ListNotificationResponse | WireError {
  const reader = openMessage('ListNotificationResponse', ES10_TAG.listNotification, source);
  if (isWireError(reader)) return reader;
  const opened = openList(reader);
  if (isWireError(opened) || 'error' in opened) return opened;
  const notifications: NotificationMetadata[] = [];
  for (const one of opened.list.elements) {
    if (one.tag !== METADATA_TAG) continue;
    const metadata = METADATA.parse(opened.list, one.value);
    if (isWireError(metadata)) return metadata;
    notifications.push(metadata);
  }
  return { notifications };
}

export function emitListNotificationResponse(response: ListNotificationResponse): Bytes {
  if ('error' in response)
    return emitTlv(ES10_TAG.listNotification, emitInteger(ELEMENT.second, response.error));
  const list = concat(...response.notifications.map(emitNotificationMetadata));
  return emitTlv(ES10_TAG.listNotification, emitTlv(ELEMENT.firstConstructed, list));
}

export function parseRetrieveNotificationsRequest(
  source: Bytes,
): RetrieveNotificationsRequest | WireError {
  const tag = ES10_TAG.retrieveNotificationsList;
  const reader = openMessage('RetrieveNotificationsListRequest', tag, source);
  if (isWireError(reader)) return reader;
  const criteria = optional(reader, ELEMENT.firstConstructed);
  if (criteria === undefined) return {};
  const inside = openInside(reader, criteria);
  if (isWireError(inside)) return inside;
  const number = optional(inside, SEQUENCE_NUMBER);
  const bits = optional(inside, EVENTS);
  if (number !== undefined && bits === undefined) {
    const sequenceNumber = parseInteger(inside, number);
    return isWireError(sequenceNumber) ? sequenceNumber : { search: { sequenceNumber } };
  }
  if (bits !== undefined && number === undefined) {
    const events = parseNamedBits(inside, bits);
    return isWireError(events) ? events : { search: { events } };
  }
  return wrong(inside, criteria, {
    expected: 'a sequence number or events',
    got: 'neither or both',
  });
}

export function emitRetrieveNotificationsRequest(request: RetrieveNotificationsRequest): Bytes {
  const { search } = request;
  if (search === undefined) return emitTlv(ES10_TAG.retrieveNotificationsList);
  const criteria =
    'events' in search
      ? emitNamedBits(EVENTS, search.events)
      : emitInteger(SEQUENCE_NUMBER, search.sequenceNumber);
  return emitTlv(ES10_TAG.retrieveNotificationsList, emitTlv(ELEMENT.firstConstructed, criteria));
}

export function parseRetrieveNotificationsResponse(
  source: Bytes,
): RetrieveNotificationsResponse | WireError {
  const tag = ES10_TAG.retrieveNotificationsList;
  const reader = openMessage('RetrieveNotificationsListResponse', tag, source);
  if (isWireError(reader)) return reader;
  const opened = openList(reader);
  if (isWireError(opened) || 'error' in opened) return opened;
  return { notifications: opened.list.elements.map((one) => emitTlv(one.tag, one.value)) };
}

export function emitRetrieveNotificationsResponse(response: RetrieveNotificationsResponse): Bytes {
  const tag = ES10_TAG.retrieveNotificationsList;
  if ('error' in response) return emitTlv(tag, emitInteger(ELEMENT.second, response.error));
  return emitTlv(tag, emitTlv(ELEMENT.firstConstructed, ...response.notifications));
}

export function parseRemoveNotificationRequest(
  source: Bytes,
): { readonly sequenceNumber: number } | WireError {
  const reader = openMessage(
    'NotificationSentRequest',
    ES10_TAG.removeNotificationFromList,
    source,
  );
  if (isWireError(reader)) return reader;
  const value = required(reader, SEQUENCE_NUMBER);
  if (isWireError(value)) return value;
  const sequenceNumber = parseInteger(reader, value);
  return isWireError(sequenceNumber) ? sequenceNumber : { sequenceNumber };
}

export function emitRemoveNotificationRequest(request: { readonly sequenceNumber: number }): Bytes {
  return emitTlv(
    ES10_TAG.removeNotificationFromList,
    emitInteger(SEQUENCE_NUMBER, request.sequenceNumber),
  );
}

export function parseRemoveNotificationResponse(source: Bytes): number | WireError {
  return parseResult('NotificationSentResponse', ES10_TAG.removeNotificationFromList, source);
}

export function emitRemoveNotificationResponse(result: number): Bytes {
  return emitResult(ES10_TAG.removeNotificationFromList, result);
}

function openList(
  reader: Reader,
): { readonly list: Reader } | { readonly error: number } | WireError {
  const failed = optional(reader, ELEMENT.second);
  if (failed !== undefined) {
    const error = parseInteger(reader, failed);
    return isWireError(error) ? error : { error };
  }
  const value = required(reader, ELEMENT.firstConstructed);
  if (isWireError(value)) return value;
  const list = openInside(reader, value);
  return isWireError(list) ? list : { list };
}
