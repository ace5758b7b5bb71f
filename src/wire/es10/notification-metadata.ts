/** NotificationMetadata: which change a notification is of, and where it goes. [SGP22 §5.7.9] */
import { elements, UNIVERSAL } from '../asn1/index.ts';
import { ICCID_LENGTH } from '../index.ts';
import { ADDRESS_LENGTH_MAX } from './configured-addresses.ts';
import { ELEMENT } from './tags.ts';

const { element, INTEGER, NAMED_BITS, octets, optionalElement, text } = elements;

/** Bits of `NotificationEvent`. */
export const NOTIFICATION_EVENT = { install: 0, enable: 1, disable: 2, delete: 3 } as const;
export type NotificationEventName = keyof typeof NOTIFICATION_EVENT;

export const METADATA_TAG = 0xbf2f;
export const SEQUENCE_NUMBER = 0x80;
export const EVENTS = 0x81;

const ELEMENTS = {
  sequenceNumber: element(SEQUENCE_NUMBER, INTEGER),
  /** One bit of `NOTIFICATION_EVENT`. */
  events: element(EVENTS, NAMED_BITS),
  address: element(UNIVERSAL.utf8String, text(ADDRESS_LENGTH_MAX)),
  iccid: optionalElement(ELEMENT.iccid, octets({ min: ICCID_LENGTH, max: ICCID_LENGTH })),
} as const;
export const METADATA = elements.sequence(ELEMENTS);
export type NotificationMetadata = elements.ValueOf<typeof METADATA>;

export const { parse: parseNotificationMetadata, emit: emitNotificationMetadata } =
  elements.messageOf('NotificationMetadata', METADATA_TAG, ELEMENTS);
