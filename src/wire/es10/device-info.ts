/** CtxParams1 and DeviceInfo: what the LPA says of the device to the server. [SGP22 §4.2] */
import { elements, type Message } from '../asn1/index.ts';
import { ELEMENT } from './tags.ts';
import { VERSION } from './version.ts';

const { element, octets, optionalElement, sequence, text } = elements;

/** Longest matching identifier that we take; the module sets no bound. */
export const MATCHING_ID_LENGTH_MAX = 255;

/** Highest release of each that the device follows whole; what is not declared is skipped. */
const CAPABILITIES = sequence({
  gsm: optionalElement(0x80, VERSION),
  utran: optionalElement(0x81, VERSION),
  cdma2000onex: optionalElement(0x82, VERSION),
  cdma2000hrpd: optionalElement(0x83, VERSION),
  cdma2000ehrpd: optionalElement(0x84, VERSION),
  eutranEpc: optionalElement(0x85, VERSION),
  contactless: optionalElement(0x86, VERSION),
  rspCrl: optionalElement(0x87, VERSION),
  nrEpc: optionalElement(0x88, VERSION),
  nr5gc: optionalElement(0x89, VERSION),
  eutran5gc: optionalElement(0x8a, VERSION),
});

const DEVICE_INFO = sequence({
  /** Digits as half bytes. */
  tac: element(0x80, octets({ min: 4, max: 4 })),
  capabilities: element(0xa1, CAPABILITIES),
  imei: optionalElement(0x82, octets({ min: 8, max: 8 })),
});
export type DeviceInfo = elements.ValueOf<typeof DEVICE_INFO>;

/** For common authentication, the one alternative that there is. */
const PARAMETERS = {
  /** The token of an activation code, or the identifier of an event; may be empty. */
  matchingId: optionalElement(0x80, text(MATCHING_ID_LENGTH_MAX)),
  deviceInfo: element(0xa1, DEVICE_INFO),
} as const;
export type CtxParams1 = Message<typeof PARAMETERS>;

export const { parse: parseCtxParams1, emit: emitCtxParams1 } = elements.messageOf(
  'CtxParams1',
  ELEMENT.firstConstructed,
  PARAMETERS,
);
