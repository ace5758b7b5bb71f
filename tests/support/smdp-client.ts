/** An SM-DP+ with profiles, and a client that sends it JSON as LPAs and operators do. */
import assert from 'node:assert/strict';
import { type Bytes, type Image, isWireError, utf8 } from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import { filesOf, serverIdentities, type TestBranch } from '../../src/host/pki/index.ts';
import { NO_FAULTS, type ServerParts } from '../../src/host/rsp-server/index.ts';
import { type Interface, Smdp, type SmdpOptions } from '../../src/host/smdp/index.ts';
import {
  emitJsonRequest,
  ES2_FUNCTIONS,
  ES9_FUNCTIONS,
  type JsonFunction,
  parseJsonResponse,
  type RequestOf,
  type ResponseOf,
} from '../../src/wire/es9/index.ts';
import { emitIccid } from '../../src/wire/index.ts';
import { SERVER, testBranch } from './trust.ts';
import type { SigningEuicc } from './signing-euicc.ts';

export const UPP = Uint8Array.from({ length: 2_500 }, (_, at) => (at * 7) & 0xff);
export const ICCIDS = ['8988211990000000005', '8988211990000000013', '8988211990000000021'];
export const METADATA = {
  serviceProvider: 'Operator',
  profileName: 'Test',
  notifications: [{ events: [0, 1, 2, 3], address: SERVER }],
} as const;
const HEADER = { functionRequesterIdentifier: 'tests', functionCallIdentifier: '1' };

/** Any answer: what was requested, or the two codes of its failure. */
export type Outcome<F extends JsonFunction> = ResponseOf<F> | string;

export class ServerClient {
  readonly server: Smdp;
  /** What is stored. */
  readonly image = new Map<string, Bytes>();

  constructor(options: Partial<SmdpOptions> = {}, more: Partial<ServerParts> & OfBranch = {}) {
    const { branch = testBranch('p256'), image, ...given } = more;
    for (const [key, value] of image ?? []) this.image.set(key, value);
    const files = filesOf([branch]).map(({ der }) => der);
    const parts = {
      crypto: pureCrypto,
      rng: randomStream(utf8('server'), 'tests'),
      now: () => '20261201120000',
      identities: serverIdentities(pureCrypto, { files, kind: 'dp' }),
      ...given,
    };
    const whole = {
      address: SERVER,
      protection: 'profile',
      faults: NO_FAULTS,
      ...options,
    } as const;
    this.server = new Smdp(parts, whole, this.image);
    if (image !== undefined) return;
    for (const iccid of ICCIDS) {
      const metadata = { ...METADATA, iccid: emitIccid(iccid) };
      assert.ok(this.server.add({ iccid, profileType: 'Test', metadata, upp: UPP }));
    }
  }

  call<F extends JsonFunction>(over: Interface, which: F, message: RequestOf<F>): Outcome<F> {
    const header = over === 'es2' ? HEADER : undefined;
    return this.#read(which, this.send(over, which.path, emitJsonRequest(which, message, header)));
  }

  /** A request as its path and body; what it changed becomes durable. */
  send(over: Interface, path: string, body: string) {
    const answer = this.server.handle(over, path, body);
    for (const { writes } of this.server.takeBatches())
      for (const { key, value } of writes) this.image.set(key, value!);
    return answer;
  }

  #read<F extends JsonFunction>(
    which: F,
    { status, body }: { readonly status: number; readonly body: string },
  ): Outcome<F> {
    if (which.isNotification === true) {
      assert.deepEqual([status, body], [204, '']);
      return {} as ResponseOf<F>;
    }
    assert.equal(status, 200);
    const response = parseJsonResponse(which, body);
    assert.ok(!isWireError(response), body);
    if ('message' in response) return response.message;
    const { status: failed, code } = response.failure;
    assert.equal(failed, 'Failed');
    return `${code?.subjectCode}/${code?.reasonCode}`;
  }

  initiate(euicc: Pick<SigningEuicc, 'challenge' | 'info1'>, smdpAddress = SERVER) {
    const request = { euiccChallenge: euicc.challenge, euiccInfo1: euicc.info1, smdpAddress };
    return this.call('es9', ES9_FUNCTIONS.initiateAuthentication, request);
  }

  authenticate(transactionId: Bytes, authenticateServerResponse: Bytes) {
    const request = { transactionId, authenticateServerResponse };
    return this.call('es9', ES9_FUNCTIONS.authenticateClient, request);
  }

  bind(transactionId: Bytes, prepareDownloadResponse: Bytes) {
    const request = { transactionId, prepareDownloadResponse };
    return this.call('es9', ES9_FUNCTIONS.getBoundProfilePackage, request);
  }

  notify(pendingNotification: Bytes) {
    return this.call('es9', ES9_FUNCTIONS.handleNotification, { pendingNotification });
  }

  cancel(transactionId: Bytes, cancelSessionResponse: Bytes) {
    const request = { transactionId, cancelSessionResponse };
    return this.call('es9', ES9_FUNCTIONS.cancelSession, request);
  }

  /** Ordered, confirmed and released. */
  order(options: OrderWith = {}): string {
    const { eid, releaseFlag = true, iccid = ICCIDS[0]!, ...more } = options;
    ok(this.call('es2', ES2_FUNCTIONS.downloadOrder, { iccid, eid }));
    const confirmed = this.call('es2', ES2_FUNCTIONS.confirmOrder, { iccid, releaseFlag, ...more });
    return ok(confirmed).matchingId;
  }

  get stateOfFirst(): string {
    return this.server.profiles.find(({ iccid }) => iccid === ICCIDS[0])!.state;
  }
}

interface OfBranch {
  readonly branch?: TestBranch;
  readonly image?: Image;
}

export interface OrderWith {
  readonly iccid?: string;
  readonly eid?: string;
  readonly matchingId?: string;
  readonly confirmationCode?: string;
  readonly smdsAddress?: string;
  readonly releaseFlag?: boolean;
}

export function ok<T>(outcome: T | string): T {
  assert.ok(typeof outcome !== 'string', String(outcome));
  return outcome;
}
