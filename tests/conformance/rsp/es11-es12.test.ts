/** ES11 and ES12 of the SM-DS, function by function, with each of its errors. [SGP22 §5.8] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, isWireError, utf8 } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { filesOf, serverIdentities, TEST_SMDS } from '../../../src/host/pki/index.ts';
import { NO_FAULTS } from '../../../src/host/rsp-server/index.ts';
import { Smds, type SmdsInterface } from '../../../src/host/smds/index.ts';
import {
  emitJsonRequest,
  ES11_FUNCTIONS,
  ES12_FUNCTIONS,
  type JsonFunction,
  parseJsonResponse,
  type RequestOf,
  type ResponseOf,
} from '../../../src/wire/es9/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { ok } from '../../support/smdp-client.ts';
import { SigningEuicc } from '../../support/signing-euicc.ts';
import { SERVER, testBranch } from '../../support/trust.ts';

const branch = testBranch('p256');
const files = filesOf([branch]).map(({ der }) => der);
const OTHER_EID = '89049032000000000000000000000021';
const EVENT = {
  eid: EID,
  rspServerAddress: SERVER,
  eventId: 'EVENT-1',
  forwardingIndicator: false,
} as const;

class Client {
  readonly image: Map<string, Bytes>;
  readonly smds: Smds;

  constructor(image: ReadonlyMap<string, Bytes> = new Map()) {
    this.image = new Map(image);
    const parts = {
      crypto: pureCrypto,
      rng: randomStream(utf8('SM-DS'), 'tests'),
      now: () => '20261201120000',
      identities: serverIdentities(pureCrypto, { files, kind: 'ds' }),
    };
    this.smds = new Smds(parts, { address: TEST_SMDS, faults: NO_FAULTS }, this.image);
  }

  call<F extends JsonFunction>(
    over: SmdsInterface,
    which: F,
    message: RequestOf<F>,
  ): ResponseOf<F> | string {
    const { body, status } = this.smds.handle(over, which.path, emitJsonRequest(which, message));
    assert.equal(status, 200);
    for (const { writes } of this.smds.takeBatches())
      for (const { key, value } of writes)
        if (value === undefined) this.image.delete(key);
        else this.image.set(key, value);
    const response = parseJsonResponse(which, body);
    assert.ok(!isWireError(response), body);
    if ('message' in response) return response.message;
    return `${response.failure.code?.subjectCode}/${response.failure.code?.reasonCode}`;
  }

  register(event: RequestOf<(typeof ES12_FUNCTIONS)['registerEvent']>) {
    return this.call('es12', ES12_FUNCTIONS.registerEvent, event);
  }

  /** What an eUICC finds. */
  discover(euicc: SigningEuicc, matchingId?: string) {
    const begun = ok(this.initiate(euicc));
    const { transactionId, serverSigned1 } = begun;
    return this.call('es11', ES11_FUNCTIONS.authenticateClient, {
      transactionId,
      authenticateServerResponse: euicc.authenticate(serverSigned1, { matchingId }),
    });
  }

  initiate(euicc: SigningEuicc, smdpAddress: string = TEST_SMDS) {
    const request = { euiccChallenge: euicc.challenge, euiccInfo1: euicc.info1, smdpAddress };
    return this.call('es11', ES11_FUNCTIONS.initiateAuthentication, request);
  }
}

const euicc = new SigningEuicc({ branch });

test('RegisterEvent and DeleteEvent: once each, and kept [SGP22 §5.9.1] [SGP22 §5.9.2]', () => {
  const client = new Client();
  const { eid, eventId } = EVENT;
  const remove = () => client.call('es12', ES12_FUNCTIONS.deleteEvent, { eid, eventId });
  assert.equal(remove(), '8.9.5/3.9');
  assert.deepEqual(client.register(EVENT), {});
  assert.equal(client.register(EVENT), '8.9.5/3.3');
  assert.deepEqual(client.register({ ...EVENT, eid: OTHER_EID }), {});
  assert.deepEqual(new Client(client.image).smds.events, client.smds.events);
  assert.deepEqual(remove(), {});
  assert.equal(remove(), '8.9.5/3.9');
  assert.deepEqual(
    new Client(client.image).smds.events.map((one) => one.eid),
    [OTHER_EID],
  );
});

test('AuthenticateClient: the events of this eUICC, all or one [SGP22 §5.8.2]', () => {
  const client = new Client();
  assert.deepEqual(ok(client.discover(euicc)).eventEntries, []);
  ok(client.register(EVENT));
  ok(client.register({ ...EVENT, eventId: 'EVENT-2', rspServerAddress: 'second.example.com' }));
  ok(client.register({ ...EVENT, eid: OTHER_EID, eventId: 'EVENT-3' }));
  const first = { eventId: 'EVENT-1', rspServerAddress: SERVER };
  const second = { eventId: 'EVENT-2', rspServerAddress: 'second.example.com' };
  assert.deepEqual(ok(client.discover(euicc)).eventEntries, [first, second]);
  assert.deepEqual(ok(client.discover(euicc, '')).eventEntries, [first, second]);
  assert.deepEqual(ok(client.discover(euicc, 'EVENT-2')).eventEntries, [second]);
  assert.equal(client.discover(euicc, 'EVENT-3'), '8.9.5/3.9');
});

test('errors of the authentication, with the subjects of an SM-DS [SGP22 §5.8.1]', () => {
  const client = new Client();
  assert.equal(client.initiate(euicc, SERVER), '8.9.1/3.8');
  const old = new SigningEuicc({ branch, svn: [1, 0, 0] });
  assert.equal(client.initiate(old), '8.9.3/3.1');
  const stranger = new SigningEuicc({ branch: testBranch('brainpoolP256r1') });
  assert.equal(client.initiate(stranger), '8.9.2/3.1');
  const { transactionId, serverSigned1 } = ok(client.initiate(euicc));
  const authenticate = (id: Bytes, response: Bytes) =>
    client.call('es11', ES11_FUNCTIONS.authenticateClient, {
      transactionId: id,
      authenticateServerResponse: response,
    });
  const spoiled = euicc.authenticate(serverSigned1, { spoil: true });
  assert.equal(authenticate(new Uint8Array(16), spoiled), '8.10.1/3.9');
  assert.equal(authenticate(transactionId, spoiled), '8.1/6.1');
  // The session is over: one attempt each.
  assert.equal(authenticate(transactionId, euicc.authenticate(serverSigned1)), '8.10.1/3.9');
});
