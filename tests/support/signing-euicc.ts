/**
 * An eUICC of the tests' own for tests of servers: it signs what a server requires, and opens the
 * packages that it gets. No card is behind it, so that each thing can be wrong on its own.
 */
import assert from 'node:assert/strict';
import { type Bytes, concat, EMPTY, isWireError, unhex, utf8 } from '../../src/base/index.ts';
import { bspKeys, openBspSegment, randomStream, startBsp } from '../../src/crypto/index.ts';
import { generateEcKey, pureCrypto } from '../../src/crypto/index.ts';
import { type Certified, sign, type TestBranch } from '../../src/host/pki/index.ts';
import * as es10 from '../../src/wire/es10/index.ts';
import * as es8 from '../../src/wire/es8/index.ts';
import { emitExtendedCardResources } from '../../src/wire/index.ts';
import { parseAuthorityKeyIdentifier } from '../../src/wire/x509/index.ts';
import { EXTENSION, findExtension, parseCertificate } from '../../src/wire/x509/index.ts';
import { EID } from './euicc-card.ts';

const parts = { crypto: pureCrypto, rng: randomStream(utf8('signing eUICC'), 'tests') };

/** Identifier of the key that signed a certificate. */
export function issuerKeyId(certificate: Bytes): Bytes {
  const parsed = parseCertificate(certificate);
  assert.ok(!isWireError(parsed));
  const found = findExtension(parsed.extensions, EXTENSION.authorityKeyIdentifier);
  const keyId = parseAuthorityKeyIdentifier(found!.value);
  assert.ok(keyId !== undefined && !isWireError(keyId));
  return keyId;
}

export interface SigningEuiccOptions {
  readonly branch: TestBranch;
  readonly svn?: es10.VersionType;
  readonly freeMemory?: number;
  readonly forbiddenPolicyRules?: readonly number[];
  /** In the place of the branch's. */
  readonly own?: Certified;
  readonly eum?: Certified;
  readonly eid?: string;
}

export interface AuthenticateWith {
  readonly matchingId?: string | undefined;
  readonly transactionId?: Bytes;
  readonly serverChallenge?: Bytes;
  readonly serverAddress?: string;
  readonly spoil?: boolean;
}

export interface PrepareWith {
  readonly code?: string | undefined;
  readonly transactionId?: Bytes;
  readonly spoil?: boolean;
  readonly keep?: boolean;
}

export class SigningEuicc {
  readonly challenge = parts.rng.bytes(16);
  readonly #options: SigningEuiccOptions;
  /** Over the last EuiccSigned1. */
  lastSignature1: Bytes = EMPTY;
  #key = generateEcKey(pureCrypto.curve('p256'), parts.rng);

  constructor(options: SigningEuiccOptions) {
    this.#options = options;
    this.#key = generateEcKey(pureCrypto.curve(options.branch.curve), parts.rng);
  }

  get own(): Certified {
    return this.#options.own ?? this.#options.branch.euicc;
  }

  get eum(): Certified {
    return this.#options.eum ?? this.#options.branch.eum;
  }

  get oneTimeKey(): Bytes {
    return this.#key.publicKey;
  }

