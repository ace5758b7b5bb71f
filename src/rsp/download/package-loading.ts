/**
 * A bound profile package while it comes: which command of ES8+ is due, the keys of its segments,
 * and what they have said. All of it is volatile; nothing is created before the package is whole.
 * [SGP22 §2.5] [SGP22 §5.5]
 */
import {
  type Bytes,
  concat,
  describeWireError,
  EMPTY,
  equal,
  isWireError,
} from '../../base/index.ts';
import {
  type BspPlace,
  bspKeys,
  type Crypto,
  openBspSegment,
  startBsp,
} from '../../crypto/index.ts';
import { swapDigits } from '../../wire/index.ts';
import { BPP_COMMAND, INSTALL_ERROR, PPR } from '../../wire/es10/index.ts';
import {
  BSP_KEY,
  type ConfigureIsdpRequest,
  emitSignedKeyAgreement,
  type InitialiseSecureChannelRequest,
  parseConfigureIsdpRequest,
  parseInitialiseSecureChannelRequest,
  parseReplaceSessionKeysRequest,
  parseStoreMetadataRequest,
  REMOTE_OPERATION,
  type SequenceName,
  type StoreMetadataRequest,
} from '../../wire/es8/index.ts';
import { type PeStatus, PE_STATUS_CODE } from '../../wire/saip/index.ts';
import {
  ownerProblem,
  PackageReader,
  type Plan,
  type ProfileSupport,
  testKeyProblem,
} from '../package/index.ts';
import type { ProfileMetadata } from '../setup.ts';
import { isSignatureOf } from '../trust/index.ts';
import type { AuthenticatedServer, PreparedDownload } from './authenticated-server.ts';
import { BoundPackageReader, type PackagePart } from './bound-package-reader.ts';

export interface LoadingParts {
  readonly crypto: Crypto;
  readonly eid: Bytes;
  readonly server: AuthenticatedServer;
  readonly download: PreparedDownload;
  readonly support: ProfileSupport;
  /** Why a profile that these metadata describe is not taken; nothing where it is. */
  readonly judge: (metadata: StoreMetadataRequest) => RefusedMetadata | undefined;
}

export interface RefusedMetadata {
  /** Of `INSTALL_ERROR`. */
  readonly reason: number;
  readonly why: string;
}

export interface LoadingFailure {
  /** Of `BPP_COMMAND`. */
  readonly command: number;
  /** Of `INSTALL_ERROR`. */
  readonly reason: number;
  /** In words, with the segment. */
  readonly why: string;
}

/** A package that is whole, and what its profile says of itself. */
export interface LoadedPackage {
  readonly metadata: ProfileMetadata;
}

export type LoadingResult = LoadedPackage | LoadingFailure;

/** In which command of ES8+ a part is. */
const COMMAND_OF = {
  agreement: BPP_COMMAND.initialiseSecureChannel,
  configureIsdp: BPP_COMMAND.configureISDP,
  storeMetadata: BPP_COMMAND.storeMetadata,
  replaceSessionKeys: BPP_COMMAND.replaceSessionKeys,
  profileElements: BPP_COMMAND.loadProfileElements,
} as const satisfies Readonly<Record<SequenceName | 'agreement', number>>;

/** In words. */
const BSP_PROBLEM = {
  form: ['scp03tStructureError', 'is no protected segment'],
  mac: ['scp03tSecurityError', 'has a wrong MAC'],
  padding: ['scp03tSecurityError', 'has wrong padding'],
} as const;

/** Most bytes that ConfigureISDP, StoreMetadata and ReplaceSessionKeys have together with icons. */
const COMMAND_LENGTH_MAX = 8_192;

class Failed extends Error {
  readonly reason: number;

  constructor(reason: keyof typeof INSTALL_ERROR | number, why: string) {
    super(why);
    this.reason = typeof reason === 'number' ? reason : INSTALL_ERROR[reason];
  }
}

export class PackageLoading {
  readonly package: PackageReader;
  readonly #parts: LoadingParts;
  readonly #reader = new BoundPackageReader();
  #place: BspPlace | undefined;
  /** Counts segments from 1, over the whole package. */
  #segments = 0;
  /** The data of the segments of one command. */
  #command: Bytes = EMPTY;
  #configuration: ConfigureIsdpRequest | undefined;
  #metadata: StoreMetadataRequest | undefined;

  constructor(parts: LoadingParts) {
    this.#parts = parts;
    this.package = new PackageReader(parts.support);
  }

  /** Of `BPP_COMMAND`: the one that is due. */
  get command(): number {
    return COMMAND_OF[this.#reader.at];
  }

  /** Of the profile, once its metadata have come. */
  get iccid(): Bytes | undefined {
    return this.#metadata?.iccid;
  }

  get isBetweenElements(): boolean {
    return this.#reader.isBetweenElements;
  }

  /** Takes the next piece of the package; gives a result with the last, or with what is wrong. */
  take(piece: Bytes): LoadingResult | undefined {
    this.#reader.push(piece);
    for (;;) {
      const { command } = this;
      try {
        const part = this.#reader.take();
        if (part === undefined) return this.#reader.done ? this.#finish() : undefined;
        if ('structure' in part) throw new Failed('scp03tStructureError', part.structure);
        this.#process(part);
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        const { reason, message } = error;
        const where = this.#segments === 0 ? '' : `segment ${this.#segments}: `;
        return { command, reason, why: where + message };
      }
    }
  }

  #process(part: PackagePart): void {
    if (part.kind === 'agreement') this.#agree(part.element);
    else if (part.kind === 'segment') this.#segment(part.sequence, part.segment);
    else this.#endOf(part.sequence);
  }

