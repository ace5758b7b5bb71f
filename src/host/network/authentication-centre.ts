/**
 * The authentication centre of a test network: it makes authentication vectors for its
 * subscribers and follows a USIM whose sequence number has run ahead. [TS33102 §6.3]
 */
import {
  type Bytes,
  concat,
  HostError,
  readBigEndian,
  type Rng,
  sameSecret,
  xored,
} from '../../base/index.ts';
import {
  type AuthenticationAlgorithm,
  authenticationFunctions,
  type AuthenticationFunctions,
  type Crypto,
  gsmCipherKey,
  gsmResponse,
} from '../../crypto/index.ts';
import { emitSqn, nextSqn, SQN_LENGTH } from './sequence-number.ts';

const RAND_LENGTH = 16;
const MAC_LENGTH = 8;
/** The separation bit: a vector for EPS or 5G. [TS33102 §H] */
const AMF_SEPARATION = Uint8Array.of(0x80, 0x00);
/** The AMF of a resynchronisation. [TS33102 §6.3.3] */
const AMF_RESYNC = Uint8Array.of(0x00, 0x00);
/** AUTS: the concealed sequence number, and MAC-S. [TS33102 §6.3.3] */
export const AUTS_LENGTH = SQN_LENGTH + MAC_LENGTH;

export interface Subscriber {
  /** 6 to 15 digits. */
  readonly imsi: string;
  readonly algorithm: AuthenticationAlgorithm;
}

/** One vector; the last two fields serve a network of the second generation. */
export interface AuthenticationVector {
  readonly rand: Bytes;
  readonly autn: Bytes;
  readonly xres: Bytes;
  readonly ck: Bytes;
  readonly ik: Bytes;
  readonly sres: Bytes;
  readonly kc: Bytes;
}

export interface AuthenticationCentreParts {
  readonly crypto: Crypto;
  readonly rng: Rng;
}

interface Record {
  readonly functions: AuthenticationFunctions;
  /** The last one given out. */
  sqn: number;
}

export class AuthenticationCentre {
  readonly #parts: AuthenticationCentreParts;
  readonly #subscribers = new Map<string, Record>();

  constructor(parts: AuthenticationCentreParts) {
    this.#parts = parts;
  }

  /** Adds or replaces a subscriber; `sqn` is the last sequence number given out. */
  subscribe({ imsi, algorithm }: Subscriber, sqn = 0): void {
    const functions = authenticationFunctions(this.#parts.crypto, algorithm);
    this.#subscribers.set(imsi, { functions, sqn });
  }

  has(imsi: string): boolean {
    return this.#subscribers.has(imsi);
  }

  /** The next vector. Throws `HostError` INPUT_INVALID where there is no such subscriber. */
  vector(imsi: string): AuthenticationVector {
    const record = this.#record(imsi);
    const { functions } = record;
    record.sqn = nextSqn(record.sqn);
    const rand = this.#parts.rng.bytes(RAND_LENGTH);
    const sqn = emitSqn(record.sqn);
    const { res, ck, ik, ak } = functions.keys(rand);
    const { macA } = functions.mac({ rand, sqn, amf: AMF_SEPARATION });
    return {
      rand,
      autn: concat(xored(sqn, ak), AMF_SEPARATION, macA),
      xres: res,
      ck,
      ik,
      sres: gsmResponse(res),
      kc: gsmCipherKey({ ck, ik }),
    };
  }

  /**
   * Takes the USIM's sequence number from AUTS, 14 bytes; false where its MAC is wrong, and then
   * nothing changes. Throws `HostError` INPUT_INVALID. [TS33102 §6.3.5]
   */
  resynchronise(
    imsi: string,
    { rand, auts }: { readonly rand: Bytes; readonly auts: Bytes },
  ): boolean {
    const record = this.#record(imsi);
    if (auts.length !== AUTS_LENGTH) return false;
    const { functions } = record;
    const sqn = xored(auts.subarray(0, SQN_LENGTH), functions.resyncKey(rand));
    const { macS } = functions.mac({ rand, sqn, amf: AMF_RESYNC });
    if (!sameSecret(macS, auts.subarray(SQN_LENGTH))) return false;
    record.sqn = readBigEndian(sqn);
    return true;
  }

  #record(imsi: string): Record {
    const record = this.#subscribers.get(imsi);
    if (record) return record;
    throw new HostError(
      'INPUT_INVALID',
      `the network has no subscriber ${imsi}`,
      'add it with its algorithm and keys',
    );
  }
}
