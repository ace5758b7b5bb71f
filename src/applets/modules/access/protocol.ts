/**
 * Mutual authentication of a door and a badge with AES: three passes after ISO/IEC 9798-2, in the
 * messages of ISO 7816-4's EXTERNAL AUTHENTICATE. Both sides prove that they know a zone's two
 * keys, and give half of the session keys each. [ISO7816-4 §11.5.5] [SP800-108 §4.1]
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  equal,
  type Rng,
  sameSecret,
} from '../../../base/index.ts';
import {
  AES_BLOCK,
  cmac,
  type Crypto,
  decryptCbc,
  encryptBlock,
  encryptCbc,
  padBlocks,
} from '../../../crypto/index.ts';

export const CHALLENGE_LENGTH = 16;
const SHARE_LENGTH = 16;
const MAC_LENGTH = 8;
const PLAIN_LENGTH = 2 * CHALLENGE_LENGTH + SHARE_LENGTH;
export const MESSAGE_LENGTH = PLAIN_LENGTH + MAC_LENGTH;

const ZERO = new Uint8Array(AES_BLOCK);
/** What a session key is for. */
const PURPOSE = { ENC: 0x01, MAC: 0x02 } as const;

export interface ZoneKeys {
  readonly enc: Bytes;
  readonly mac: Bytes;
}

/** After authentication: both keys and the count of answers that they have protected. */
export interface DoorSession {
  readonly zone: number;
  readonly keys: ZoneKeys;
  count: number;
}

export interface Proof {
  /** To the door. */
  readonly message: Bytes;
  readonly session: ZoneKeys;
}

/**
 * Verifies the door's message: its challenge, the badge's challenge, its share of the keys. The
 * answer has the challenges the other way round; `undefined` where the door does not know the keys.
 */
export function authenticateDoor(
  crypto: Crypto,
  rng: Rng,
  from: { readonly keys: ZoneKeys; readonly challenge: Bytes; readonly message: Bytes },
): Proof | undefined {
  const { keys, challenge, message } = from;
  const encrypted = message.subarray(0, PLAIN_LENGTH);
  const isRight = sameSecret(macOf(crypto, keys.mac, encrypted), message.subarray(PLAIN_LENGTH));
  const plain = decryptCbc(crypto.aes(keys.enc), { iv: ZERO, data: encrypted });
  const doors = plain.subarray(0, CHALLENGE_LENGTH);
  const badges = plain.subarray(CHALLENGE_LENGTH, 2 * CHALLENGE_LENGTH);
  if (!isRight || !equal(badges, challenge)) return undefined;
  const share = rng.bytes(SHARE_LENGTH);
  const answer = encryptCbc(crypto.aes(keys.enc), {
    iv: ZERO,
    data: concat(challenge, doors, share),
  });
  const shares = concat(plain.subarray(2 * CHALLENGE_LENGTH), share);
  return {
    message: concat(answer, macOf(crypto, keys.mac, answer)),
    session: {
      enc: sessionKey(crypto, keys.mac, { purpose: PURPOSE.ENC, shares, length: keys.enc.length }),
      mac: sessionKey(crypto, keys.mac, { purpose: PURPOSE.MAC, shares, length: keys.mac.length }),
    },
  };
}

/** A credential encrypted and with a MAC over the answer's number, its name and itself. */
export function protectCredential(
  crypto: Crypto,
  session: DoorSession,
  from: { readonly name: number; readonly value: Bytes },
): Bytes {
  const number = bigEndian(session.count, AES_BLOCK);
  const cipher = crypto.aes(session.keys.enc);
  const iv = encryptBlock(cipher, number);
  const encrypted = encryptCbc(cipher, { iv, data: padBlocks(from.value, AES_BLOCK) });
  const signed = concat(number, bigEndian(from.name, 2), encrypted);
  return concat(encrypted, macOf(crypto, session.keys.mac, signed));
}

function macOf(crypto: Crypto, key: Bytes, data: Bytes): Bytes {
  return cmac(crypto.aes(key))(data).slice(0, MAC_LENGTH);
}

/** Counter mode with CMAC: counter, purpose, 00, both shares, length in bits. */
function sessionKey(
  crypto: Crypto,
  key: Bytes,
  of: { readonly purpose: number; readonly shares: Bytes; readonly length: number },
): Bytes {
  const mac = cmac(crypto.aes(key));
  const end = concat(bytes(of.purpose, 0), of.shares, bigEndian(of.length * 8, 2));
  return concat(mac(bytes(1), end), mac(bytes(2), end)).slice(0, of.length);
}