  get info1(): Bytes {
    const keys = [issuerKeyId(this.#options.branch.eum.certificate)];
    const { svn = [2, 5, 0] } = this.#options;
    return es10.emitEuiccInfo1({ svn, verificationKeys: keys, signingKeys: keys });
  }

  get info2(): Bytes {
    const { svn = [2, 5, 0], freeMemory = 100_000, forbiddenPolicyRules } = this.#options;
    const keys = [issuerKeyId(this.#options.branch.eum.certificate)];
    const lengths = { applications: 1, volatileMemory: 2 } as const;
    const resources = { applications: 0, memory: freeMemory, volatileMemory: 1_000 };
    return es10.emitEuiccInfo2({
      profileVersion: [2, 3, 1],
      svn,
      firmwareVersion: [1, 0, 0],
      cardResource: emitExtendedCardResources(resources, lengths),
      uiccCapability: [0],
      rspCapability: [0],
      verificationKeys: keys,
      signingKeys: keys,
      forbiddenPolicyRules,
      protectionProfileVersion: [1, 0, 0],
      accreditationNumber: 'TEST',
    });
  }

  sign(...message: readonly Bytes[]): Bytes {
    const { r, s } = sign(parts, this.own, ...message);
    return concat(r, s);
  }

  /** The answer to AuthenticateServer. */
  authenticate(serverSigned1: Bytes, wrong: AuthenticateWith = {}): Bytes {
    const signed = es10.parseServerSigned1(serverSigned1);
    assert.ok(!isWireError(signed));
    const capabilities = { gsm: [5, 0, 0] as const };
    const euiccSigned1 = es10.emitEuiccSigned1({
      transactionId: wrong.transactionId ?? signed.transactionId,
      serverAddress: wrong.serverAddress ?? signed.serverAddress,
      serverChallenge: wrong.serverChallenge ?? signed.serverChallenge,
      euiccInfo2: this.info2,
      ctxParams1: es10.emitCtxParams1({
        matchingId: wrong.matchingId,
        deviceInfo: { tac: unhex('35290611'), capabilities },
      }),
    });
    this.lastSignature1 = this.sign(euiccSigned1, wrong.spoil === true ? EMPTY_BYTE : EMPTY);
    return es10.emitAuthenticateServerResponse({
      euiccSigned1,
      euiccSignature1: this.lastSignature1,
      euiccCertificate: this.own.certificate,
      eumCertificate: this.eum.certificate,
    });
  }

  /** The answer to PrepareDownload. */
  prepare(
    {
      smdpSigned2,
      smdpSignature2,
    }: { readonly smdpSigned2: Bytes; readonly smdpSignature2: Bytes },
    { code, transactionId, spoil = false, keep = true }: PrepareWith = {},
  ): Bytes {
    const signed = es10.parseSmdpSigned2(smdpSigned2);
    assert.ok(!isWireError(signed));
    const isBound = signed.boundKey !== undefined && keep;
    if (!isBound)
      this.#key = generateEcKey(pureCrypto.curve(this.#options.branch.curve), parts.rng);
    const sha = pureCrypto.hash('sha256');
    const euiccSigned2 = es10.emitEuiccSigned2({
      transactionId: transactionId ?? signed.transactionId,
      oneTimeKey: this.oneTimeKey,
      confirmationCodeHash:
        code === undefined ? undefined : sha.digest(sha.digest(utf8(code)), signed.transactionId),
    });
    const euiccSignature2 = this.sign(euiccSigned2, smdpSignature2, spoil ? EMPTY_BYTE : EMPTY);
    return es10.emitPrepareDownloadResponse({ euiccSigned2, euiccSignature2 });
  }

  /** What is in a bound package; a segment that does not open is an error. */
  open(boundProfilePackage: Bytes): OpenedPackage {
    const bound = es8.parseBoundProfilePackage(boundProfilePackage);
    assert.ok(!isWireError(bound));
    const request = es8.parseInitialiseSecureChannelRequest(bound.initialiseSecureChannel);
    assert.ok(!isWireError(request));
    const curve = pureCrypto.curve(this.#options.branch.curve);
    const { keyType, keyLength, hostId } = request.controlReference;
    const keys = bspKeys(pureCrypto, {
      secret: curve.sharedX(this.#key.key, request.oneTimeKey)!,
      keyType: keyType[0]!,
      keyLength: keyLength[0]!,
      hostId,
      eid: unhex(this.#options.eid ?? EID),
    });
    let place = startBsp(keys);
    const read = (segments: readonly Bytes[]): Bytes =>
      concat(
        ...segments.map((segment) => {
          const opened = openBspSegment(pureCrypto, place, segment);
          assert.ok(typeof opened !== 'string', String(opened));
          place = opened.next;
          return opened.data;
        }),
      );
    const configureIsdp = read(bound.configureIsdp);
    const metadata = es8.parseStoreMetadataRequest(read(bound.storeMetadata));
    assert.ok(!isWireError(metadata));
    if (bound.replaceSessionKeys !== undefined) {
      const replaced = es8.parseReplaceSessionKeysRequest(read(bound.replaceSessionKeys));
      assert.ok(!isWireError(replaced));
      place = startBsp(replaced);
    }
    const signed = es8.emitSignedKeyAgreement(request, this.oneTimeKey);
    return { request, signed, configureIsdp, metadata, upp: read(bound.profileElements) };
  }

  /** The notification of an installation. */
  installed(result: InstalledWith): Bytes {
    const data = es10.emitProfileInstallationResultData({
      transactionId: result.transactionId,
      metadata: {
        sequenceNumber: result.sequenceNumber ?? 1,
        events: [es10.NOTIFICATION_EVENT.install],
        address: 'testsmdpplus1.example.com',
        iccid: result.iccid,
      },
      smdpOid: '2.999.10',
      finalResult:
        result.reason === undefined
          ? { aid: unhex('A0000005591010FFFFFFFF8900001200'), simaResponse: unhex('3000') }
          : { command: result.command ?? 5, reason: result.reason },
    });
    const signature = this.sign(data, result.spoil === true ? EMPTY_BYTE : EMPTY);
    return es10.emitPendingNotification({ kind: 'installation', result: { data, signature } });
  }

  /** The notification of another change. */
  changed(event: es10.NotificationEventName, iccid: Bytes, sequenceNumber: number): Bytes {
    const metadata = es10.emitNotificationMetadata({
      sequenceNumber,
      events: [es10.NOTIFICATION_EVENT[event]],
      address: 'testsmdpplus1.example.com',
      iccid,
    });
    const notification = {
      metadata,
      signature: this.sign(metadata),
      euiccCertificate: this.own.certificate,
      eumCertificate: this.eum.certificate,
    };
    return es10.emitPendingNotification({ kind: 'other', notification });
  }

  /** The answer to CancelSession. */
  cancelled(content: CancelledWith): Bytes {
    const signed = es10.emitEuiccCancelSessionSigned({
      transactionId: content.transactionId,
      smdpOid: content.smdpOid ?? '2.999.10',
      reason: content.reason ?? 0,
    });
    const signature = this.sign(signed, content.spoil === true ? EMPTY_BYTE : EMPTY);
    return es10.emitCancelSessionResponse({ signed, signature });
  }
}

/** Signed with what is not sent, a signature is wrong. */
const EMPTY_BYTE = Uint8Array.of(0);

export interface OpenedPackage {
  readonly request: es8.InitialiseSecureChannelRequest;
  /** What the server signed. */
  readonly signed: Bytes;
  readonly configureIsdp: Bytes;
  readonly metadata: es8.StoreMetadataRequest;
  readonly upp: Bytes;
}

export interface InstalledWith {
  readonly transactionId: Bytes;
  readonly iccid: Bytes;
  readonly sequenceNumber?: number;
  readonly command?: number;
  readonly reason?: number;
  readonly spoil?: boolean;
}

export interface CancelledWith {
  readonly transactionId: Bytes;
  readonly smdpOid?: string;
  readonly reason?: number;
  readonly spoil?: boolean;
}
