/** ES2+ of the SM-DP+, function by function, with each of its errors. [SGP22 §5.3] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ES2_FUNCTIONS } from '../../../src/wire/es9/index.ts';
import { emitIccid } from '../../../src/wire/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { ICCIDS, METADATA, ok, ServerClient, UPP } from '../../support/smdp-client.ts';
import { SERVER } from '../../support/trust.ts';

const OTHER_EID = '89049032000000000000000000000021';
const [iccid] = ICCIDS as [string];
const { downloadOrder, confirmOrder, cancelOrder, releaseProfile } = ES2_FUNCTIONS;

test('DownloadOrder: by ICCID or by profile type [SGP22 §5.3.1]', () => {
  const client = new ServerClient();
  const order = (request: { iccid?: string; profileType?: string; eid?: string }) =>
    client.call('es2', downloadOrder, request);
  assert.equal(order({}), '1.6/2.3');
  assert.equal(order({ iccid: '8900000000000000001' }), '8.2.1/3.9');
  assert.equal(order({ iccid, profileType: 'Other' }), '8.2.5/3.8');
  assert.deepEqual(order({ iccid }), { iccid });
  assert.equal(client.stateOfFirst, 'allocated');
  assert.equal(order({ iccid }), '8.2.1/3.3');
  assert.equal(order({ profileType: 'Other' }), '8.2.5/3.9');
  assert.deepEqual(order({ profileType: 'Test', eid: EID }), { iccid: ICCIDS[1] });
  assert.equal(client.server.profiles[1]!.state, 'linked');
  ok(order({ profileType: 'Test' }));
  assert.equal(order({ profileType: 'Test' }), '8.2.5/3.7');
});

test('ConfirmOrder: each error, and a MatchingID where none is given [SGP22 §5.3.2]', () => {
  const client = new ServerClient();
  const confirm = (request: object) =>
    client.call('es2', confirmOrder, { iccid, releaseFlag: true, ...request });
  assert.equal(confirm({ iccid: '8900000000000000001' }), '8.2.1/3.9');
  assert.equal(confirm({}), '8.2.1/1.2');
  ok(client.call('es2', downloadOrder, { iccid }));
  assert.equal(confirm({ matchingId: '' }), '8.1.1/2.2');
  assert.equal(confirm({ smdsAddress: 'smds.example.com' }), '8.1.1/2.2');
  const { matchingId, smdpAddress } = ok(confirm({}));
  assert.match(matchingId, /^[A-Z2-9]{5}(-[A-Z2-9]{5}){3}$/);
  assert.equal(smdpAddress, SERVER);
  assert.equal(client.stateOfFirst, 'released');
  assert.equal(confirm({}), '8.2.1/1.2');
  const second = { iccid: ICCIDS[1]! };
  ok(client.call('es2', downloadOrder, { ...second, eid: EID }));
  assert.equal(confirm({ ...second, matchingId }), '8.2.6/3.3');
  assert.equal(confirm({ ...second, eid: OTHER_EID }), '8.1.1/3.10');
  assert.deepEqual(ok(confirm({ ...second, matchingId: 'A-1' })).eid, EID);
});

test('ReleaseProfile: from confirmed alone [SGP22 §5.3.4]', () => {
  const client = new ServerClient();
  const release = (one = iccid) => client.call('es2', releaseProfile, { iccid: one });
  assert.equal(release('8900000000000000001'), '8.2.1/3.9');
  assert.equal(release(), '8.2.1/3.5');
  client.order({ releaseFlag: false });
  assert.equal(client.stateOfFirst, 'confirmed');
  assert.deepEqual(release(), {});
  assert.equal(client.stateOfFirst, 'released');
  assert.equal(release(), '8.2.1/3.5');
});

test('CancelOrder: each error, and the profile is free or gone [SGP22 §5.3.3]', () => {
  const client = new ServerClient();
  const cancel = (request: object) =>
    client.call('es2', cancelOrder, {
      iccid,
      finalProfileStatusIndicator: 'Available',
      ...request,
    });
  assert.equal(cancel({ iccid: '8900000000000000001' }), '8.2.1/3.9');
  assert.equal(cancel({}), '8.2.1/1.2');
  const matchingId = client.order({ eid: EID });
  assert.equal(cancel({}), '8.1.1/2.3');
  assert.equal(cancel({ eid: OTHER_EID }), '8.1.1/3.10');
  assert.equal(cancel({ eid: EID, matchingId: 'OTHER' }), '8.2.6/3.10');
  assert.deepEqual(cancel({ eid: EID, matchingId }), {});
  assert.equal(client.stateOfFirst, 'available');
  client.order({ matchingId });
  assert.deepEqual(cancel({ finalProfileStatusIndicator: 'Unavailable' }), {});
  assert.equal(client.stateOfFirst, 'unavailable');
  assert.equal(client.call('es2', downloadOrder, { iccid }), '8.2.1/3.3');
});

test('an event at an SM-DS: registered, and withdrawn where it was not taken [SGP22 §5.3.2]', () => {
  const client = new ServerClient();
  const smds = 'smds.example.com';
  const matchingId = client.order({ eid: EID, smdsAddress: smds });
  const event = { iccid, smds, eid: EID, eventId: matchingId };
  assert.deepEqual(client.server.takeCalls(), [{ kind: 'register-event', ...event }]);
  const { failure } = client.server.undoConfirmation(iccid, 'no answer');
  assert.deepEqual([failure?.subject, failure?.reason], ['smds', 'inaccessible']);
  assert.equal(client.stateOfFirst, 'linked');
  ok(client.call('es2', confirmOrder, { iccid, releaseFlag: true, matchingId, smdsAddress: smds }));
  client.server.takeCalls();
  const request = { iccid, eid: EID, finalProfileStatusIndicator: 'Available' };
  ok(client.call('es2', cancelOrder, request));
  assert.deepEqual(client.server.takeCalls(), [{ kind: 'delete-event', ...event }]);
});

test('a profile whose metadata no eUICC could read is not taken in [SGP22 §5.5.3]', () => {
  const client = new ServerClient();
  const own = { iccid: '8988211990000000039', profileType: 'Test', upp: UPP };
  const metadata = { ...METADATA, iccid: emitIccid(own.iccid) };
  const add = (serviceProvider: string) =>
    client.server.add({ ...own, metadata: { ...metadata, serviceProvider } });
  assert.throws(() => add('o'.repeat(33)), /metadata of 8988211990000000039 is no message/);
  assert.equal(add('o'.repeat(32)), true);
  assert.equal(add('other'), false, 'one with this ICCID is there');
});

test('orders are found again after a restart; a damaged record is named [SGP22 §3.1.6]', () => {
  const client = new ServerClient();
  const matchingId = client.order({ confirmationCode: '1234' });
  const again = new ServerClient({}, { image: client.image });
  const shown = ({ server }: ServerClient) =>
    server.profiles.map(({ iccid: id, state, order }) => JSON.stringify({ id, state, order }));
  assert.deepEqual(shown(again), shown(client));
  assert.equal(again.server.profiles[0]!.order.matchingId, matchingId);
  const broken = new Map(client.image).set(`profile/${iccid}`, Uint8Array.of(1));
  const third = new ServerClient({}, { image: broken });
  assert.deepEqual(third.server.damaged, [`profile/${iccid}`]);
  assert.equal(third.server.profiles.length, 2);
});
