/** InitialiseSecureChannel: the server's part of a key agreement. [SGP22 §5.5.1] */
import { type Bytes, concat } from '../../base/index.ts';
import { elements, type Message } from '../asn1/index.ts';
import { SIGNATURE, TRANSACTION_ID } from '../es10/index.ts';
import { emitTlv } from '../index.ts';
import { ES8_TAG } from './tags.ts';

const { element, INTEGER, messageOf, octets, sequence } = elements;

export const REMOTE_OPERATION = { installBoundProfilePackage: 1 } as const;

/** Keys of AES with 16 bytes are the one kind there is. */
export const BSP_KEY = { type: 0x88, length: 0x10 } as const;

const ONE_TIME_KEY_TAG = 0x5f49;

const CONTROL_REFERENCE = sequence({
  keyType: element(0x80, octets({ min: 1, max: 1 })),
  keyLength: element(0x81, octets({ min: 1, max: 1 })),
  hostId: element(0x84, octets({ min: 1, max: 16 })),
});
export type ControlReference = elements.ValueOf<typeof CONTROL_REFERENCE>;

const UNSIGNED = {
  /** Of `REMOTE_OPERATION`. */
  remoteOperation: element(0x82, INTEGER),
  transactionId: element(0x80, TRANSACTION_ID),
  controlReference: element(0xa6, CONTROL_REFERENCE),
  /** The one-time key of the server, an uncompressed point. */
  oneTimeKey: element(ONE_TIME_KEY_TAG, octets()),
} as const;

const REQUEST = { ...UNSIGNED, signature: SIGNATURE } as const;

export type InitialiseSecureChannelRequest = Message<typeof REQUEST>;

export const {
  parse: parseInitialiseSecureChannelRequest,
  emit: emitInitialiseSecureChannelRequest,
} = messageOf('InitialiseSecureChannelRequest', ES8_TAG.initialiseSecureChannel, REQUEST);

/** What the server signs: the elements of the request, and the one-time key of the eUICC. */
export function emitSignedKeyAgreement(
  request: Message<typeof UNSIGNED>,
  euiccOneTimeKey: Bytes,
): Bytes {
  const key = emitTlv(ONE_TIME_KEY_TAG, euiccOneTimeKey);
  return concat(elements.emitElements(UNSIGNED, request), key);
}
