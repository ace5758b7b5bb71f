/**
 * The server's side of a download, step by step: requests of ES10 from the answers of the eUICC.
 * What is to be wrong in one of them is changed by its options. [SGP22 §3.1.3]
 */
import { type Bytes, concat, type Rng, unhex, utf8 } from '../../base/index.ts';
import {
  BSP_TAG,
  bspKeys,
  type BspKeys,
  type BspTag,
  type Crypto,
  generateEcKey,
  protectBspData,
  startBsp,
} from '../../crypto/index.ts';
import * as es10 from '../../wire/es10/index.ts';
import * as es8 from '../../wire/es8/index.ts';
import { sign, type ServerIdentity, type ServerKey } from '../pki/index.ts';
import { readable, successOf } from './expectations.ts';
import { metadataOf, SERVER } from './offered-profile.ts';

export interface AuthenticateChanges {
  readonly signed?: Partial<es10.ServerSigned1>;
  readonly signedBy?: SigningKey;
  readonly request?: Partial<es10.AuthenticateServerRequest>;
}

export interface PrepareChanges {
  readonly signed?: Partial<es10.SmdpSigned2>;
  readonly signedBy?: SigningKey;
  readonly request?: Partial<es10.PrepareDownloadRequest>;
}

export interface BindOptions {
  readonly metadata?: Partial<es8.StoreMetadataRequest>;
  readonly agreement?: Partial<es8.InitialiseSecureChannelRequest>;
  readonly signedBy?: SigningKey;
  readonly configuration?: Bytes;
  /** Whether the profile has keys of its own. */
  readonly replacesKeys?: boolean;
}

export type SigningKey = Pick<ServerKey, 'curve' | 'key'>;
/** With its certificate. */
type OwnKey = SigningKey & Pick<ServerKey, 'certificate'>;

export interface DownloadServerParts {
  readonly crypto: Crypto;
  readonly rng: Rng;
  /** Of the eUICC, 32 digits. */
  readonly eid: string;
  /** An SM-DP+'s, with the certificate that binds profiles. */
  readonly identity: {
    readonly issuer: Pick<ServerIdentity['issuer'], 'keyId' | 'curve'>;
    readonly auth: OwnKey;
    readonly binding: OwnKey | undefined;
  };
  readonly context?: es10.CtxParams1;
  /** Of the profile, where it is none of the report. */
  readonly metadata?: es8.StoreMetadataRequest;
}

const HOST_ID = utf8('host');
const CONTEXT: es10.CtxParams1 = {
  matchingId: 'MATCHING-1',
  deviceInfo: { tac: unhex('35290611'), capabilities: { eutranEpc: [15, 0, 0] } },
};
const TRANSACTION_LENGTH = 16;
const CHALLENGE_LENGTH = 16;

export class DownloadServer {
  readonly transactionId: Bytes;
  readonly #parts: DownloadServerParts;
  readonly #auth: OwnKey;
  readonly #binding: OwnKey;
  #euiccSignature1: Bytes = new Uint8Array(0);
  #euiccKey: Bytes = new Uint8Array(0);

  constructor(parts: DownloadServerParts) {
    const { auth, binding } = parts.identity;
    this.#parts = parts;
    this.#auth = auth;
    this.#binding = binding ?? auth;
    this.transactionId = parts.rng.bytes(TRANSACTION_LENGTH);
  }

  get ciKeyId(): Bytes {
    return this.#parts.identity.issuer.keyId;
  }

