/**
 * A bound profile package: the profile protected for one eUICC, with keys that both agree on.
 * [SGP22 §2.5.4] [SGP22 §5.5]
 */
import { type Bytes, concat } from '../../base/index.ts';
import {
  BSP_TAG,
  bspKeys,
  type BspPlace,
  type Crypto,
  generateEcKey,
  protectBspData,
  startBsp,
} from '../../crypto/index.ts';
import {
  BSP_KEY,
  type BoundProfilePackage,
  emitBoundProfilePackage,
  emitConfigureIsdpRequest,
  emitInitialiseSecureChannelRequest,
  emitReplaceSessionKeysRequest,
  emitSignedKeyAgreement,
  emitStoreMetadataRequest,
  REMOTE_OPERATION,
  type StoreMetadataRequest,
} from '../../wire/es8/index.ts';
import { unhex } from '../../base/index.ts';
import type { ServerKey } from '../pki/index.ts';
import { type ServerFaults, type ServerParts, signAs } from '../rsp-server/index.ts';

/** Which keys protect the profile: those of the session, or random ones sent in it. */
export const PROTECTIONS = ['session', 'profile'] as const;
export type Protection = (typeof PROTECTIONS)[number];

export interface BindOptions {
  readonly transactionId: Bytes;
  readonly eid: string;
  /** The one-time key of the eUICC. */
  readonly oneTimeKey: Bytes;
  readonly binding: ServerKey;
  readonly metadata: StoreMetadataRequest;
  readonly upp: Bytes;
  readonly protection: Protection;
  readonly faults: ServerFaults;
}

const HOST_ID_LENGTH = 16;

/** `undefined` where the key of the eUICC is no point of the curve. */
export function bindPackage(parts: ServerParts, options: BindOptions): Bytes | undefined {
  const { crypto, rng } = parts;
  const { transactionId, eid, oneTimeKey, binding, faults } = options;
  const curve = crypto.curve(binding.curve);
  const pair = generateEcKey(curve, rng);
  const secret = curve.sharedX(pair.key, oneTimeKey);
  if (secret === undefined) return undefined;
  const hostId = rng.bytes(HOST_ID_LENGTH);
  const { type: keyType, length: keyLength } = BSP_KEY;
  const request = {
    remoteOperation: REMOTE_OPERATION.installBoundProfilePackage,
    transactionId,
    controlReference: {
      keyType: Uint8Array.of(keyType),
      keyLength: Uint8Array.of(keyLength),
      hostId,
    },
    oneTimeKey: pair.publicKey,
  };
  const signature = signAs(parts, binding, emitSignedKeyAgreement(request, oneTimeKey));
  const initialiseSecureChannel = emitInitialiseSecureChannelRequest({
    ...request,
    signature: faults.packageSignature(signature),
  });
  const keys = bspKeys(crypto, { secret, keyType, keyLength, hostId, eid: unhex(eid) });
  const sequences = protect(parts, startBsp(keys), options);
  const bound = { initialiseSecureChannel, ...spoil(sequences, faults) };
  return emitBoundProfilePackage(bound);
}

type Sequences = Omit<BoundProfilePackage, 'initialiseSecureChannel'>;

function protect(
  { crypto, rng }: ServerParts,
  start: BspPlace,
  { metadata, upp, protection, faults }: BindOptions,
): Sequences {
  const protectedBy = new Protector(crypto, start);
  const configureIsdp = protectedBy.next(BSP_TAG.command, emitConfigureIsdpRequest({}));
  const storeMetadata = protectedBy.next(BSP_TAG.metadata, emitStoreMetadataRequest(metadata));
  const profile = faults.profile(upp);
  if (protection === 'session') {
    const profileElements = protectedBy.next(BSP_TAG.elements, profile);
    return { configureIsdp, storeMetadata, profileElements };
  }
  const key = (): Bytes => rng.bytes(BSP_KEY.length);
  const keys = { chaining: key(), enc: key(), mac: key() };
  const replaceSessionKeys = protectedBy.next(BSP_TAG.command, emitReplaceSessionKeysRequest(keys));
  const own = new Protector(crypto, startBsp(keys));
  const profileElements = own.next(BSP_TAG.elements, profile);
  return { configureIsdp, storeMetadata, replaceSessionKeys, profileElements };
}

class Protector {
  readonly #crypto: Crypto;
  #place: BspPlace;

  constructor(crypto: Crypto, place: BspPlace) {
    this.#crypto = crypto;
    this.#place = place;
  }

  next(tag: (typeof BSP_TAG)[keyof typeof BSP_TAG], data: Bytes): readonly Bytes[] {
    const { segments, next } = protectBspData(this.#crypto, this.#place, { tag, data });
    this.#place = next;
    return segments;
  }
}

/** Segments count over all sequences. */
function spoil(sequences: Sequences, faults: ServerFaults): Sequences {
  let number = 0;
  const each = (segments: readonly Bytes[]): readonly Bytes[] =>
    segments.map((segment) => {
      number += 1;
      return faults.segment(segment, number);
    });
  const configureIsdp = each(sequences.configureIsdp);
  const storeMetadata = each(sequences.storeMetadata);
  const replaced = sequences.replaceSessionKeys && each(sequences.replaceSessionKeys);
  const profileElements = each(sequences.profileElements);
  return { configureIsdp, storeMetadata, replaceSessionKeys: replaced, profileElements };
}

/** SHA-256 of the SHA-256 of the code and the transaction. [SGP22 §4.7] */
export function confirmationCodeHash(crypto: Crypto, codeHash: Bytes, transactionId: Bytes): Bytes {
  return crypto.hash('sha256').digest(concat(codeHash, transactionId));
}
