/**
 * An SM-DP+: profiles, orders and sessions, as functions of the requests that come. What it stores
 * and what it sends to others it gives back; where both go is the platform's. [SGP22 §2.8]
 */
import {
  type Batch,
  type Bytes,
  describeWireError,
  HostError,
  type Image,
  isWireError,
} from '../../base/index.ts';
import { ES2_FUNCTIONS, ES9_FUNCTIONS } from '../../wire/es9/index.ts';
import { emitStoreMetadataRequest, parseStoreMetadataRequest } from '../../wire/es8/index.ts';
import {
  type Answer,
  dispatch,
  failed,
  type Handlers,
  isFailure,
  noted,
  responding,
  type ServerParts,
  Sessions,
} from '../rsp-server/index.ts';
import { cancelSession } from './cancel-session.ts';
import type { OutgoingCall, SmdpOptions } from './context.ts';
import {
  cancelOrder,
  confirmOrder,
  downloadOrder,
  releaseProfile,
  undoConfirmation,
} from './es2.ts';
import {
  authenticateClient,
  type Es9Context,
  getBoundProfilePackage,
  initiateAuthentication,
  type SmdpSession,
} from './es9.ts';
import { handleNotification } from './handle-notification.ts';
import type { ProfileRecord } from './profile-record.ts';
import { ProfileShelf } from './profile-shelf.ts';

/** A profile as the server is given it. */
export type NewProfile = Pick<ProfileRecord, 'profileType' | 'metadata' | 'iccid'> & {
  readonly upp: Bytes;
};

/** What a request comes over: an LPA, or an operator that proved who it is. */
export type Interface = 'es9' | 'es2';

export class Smdp {
  readonly options: SmdpOptions;
  readonly #context: Es9Context;
  readonly #handlers: Readonly<Record<Interface, Handlers>>;
  /** Keys of stored records that could not be read. */
  readonly damaged: readonly string[];

  constructor(parts: ServerParts, options: SmdpOptions, image: Image = new Map()) {
    const { shelf, damaged } = ProfileShelf.of(image);
    const sessions = new Sessions<SmdpSession>();
    const context: Es9Context = { parts, shelf, options, calls: [], sessions };
    this.options = options;
    this.damaged = damaged;
    this.#context = context;
    this.#handlers = { es9: es9Handlers(context), es2: es2Handlers(context) };
  }

  get profiles(): readonly ProfileRecord[] {
    return this.#context.shelf.records;
  }

  /**
   * False where there is one with this ICCID. Throws `HostError` INPUT_INVALID where no eUICC could
   * read its metadata.
   */
  add({ iccid, profileType, metadata, upp }: NewProfile): boolean {
    const { shelf } = this.#context;
    if (shelf.find(iccid) !== undefined) return false;
    const coded = parseStoreMetadataRequest(emitStoreMetadataRequest(metadata));
    if (isWireError(coded)) {
      const why = `the metadata of ${iccid} is no message: ${describeWireError(coded)}`;
      throw new HostError('INPUT_INVALID', why, 'shorten the names of profile and provider');
    }
    const record = { iccid, profileType, metadata: coded, order: {}, events: [] };
    shelf.add({ ...record, state: 'available' }, upp);
    return true;
  }

  /** The request of a client, as the path and the body of HTTP. */
  handle(over: Interface, path: string, body: string): Answer {
    return dispatch(this.#handlers[over], path, body);
  }

  /** Orders, confirms and releases in one step, as `bifrons smdp` does; the record, or why not. */
  order(options: OrderOptions): ProfileRecord | string {
    const { iccid, eid, confirmationCode, matchingId, smds, expires } = options;
    const ordered = downloadOrder(this.#context, { iccid, eid });
    if (isFailure(ordered)) return ordered.why;
    const confirmed = confirmOrder(this.#context, {
      iccid: ordered.iccid,
      matchingId,
      confirmationCode,
      smdsAddress: smds,
      releaseFlag: true,
    });
    if (isFailure(confirmed)) return confirmed.why;
    const { shelf } = this.#context;
    return shelf.changeOrder(shelf.find(ordered.iccid)!, { expires });
  }

  /** Where an SM-DS did not take an event; the answer to the operator. */
  undoConfirmation(iccid: string, why: string): Answer {
    return { ...failed(undoConfirmation(this.#context, iccid, why)), name: 'confirmOrder' };
  }

  /** What was changed since the last call. */
  takeBatches(): readonly Batch[] {
    return this.#context.shelf.takeBatches();
  }

  /** What is to be sent since the last call. */
  takeCalls(): readonly OutgoingCall[] {
    return this.#context.calls.splice(0);
  }
}

export interface OrderOptions {
  readonly iccid: string;
  readonly eid?: string | undefined;
  readonly matchingId?: string | undefined;
  readonly confirmationCode?: string | undefined;
  readonly smds?: string | undefined;
  readonly expires?: string | undefined;
}

function es9Handlers(context: Es9Context): Handlers {
  const { initiateAuthentication: first, authenticateClient: second } = ES9_FUNCTIONS;
  const { getBoundProfilePackage: third, cancelSession: cancel } = ES9_FUNCTIONS;
  return new Map([
    responding(first, (request) => initiateAuthentication(context, request)),
    responding(second, (request) => authenticateClient(context, request)),
    responding(third, (request) => getBoundProfilePackage(context, request)),
    responding(cancel, (request) => cancelSession(context, request)),
    noted(ES9_FUNCTIONS.handleNotification, ({ pendingNotification }) =>
      handleNotification(context, pendingNotification),
    ),
  ]);
}

function es2Handlers(context: Es9Context): Handlers {
  return new Map([
    responding(ES2_FUNCTIONS.downloadOrder, (request) => downloadOrder(context, request)),
    responding(ES2_FUNCTIONS.confirmOrder, (request) => confirmOrder(context, request)),
    responding(ES2_FUNCTIONS.cancelOrder, (request) => cancelOrder(context, request)),
    responding(ES2_FUNCTIONS.releaseProfile, (request) => releaseProfile(context, request)),
  ]);
}
