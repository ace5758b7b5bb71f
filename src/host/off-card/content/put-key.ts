/** PUT KEY: keys of any kind, with their check values. [GPCS §11.8] [GPAmdD §7.2] */
import { type Bytes, bytes, concat, EMPTY, equal, HostError } from '../../../base/index.ts';
import { type Crypto, keyCheckValue } from '../../../crypto/index.ts';
import { emitLength, INS } from '../../../wire/index.ts';
import {
  emitField,
  emitLongField,
  isPublicComponent,
  KEY_TYPE,
} from '../../../wire/globalplatform/index.ts';
import { type CardCommand, unreadable } from '../command.ts';
import type { SecureMessaging } from '../channel/secure-messaging.ts';

/** P2: several keys, the first with this identifier. [GPCS §11.8.2.2] */
const SEVERAL = 0x80;

export interface KeyComponent {
  readonly type: number;
  readonly value: Bytes;
}

/** The components of one key, in their order. */
export type NewKey = readonly KeyComponent[];

export interface PutKeyWish {
  /** 0 adds keys; another version is that of the keys that they replace. */
  readonly replaces: number;
  readonly version: number;
  /** Of the first key; the others follow it. */
  readonly id: number;
  readonly keys: readonly NewKey[];
}

export interface PutKey {
  readonly command: CardCommand;
  /** The check values that the card is to answer with. */
  readonly checkValues: readonly Bytes[];
}

export function putKey(crypto: Crypto, messaging: SecureMessaging, wish: PutKeyWish): PutKey {
  const { replaces, version, id, keys } = wish;
  const checkValues = keys.map((key) => checkValueOf(crypto, key));
  const fields = keys.map((key, at) =>
    concat(...key.map((one) => component(messaging, one)), emitField(checkValues[at]!)),
  );
  const command: CardCommand = {
    name: 'PUT KEY',
    ins: INS.PUT_KEY,
    p1: replaces,
    p2: id | (keys.length > 1 ? SEVERAL : 0),
    data: concat(bytes(version), ...fields),
    chains: 'p1',
  };
  return { command, checkValues };
}

/**
 * A card that was given other keys than it has understood answers with other check values. Throws
 * `HostError` CARD_REFUSED.
 */
export function checkPutKey({ command, checkValues }: PutKey, answer: Bytes): void {
  const version = command.data[0]!;
  if (answer[0] !== version) throw unreadable(command.name, answer);
  const shown = concat(...checkValues);
  const given = answer.subarray(1);
  // Without secure messaging for responses, a card may answer with the version alone.
  if (given.length === 0 || equal(given, shown)) return;
  throw new HostError(
    'CARD_REFUSED',
    'PUT KEY: the check values of the card are not those of the keys',
    'authenticate with the new keys before the old ones are deleted',
  );
}

const CHECKED_KINDS: ReadonlyMap<number, 'des' | 'aes' | 'psk'> = new Map([
  [KEY_TYPE.DES, 'des'],
  [KEY_TYPE.AES, 'aes'],
  [KEY_TYPE.PSK_TLS, 'psk'],
]);

/** Empty for keys of other types. [GPCS §B.6] [GPAmdB §3.9.1] */
function checkValueOf(crypto: Crypto, [first, second]: NewKey): Bytes {
  if (first === undefined || second !== undefined) return EMPTY;
  const kind = CHECKED_KINDS.get(first.type);
  return kind === undefined ? EMPTY : keyCheckValue(crypto, kind, first.value);
}

/** [GPCS §11.8.2.3.1 table 11-68] */
function component(messaging: SecureMessaging, { type, value }: KeyComponent): Bytes {
  if (isPublicComponent(type)) return concat(bytes(type), emitLongField(value));
  const { sensitiveBlock } = messaging;
  const missing = (sensitiveBlock - (value.length % sensitiveBlock)) % sensitiveBlock;
  const encrypted = messaging.encryptSensitive(concat(value, new Uint8Array(missing)));
  // AES keys always have their own length before them, others where they are padded.
  const isCounted = missing > 0 || type === KEY_TYPE.AES;
  const block = isCounted ? concat(emitLength(value.length), encrypted) : encrypted;
  return concat(bytes(type), emitLongField(block));
}
