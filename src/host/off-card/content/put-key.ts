/** PUT KEY: keys of any kind, with their check values. [GPCS §11.8] [GPAmdD §7.2] */
import { type Bytes, bytes, concat, EMPTY, equal, HostError } from '../../../base/index.ts';
import { AES_BLOCK, type Crypto, DES_BLOCK, encryptBlock } from '../../../crypto/index.ts';
import { emitLength, INS } from '../../../wire/index.ts';
import { type CardCommand, unreadable } from '../command.ts';
import type { SecureMessaging } from '../channel/secure-messaging.ts';

/** Types of key components. [GPCS §11.1.8 table 11-16] */
export const KEY_TYPE = {
  DES: 0x80,
  PSK_TLS: 0x85,
  AES: 0x88,
  HMAC_SHA1: 0x90,
  RSA_EXPONENT: 0xa0,
  RSA_MODULUS: 0xa1,
  ECC_PUBLIC: 0xb0,
  ECC_PRIVATE: 0xb1,
  ECC_CURVE: 0xf0,
} as const;
/** Components that travel in clear. [GPCS §11.8.2.3.2] */
const PUBLIC: readonly number[] = [
  KEY_TYPE.RSA_EXPONENT,
  KEY_TYPE.RSA_MODULUS,
  KEY_TYPE.ECC_PUBLIC,
  KEY_TYPE.ECC_CURVE,
];

/** P2: several keys, the first with this identifier. [GPCS §11.8.2.2] */
const SEVERAL = 0x80;
const CHECK_VALUE_LENGTH = 3;

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
  const checkValues = keys.map((key) => keyCheckValue(crypto, key));
  const fields = keys.map((key, at) =>
    concat(...key.map((one) => component(messaging, one)), short(checkValues[at]!)),
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

/** The first three bytes of a block under the key; none for other kinds of key. [GPCS §B.6] */
export function keyCheckValue(crypto: Crypto, key: NewKey): Bytes {
  const [first] = key;
  if (first === undefined || key.length !== 1) return EMPTY;
  if (first.type === KEY_TYPE.DES) {
    return encryptBlock(crypto.des(first.value), new Uint8Array(DES_BLOCK)).subarray(
      0,
      CHECK_VALUE_LENGTH,
    );
  }
  if (first.type !== KEY_TYPE.AES) return EMPTY;
  const block = new Uint8Array(AES_BLOCK).fill(1);
  return encryptBlock(crypto.aes(first.value), block).subarray(0, CHECK_VALUE_LENGTH);
}

/** [GPCS §11.8.2.3.1 table 11-68] */
function component(messaging: SecureMessaging, { type, value }: KeyComponent): Bytes {
  if (PUBLIC.includes(type)) return concat(bytes(type), emitLength(value.length), value);
  const { sensitiveBlock } = messaging;
  const missing = (sensitiveBlock - (value.length % sensitiveBlock)) % sensitiveBlock;
  const encrypted = messaging.encryptSensitive(concat(value, new Uint8Array(missing)));
  // AES keys always have their own length before them, others where they are padded.
  const isCounted = missing > 0 || type === KEY_TYPE.AES;
  const block = isCounted ? concat(emitLength(value.length), encrypted) : encrypted;
  return concat(bytes(type), emitLength(block.length), block);
}

function short(value: Bytes): Bytes {
  return concat(bytes(value.length), value);
}
