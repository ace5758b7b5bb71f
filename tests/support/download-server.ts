/**
 * The server side of a download, with the same bytes in each run: requests from answers. What is
 * wrong on purpose is changed by its options.
 */
import assert from 'node:assert/strict';
import { type Bytes, concat, isWireError, type Rng, unhex, utf8 } from '../../src/base/index.ts';
import {
  BSP_TAG,
  bspKeys,
  type BspKeys,
  type BspTag,
  generateEcKey,
  protectBspData,
  pureCrypto,
  randomStream,
  startBsp,
} from '../../src/crypto/index.ts';
import { type Certified, keyIdentifier, sign, type TestBranch } from '../../src/host/pki/index.ts';
import * as es10 from '../../src/wire/es10/index.ts';
import * as es8 from '../../src/wire/es8/index.ts';
import { emitIccid } from '../../src/wire/index.ts';
import { EID } from './euicc-card.ts';
import { SERVER } from './trust.ts';

export const CTX_PARAMS: es10.CtxParams1 = {
  matchingId: 'MATCHING-1',
  deviceInfo: { tac: unhex('35290611'), capabilities: { eutranEpc: [15, 0, 0] } },
};

const HOST_ID = utf8('host');

export interface AuthenticateChanges {
  readonly signed?: Partial<es10.ServerSigned1>;
  readonly signedBy?: Certified;
  readonly request?: Partial<es10.AuthenticateServerRequest>;
}

export interface PrepareChanges {
  readonly signed?: Partial<es10.SmdpSigned2>;
  readonly signedBy?: Certified;
  readonly request?: Partial<es10.PrepareDownloadRequest>;
}

export interface BindOptions {
  readonly metadata?: Partial<es8.StoreMetadataRequest>;
  readonly agreement?: Partial<es8.InitialiseSecureChannelRequest>;
  readonly signedBy?: Certified;
  readonly configuration?: Bytes;
  /** Whether the profile has keys of its own. */
  readonly replacesKeys?: boolean;
}

export class TestServer {
  readonly branch: TestBranch;
  readonly transactionId: Bytes;
  readonly #rng: Rng;
  #euiccSignature1: Bytes = new Uint8Array(0);
  #euiccKey: Bytes = new Uint8Array(0);

  constructor(branch: TestBranch, seed = 'server') {
    this.branch = branch;
    this.#rng = randomStream(utf8(seed), branch.curve);
    this.transactionId = this.#rng.bytes(16);
  }

  get ciKeyId(): Bytes {
    return keyIdentifier(pureCrypto, this.branch.ci.publicKey);
  }

  /** To the challenge of the eUICC. */
  authenticate(euiccChallenge: Bytes, changes: AuthenticateChanges = {}): Bytes {
    const { transactionId, branch } = this;
    const serverSigned1 = es10.emitServerSigned1({
      transactionId,
      euiccChallenge,
      serverAddress: SERVER,
      serverChallenge: this.#rng.bytes(16),
      ...changes.signed,
    });
    return es10.emitAuthenticateServerRequest({
      serverSigned1,
      serverSignature1: this.sign(changes.signedBy ?? branch.dpAuth, serverSigned1),
      ciKeyId: this.ciKeyId,
      serverCertificate: branch.dpAuth.certificate,
      ctxParams1: es10.emitCtxParams1(CTX_PARAMS),
      ...changes.request,
    });
  }

  /** To the answer of AuthenticateServer. */
  prepare(response: Bytes, changes: PrepareChanges = {}): Bytes {
    const authenticated = es10.parseAuthenticateServerResponse(response);
    assert.ok(!isWireError(authenticated) && !('error' in authenticated), 'not authenticated');
    this.#euiccSignature1 = authenticated.euiccSignature1;
    const { transactionId, branch } = this;
    const smdpSigned2 = es10.emitSmdpSigned2({
      transactionId,
      confirmationCodeRequired: false,
      ...changes.signed,
    });
    const data = concat(smdpSigned2, es10.emitSignature(this.#euiccSignature1));
    return es10.emitPrepareDownloadRequest({
      smdpSigned2,
      smdpSignature2: this.sign(changes.signedBy ?? branch.dpPb, data),
      smdpCertificate: branch.dpPb.certificate,
      ...changes.request,
    });
  }

  /** To the answer of PrepareDownload: the package for this eUICC alone. */
  bind(response: Bytes, source: Bytes, options: BindOptions = {}): es8.BoundProfilePackage {
    const prepared = es10.parsePrepareDownloadResponse(response);
    assert.ok(!isWireError(prepared) && !('error' in prepared), 'not prepared');
    const signed = es10.parseEuiccSigned2(prepared.euiccSigned2);
    assert.ok(!isWireError(signed));
    this.#euiccKey = signed.oneTimeKey;
    return this.#package(source, options);
  }

  /** The key of the eUICC that the last package was bound to. */
  get euiccKey(): Bytes {
    return this.#euiccKey;
  }

  sign(by: Pick<Certified, 'curve' | 'key'>, data: Bytes): Bytes {
    const { r, s } = sign({ crypto: pureCrypto, rng: this.#rng }, by, data);
    return concat(r, s);
  }

  #package(source: Bytes, options: BindOptions): es8.BoundProfilePackage {
    const { replacesKeys = false } = options;
    const pair = generateEcKey(pureCrypto.curve(this.branch.curve), this.#rng);
    const keys = this.#keys(pair.key);
    let place = startBsp(keys);
    const protect = (tag: BspTag, data: Bytes): readonly Bytes[] => {
      const { segments, next } = protectBspData(pureCrypto, place, { tag, data });
      place = next;
      return segments;
    };
    const configuration = options.configuration ?? es8.emitConfigureIsdpRequest({});
    const configureIsdp = protect(BSP_TAG.command, configuration);
    const metadata = es8.emitStoreMetadataRequest({ ...METADATA, ...options.metadata });
    const storeMetadata = protect(BSP_TAG.metadata, metadata);
    let replaceSessionKeys: readonly Bytes[] | undefined;
    if (replacesKeys) {
      const [chaining, enc, mac] = [16, 16, 16].map((length) => this.#rng.bytes(length));
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
    const secret = pureCrypto.curve(this.branch.curve).sharedX(key, this.#euiccKey);
    assert.ok(secret);
    const { type: keyType, length: keyLength } = es8.BSP_KEY;
    const agreement = { secret, keyType, keyLength, hostId: HOST_ID, eid: unhex(EID) };
    return bspKeys(pureCrypto, agreement);
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
    const signature = this.sign(signedBy ?? this.branch.dpPb, data);
    return es8.emitInitialiseSecureChannelRequest({ ...request, signature });
  }
}

/** Of the package of `testProfile`. */
export const METADATA: es8.StoreMetadataRequest = {
  iccid: emitIccid('8988211990000000005'),
  serviceProvider: 'Operator Three',
  profileName: 'Downloaded',
  notifications: [
    { events: [es10.NOTIFICATION_EVENT.enable, es10.NOTIFICATION_EVENT.disable], address: SERVER },
    { events: [es10.NOTIFICATION_EVENT.delete], address: 'other.example.com' },
  ],
  owner: { mccMnc: unhex('00F110') },
};
