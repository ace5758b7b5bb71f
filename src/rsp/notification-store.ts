/**
 * The notifications that wait until a server has taken them. Each has a number that no other one
 * had or will have. [SGP22 §3.5] [SGP22 §5.7.9]
 */
import {
  assert,
  type Bytes,
  concat,
  equal,
  Fault,
  isWireError,
  operandText,
  type TraceKind,
} from '../base/index.ts';
import {
  type Cell,
  type Codec,
  type Counter,
  type Nvm,
  Refusal,
  type Services,
} from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, SW } from '../wire/index.ts';
import {
  emitNotificationMetadata,
  emitOtherSignedNotification,
  emitProfileInstallationResult,
  emitProfileInstallationResultData,
  type FinalResult,
  NOTIFICATION_EVENT,
  type NotificationEventName,
  type NotificationMetadata,
  parseNotificationMetadata,
  parseProfileInstallationResult,
  parseProfileInstallationResultData,
} from '../wire/es10/index.ts';
import { type OwnKey, signData, type SigningIdentity } from './trust/index.ts';

/** The oldest goes where there are more. */
export const NOTIFICATIONS_MAX = 64;

/** What the eUICC signs with under an issuer. */
export interface Signer extends OwnKey {
  readonly ciKeyId: Bytes;
  readonly identity: SigningIdentity;
}

/** One that waits: as it was signed, without the certificates, which the issuer names. */
type Stored =
  | { readonly kind: 'installation'; readonly pending: Bytes }
  | {
      readonly kind: 'other';
      readonly ciKeyId: Bytes;
      readonly metadata: Bytes;
      readonly signature: Bytes;
    };

export interface WaitingNotification extends NotificationMetadata {
  /** Of `NOTIFICATION_EVENT`. */
  readonly event: number;
  /** The whole signed notification. */
  pending(): Bytes;
}

const STORED = { installation: 0x80, other: 0xa1, issuer: 0x80, metadata: 0x81, signature: 0x82 };

const codec: Codec<readonly Stored[]> = {
  emit: (list) =>
    concat(
      ...list.map((one) =>
        one.kind === 'installation'
          ? emitTlv(STORED.installation, one.pending)
          : emitTlv(
              STORED.other,
              emitTlv(STORED.issuer, one.ciKeyId),
              emitTlv(STORED.metadata, one.metadata),
              emitTlv(STORED.signature, one.signature),
            ),
      ),
    ),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw damaged();
    return list.map(({ tag, value }) =>
      tag === STORED.other ? other(value) : installation(value),
    );
  },
};

function other(value: Bytes): Stored {
  const inside = parseTlvs(value);
  if (isWireError(inside)) throw damaged();
  const ciKeyId = findTlv(inside, STORED.issuer);
  const metadata = findTlv(inside, STORED.metadata);
  const signature = findTlv(inside, STORED.signature);
  if (ciKeyId === undefined || metadata === undefined || signature === undefined) throw damaged();
  return { kind: 'other', ciKeyId, metadata, signature };
}

function installation(pending: Bytes): Stored {
  return { kind: 'installation', pending };
}

function damaged(): Fault {
  return new Fault('the notifications of an eUICC are damaged');
}

export interface InstallationFacts {
  readonly transactionId: Bytes;
  readonly address: string;
  readonly smdpOid: string;
  readonly iccid: Bytes | undefined;
  readonly finalResult: FinalResult;
}

export class NotificationStore {
  readonly #services: Services;
  readonly #list: Cell<readonly Stored[]>;
  /** The number of the last one. */
  readonly #last: Counter;
  readonly #identity: (ciKeyId: Bytes) => SigningIdentity | undefined;

  constructor(
    services: Services,
    nvm: Nvm,
    identity: (ciKeyId: Bytes) => SigningIdentity | undefined,
  ) {
    this.#services = services;
    this.#list = nvm.cell('notifications/list', codec, []);
    this.#last = nvm.counter('notifications/sequence', 0);
    this.#identity = identity;
  }

  /** In the order of their numbers. */
  get list(): readonly WaitingNotification[] {
    return this.#list.get().map((one) => this.#waiting(one));
  }