  /** To the challenge of the eUICC. */
  authenticate(euiccChallenge: Bytes, changes: AuthenticateChanges = {}): Bytes {
    const { transactionId } = this;
    const serverSigned1 = es10.emitServerSigned1({
      transactionId,
      euiccChallenge,
      serverAddress: SERVER,
      serverChallenge: this.#parts.rng.bytes(CHALLENGE_LENGTH),
      ...changes.signed,
    });
    return es10.emitAuthenticateServerRequest({
      serverSigned1,
      serverSignature1: this.sign(changes.signedBy ?? this.#auth, serverSigned1),
      ciKeyId: this.ciKeyId,
      serverCertificate: this.#auth.certificate,
      ctxParams1: es10.emitCtxParams1(this.#parts.context ?? CONTEXT),
      ...changes.request,
    });
  }

  /** To the answer of AuthenticateServer. */
  prepare(response: Bytes, changes: PrepareChanges = {}): Bytes {
    const parsed = es10.parseAuthenticateServerResponse(response);
    this.#euiccSignature1 = successOf('AuthenticateServer', parsed).euiccSignature1;
    const { transactionId } = this;
    const smdpSigned2 = es10.emitSmdpSigned2({
      transactionId,
      confirmationCodeRequired: false,
      ...changes.signed,
    });
    const data = concat(smdpSigned2, es10.emitSignature(this.#euiccSignature1));
    return es10.emitPrepareDownloadRequest({
      smdpSigned2,
      smdpSignature2: this.sign(changes.signedBy ?? this.#binding, data),
      smdpCertificate: this.#binding.certificate,
      ...changes.request,
    });
  }

  /** To the answer of PrepareDownload: the package for this eUICC alone. */
  bind(response: Bytes, source: Bytes, options: BindOptions = {}): es8.BoundProfilePackage {
    const parsed = es10.parsePrepareDownloadResponse(response);
    const prepared = successOf('PrepareDownload', parsed);
    const signed = readable('euiccSigned2', es10.parseEuiccSigned2(prepared.euiccSigned2));
    this.#euiccKey = signed.oneTimeKey;
    return this.#package(source, options);
  }

  /** The key of the eUICC that the last package was bound to. */
  get euiccKey(): Bytes {
    return this.#euiccKey;
  }

  sign(by: SigningKey, data: Bytes): Bytes {
    const { crypto, rng } = this.#parts;
    const { r, s } = sign({ crypto, rng }, by, data);
    return concat(r, s);
  }

  #package(source: Bytes, options: BindOptions): es8.BoundProfilePackage {
    const { replacesKeys = false } = options;
    const { crypto, rng, identity, metadata = metadataOf() } = this.#parts;
    const pair = generateEcKey(crypto.curve(identity.issuer.curve), rng);
    let place = startBsp(this.#keys(pair.key));
    const protect = (tag: BspTag, data: Bytes): readonly Bytes[] => {
      const { segments, next } = protectBspData(crypto, place, { tag, data });
      place = next;
      return segments;
    };
    const configuration = options.configuration ?? es8.emitConfigureIsdpRequest({});
    const configureIsdp = protect(BSP_TAG.command, configuration);
    const described = es8.emitStoreMetadataRequest({ ...metadata, ...options.metadata });
    const storeMetadata = protect(BSP_TAG.metadata, described);
    let replaceSessionKeys: readonly Bytes[] | undefined;
    if (replacesKeys) {
      const [chaining, enc, mac] = [16, 16, 16].map((length) => rng.bytes(length));
      const own: BspKeys = { chaining: chaining!, enc: enc!, mac: mac! };
      replaceSessionKeys = protect(BSP_TAG.command, es8.emitReplaceSessionKeysRequest(own));
      place = startBsp(own);
    }
    return {
      initialiseSecureChannel: this.#agreement(pair.publicKey, options),
      configureIsdp,
      storeMetadata,
      replaceSessionKeys,
      profileElements: protect(BSP_TAG.elements, source),
    };
  }

  #keys(key: Bytes): BspKeys {
    const { crypto, identity, eid } = this.#parts;
    const secret = crypto.curve(identity.issuer.curve).sharedX(key, this.#euiccKey);
    const { type: keyType, length: keyLength } = es8.BSP_KEY;
    return bspKeys(crypto, {
      secret: secret ?? new Uint8Array(0),
      keyType,
      keyLength,
      hostId: HOST_ID,
      eid: unhex(eid),
    });
  }

  #agreement(oneTimeKey: Bytes, { agreement, signedBy }: BindOptions): Bytes {
    const request = {
      remoteOperation: es8.REMOTE_OPERATION.installBoundProfilePackage,
      transactionId: this.transactionId,
      controlReference: {
        keyType: Uint8Array.of(es8.BSP_KEY.type),
        keyLength: Uint8Array.of(es8.BSP_KEY.length),
        hostId: HOST_ID,
      },
      oneTimeKey,
      ...agreement,
    };
    const data = es8.emitSignedKeyAgreement(request, this.#euiccKey);
    const signature = this.sign(signedBy ?? this.#binding, data);
    return es8.emitInitialiseSecureChannelRequest({ ...request, signature });
  }
}