  /** [SGP22 §5.5.1] */
  #agree(element: Bytes): void {
    const request = parseInitialiseSecureChannelRequest(element);
    if (isWireError(request)) throw new Failed('incorrectInputValues', describeWireError(request));
    const { crypto, eid, download } = this.#parts;
    const why = this.#agreementProblem(request);
    if (why !== undefined) throw why;
    const { key, curve } = download.key;
    const secret = crypto.curve(curve).sharedX(key.reveal(), request.oneTimeKey);
    if (secret === undefined)
      throw new Failed('incorrectInputValues', 'the one-time key of the server is no point');
    const { hostId } = request.controlReference;
    const { type: keyType, length: keyLength } = BSP_KEY;
    this.#place = startBsp(bspKeys(crypto, { secret, keyType, keyLength, hostId, eid }));
  }

  #agreementProblem(request: InitialiseSecureChannelRequest): Failed | undefined {
    const { crypto, server, download } = this.#parts;
    const { remoteOperation, transactionId, controlReference, signature } = request;
    const data = emitSignedKeyAgreement(request, download.key.publicKey);
    if (!isSignatureOf(crypto, download.certificate, { signature, data }))
      return new Failed('invalidSignature', 'the signature of the server is wrong');
    if (!equal(transactionId, server.transactionId))
      return new Failed('invalidTransactionId', 'the package is of another transaction');
    if (remoteOperation !== REMOTE_OPERATION.installBoundProfilePackage)
      return new Failed('unsupportedRemoteOperationType', `remote operation ${remoteOperation}`);
    const { keyType, keyLength } = controlReference;
    if (keyType[0] !== BSP_KEY.type || keyLength[0] !== BSP_KEY.length)
      return new Failed('unsupportedCrtValues', 'keys are of AES, 16 bytes long');
    return undefined;
  }

  #segment(sequence: SequenceName, segment: Bytes): void {
    this.#segments++;
    const opened = openBspSegment(this.#parts.crypto, this.#place!, segment);
    if (typeof opened === 'string') {
      const [reason, words] = BSP_PROBLEM[opened];
      throw new Failed(reason, `it ${words}`);
    }
    this.#place = opened.next;
    if (sequence === 'profileElements') this.#elements(opened.data);
    else this.#command = concat(this.#command, opened.data);
    if (this.#command.length > COMMAND_LENGTH_MAX)
      throw new Failed(
        'incorrectInputValues',
        `a command of more than ${COMMAND_LENGTH_MAX} bytes`,
      );
  }

  #endOf(sequence: SequenceName): void {
    const command = this.#command;
    this.#command = EMPTY;
    if (sequence === 'configureIsdp')
      this.#configuration = readable(parseConfigureIsdpRequest(command));
    else if (sequence === 'storeMetadata') this.#storeMetadata(command);
    else if (sequence === 'replaceSessionKeys')
      this.#place = startBsp(readable(parseReplaceSessionKeysRequest(command)));
    else this.package.finish();
    this.#checkElements();
  }

  /** [SGP22 §5.5.3] */
  #storeMetadata(command: Bytes): void {
    const metadata = readable(parseStoreMetadataRequest(command));
    if (metadata.icon !== undefined && metadata.iconType === undefined)
      throw new Failed('incorrectInputValues', 'an icon without its type');
    const refused = this.#parts.judge(metadata);
    if (refused !== undefined) throw new Failed(refused.reason, refused.why);
    this.#metadata = metadata;
  }

  /** [SGP22 §5.5.5] */
  #elements(data: Bytes): void {
    this.package.take(data);
    this.#checkElements();
  }

  #checkElements(): void {
    const { failure } = this.package.expansion;
    if (failure === undefined) return;
    const element =
      failure.identification === undefined ? '' : `element ${failure.identification}: `;
    throw new Failed(installErrorOf(failure), element + failure.why);
  }

  #finish(): LoadedPackage {
    const { serviceDataNotStored: _forTheLpa, ...stored } = this.#metadata!;
    const plan = this.package.expansion.plan()!;
    const why = mismatch(plan, stored);
    if (why !== undefined) throw new Failed('installFailedDueToDataMismatch', why);
    const test = stored.class === 'test' ? testKeyProblem(plan) : undefined;
    if (test !== undefined) throw new Failed('testProfileInstallFailedDueToInvalidNaaKey', test);
    const { proprietaryData } = this.#configuration!;
    return { metadata: { ...stored, class: stored.class ?? 'operational', proprietaryData } };
  }
}

/** In what a package is not what its metadata say. [SGP22 §5.5.5] */
function mismatch(plan: Plan, metadata: StoreMetadataRequest): string | undefined {
  const { iccid, owner, policyRules = [] } = metadata;
  if (!equal(swapDigits(plan.header.iccid), iccid)) return 'the ICCID is not that of the metadata';
  const isRuled = policyRules.some((rule) => rule !== PPR.updateControl);
  return owner === undefined || !isRuled ? undefined : ownerProblem(plan, owner);
}

/** For what an element, or the whole package, had no room or no place. */
export function installErrorOf({ status }: PeStatus): number {
  return status === PE_STATUS_CODE['not-enough-memory']
    ? INSTALL_ERROR.installFailedDueToInsufficientMemoryForProfile
    : INSTALL_ERROR.installFailedDueToPEProcessingError;
}

function readable<T>(request: T): Exclude<T, { readonly wireError: true }> {
  if (isWireError(request)) throw new Failed('incorrectInputValues', describeWireError(request));
  return request as Exclude<T, { readonly wireError: true }>;
}