  /** The result of an installation, as the server gets it. [SGP22 §2.5.6] */
  addInstallation(signer: Signer, facts: InstallationFacts): Bytes {
    const { transactionId, address, smdpOid, iccid, finalResult } = facts;
    const metadata = this.#metadata('install', { address, iccid });
    const data = emitProfileInstallationResultData({
      transactionId,
      metadata,
      smdpOid,
      finalResult,
    });
    const signature = signData(this.#services, signer, data);
    const pending = emitProfileInstallationResult({ data, signature });
    this.#keep(installation(pending), metadata);
    return pending;
  }

  /** Any other change of a profile. [SGP22 §5.7.16] */
  addChange(
    signer: Signer,
    event: NotificationEventName,
    about: { readonly address: string; readonly iccid: Bytes },
  ): void {
    const metadata = this.#metadata(event, about);
    const emitted = emitNotificationMetadata(metadata);
    const signature = signData(this.#services, signer, emitted);
    const { ciKeyId } = signer;
    this.#keep({ kind: 'other', ciKeyId, metadata: emitted, signature }, metadata);
  }

  /** Whether there was one with this number. */
  remove(sequenceNumber: number): boolean {
    const before = this.#list.get();
    const left = before.filter((one) => this.#waiting(one).sequenceNumber !== sequenceNumber);
    if (left.length === before.length) return false;
    this.#list.set(left);
    return true;
  }

  /** All are read. */
  readThrough(): void {
    for (const one of this.list) one.pending();
    this.#last.get();
  }

  #metadata(
    event: NotificationEventName,
    about: { readonly address: string; readonly iccid: Bytes | undefined },
  ): NotificationMetadata {
    const sequenceNumber = this.#last.get() + 1;
    this.#last.set(sequenceNumber);
    return { sequenceNumber, events: [NOTIFICATION_EVENT[event]], ...about };
  }

  /** What has no room replaces the oldest. */
  #keep(one: Stored, { sequenceNumber, address }: NotificationMetadata): void {
    let before = this.#list.get();
    for (;;) {
      const isFull = before.length === NOTIFICATIONS_MAX;
      if (!isFull && this.#set([...before, one])) break;
      const [oldest, ...others] = before;
      if (oldest === undefined) {
        this.#services.note(NOTIFICATION_LOST, sequenceNumber);
        return;
      }
      this.#services.note(NOTIFICATION_LOST, this.#waiting(oldest).sequenceNumber);
      before = others;
      this.#list.set(others);
    }
    this.#services.note(NOTIFICATION, sequenceNumber, address);
  }

  #set(list: readonly Stored[]): boolean {
    try {
      this.#list.set(list);
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.sw === SW.NO_MEMORY) return false;
      throw error;
    }
  }

  #waiting(one: Stored): WaitingNotification {
    const metadata = metadataOf(one);
    const [event] = metadata.events;
    assert(event !== undefined, 'a notification is of one event');
    return { ...metadata, event, pending: () => this.#pending(one) };
  }

  #pending(one: Stored): Bytes {
    if (one.kind === 'installation') return one.pending;
    const identity = this.#identity(one.ciKeyId);
    assert(identity, 'the issuer of a notification is one that the eUICC signs under');
    return emitOtherSignedNotification({
      metadata: one.metadata,
      signature: one.signature,
      euiccCertificate: identity.euicc,
      eumCertificate: identity.eum,
    });
  }
}

function metadataOf(one: Stored): NotificationMetadata {
  if (one.kind === 'other') return whole(parseNotificationMetadata(one.metadata));
  const { data } = whole(parseProfileInstallationResult(one.pending));
  return whole(parseProfileInstallationResultData(data)).metadata;
}

function whole<T>(parsed: T): Exclude<T, { readonly wireError: true }> {
  if (isWireError(parsed)) throw damaged();
  return parsed as Exclude<T, { readonly wireError: true }>;
}

/** The signer among several, by the identifier of its issuer's key. */
export function signerOf(signers: readonly Signer[], ciKeyId: Bytes): Signer | undefined {
  return signers.find((one) => equal(one.ciKeyId, ciKeyId));
}

export const NOTIFICATION: TraceKind = {
  name: 'notification',
  words: ([number, address]) =>
    `notification ${operandText(number)} waits for ${operandText(address)}`,
};

export const NOTIFICATION_LOST: TraceKind = {
  name: 'notification-lost',
  words: ([number]) => `notification ${operandText(number)} is dropped: there is no room for it`,
};
