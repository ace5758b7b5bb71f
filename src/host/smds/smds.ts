/**
 * An SM-DS: where SM-DP+ leave a word for an eUICC, and the eUICC finds it. [SGP22 §3.6]
 */
import { type Batch, fromUtf8, type Image, utf8, type Write } from '../../base/index.ts';
import {
  ES11_FUNCTIONS,
  ES12_FUNCTIONS,
  type Failure,
  type RequestOf,
  type ResponseOf,
} from '../../wire/es9/index.ts';
import {
  type Answer,
  authenticate,
  dispatch,
  type Handlers,
  initiate,
  type Initiated,
  isFailure,
  refused,
  responding,
  type ServerFaults,
  type ServerParts,
  Sessions,
} from '../rsp-server/index.ts';

export interface SmdsOptions {
  readonly address: string;
  readonly faults: ServerFaults;
}

export interface EventRecord {
  readonly eid: string;
  readonly eventId: string;
  readonly rspServerAddress: string;
  readonly forwardingIndicator: boolean;
}

/** What a request comes over: an LPA, or another server that proved who it is. */
export type SmdsInterface = 'es11' | 'es12';

type Es11 = typeof ES11_FUNCTIONS;
type Es12 = typeof ES12_FUNCTIONS;

const RECORD = 'event/';

export class Smds {
  readonly options: SmdsOptions;
  readonly #parts: ServerParts;
  readonly #events = new Map<string, EventRecord>();
  readonly #sessions = new Sessions<Initiated>();
  readonly #handlers: Readonly<Record<SmdsInterface, Handlers>>;
  #writes: Write[] = [];

  constructor(parts: ServerParts, options: SmdsOptions, image: Image = new Map()) {
    this.#parts = parts;
    this.options = options;
    for (const [key, value] of image)
      if (key.startsWith(RECORD)) this.#events.set(key, JSON.parse(fromUtf8(value)) as EventRecord);
    this.#handlers = {
      es11: new Map([
        responding(ES11_FUNCTIONS.initiateAuthentication, (request) => this.#initiate(request)),
        responding(ES11_FUNCTIONS.authenticateClient, (request) => this.#authenticate(request)),
      ]),
      es12: new Map([
        responding(ES12_FUNCTIONS.registerEvent, (request) => this.register(request)),
        responding(ES12_FUNCTIONS.deleteEvent, (request) => this.delete(request)),
      ]),
    };
  }

  get events(): readonly EventRecord[] {
    return [...this.#events.values()];
  }

  /** The request of a client, as the path and the body of HTTP. */
  handle(over: SmdsInterface, path: string, body: string): Answer {
    return dispatch(this.#handlers[over], path, body);
  }

  /** What was changed since the last call. */
  takeBatches(): readonly Batch[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes.length === 0 ? [] : [{ writes }];
  }

  /** [SGP22 §5.9.1] */
  register(event: RequestOf<Es12['registerEvent']>): ResponseOf<Es12['registerEvent']> | Failure {
    const key = keyOf(event);
    if (this.#events.has(key))
      return refused('eventRecord', 'alreadyInUse', `${event.eventId} is registered already`);
    this.#events.set(key, event);
    this.#writes.push({ key, value: utf8(JSON.stringify(event)) });
    return {};
  }

  /** [SGP22 §5.9.2] */
  delete(event: RequestOf<Es12['deleteEvent']>): ResponseOf<Es12['deleteEvent']> | Failure {
    const key = keyOf(event);
    if (!this.#events.delete(key))
      return refused('eventRecord', 'unknown', `there is no event ${event.eventId}`);
    this.#writes.push({ key, value: undefined });
    return {};
  }

  /** [SGP22 §5.8.1] */
  #initiate(
    request: RequestOf<Es11['initiateAuthentication']>,
  ): ResponseOf<Es11['initiateAuthentication']> | Failure {
    const begun = initiate(this.#parts, request, { server: 'smds', ...this.options });
    if (isFailure(begun)) return begun;
    this.#sessions.begin(begun.session.transactionId, begun.session);
    return begun.response;
  }

  /** [SGP22 §5.8.2] */
  #authenticate({
    transactionId,
    authenticateServerResponse,
  }: RequestOf<Es11['authenticateClient']>): ResponseOf<Es11['authenticateClient']> | Failure {
    const session = this.#sessions.find(transactionId);
    if (session === undefined)
      return refused('transactionId', 'unknown', 'there is no session of this transaction');
    this.#sessions.end(transactionId);
    const done = authenticate(this.#parts, session, authenticateServerResponse);
    if (isFailure(done)) return done;
    const own = this.events.filter(({ eid }) => eid === done.euicc.eid);
    const { matchingId } = done.context;
    const isAll = matchingId === undefined || matchingId === '';
    const found = isAll ? own : own.filter(({ eventId }) => eventId === matchingId);
    if (!isAll && found.length === 0)
      return refused('eventRecord', 'unknown', `there is no event ${matchingId}`);
    const eventEntries = found.map(({ eventId, rspServerAddress }) => {
      return { eventId, rspServerAddress };
    });
    return { transactionId, eventEntries };
  }
}

function keyOf({ eid, eventId }: Pick<EventRecord, 'eid' | 'eventId'>): string {
  return `${RECORD}${eid}/${eventId}`;
}
