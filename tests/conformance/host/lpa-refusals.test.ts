/** Servers that are wrong, refuse, or send what does not read: nothing changes in the eUICC. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromUtf8, type HostError, unhex, utf8 } from '../../../src/base/index.ts';
import { listNotifications, sendNotifications } from '../../../src/host/lpa/index.ts';
import { NO_FAULTS, type ServerFaults, spoiled } from '../../../src/host/rsp-server/index.ts';
import { emitIccid } from '../../../src/wire/index.ts';
import { hasCode } from '../../support/lpa-phone.ts';
import { trustingPhone, World } from '../../support/lpa-world.ts';
import { SERVER } from '../../support/trust.ts';

describe('a server that is not right gets nothing installed [SGP22 §3.0.1]', () => {
  const faults: readonly (readonly [string, Partial<ServerFaults>, string, RegExp])[] = [
    [
      'the challenge of another session',
      { euiccChallenge: spoiled },
      'EUICC_REFUSED',
      /AuthenticateServer.*euicc challenge mismatch \(6\)/,
    ],
    [
      'a wrong first signature',
      { signature1: spoiled },
      'EUICC_REFUSED',
      /AuthenticateServer.*invalid signature \(2\)/,
    ],
    [
      'a certificate of another role',
      { authentication: ({ binding }) => binding! },
      'EUICC_REFUSED',
      /AuthenticateServer.*invalid oid \(5\)/,
    ],
    [
      'a wrong second signature',
      { signature2: spoiled },
      'EUICC_REFUSED',
      /PrepareDownload.*invalid signature \(2\)/,
    ],
    [
      'a wrong signature of the package',
      { packageSignature: spoiled },
      'EUICC_REFUSED',
      /invalid signature \(2\), in initialise secure channel/,
    ],
    [
      'a wrong MAC in the third segment',
      { segment: (segment, number) => (number === 3 ? spoiled(segment) : segment) },
      'EUICC_REFUSED',
      /scp03t security error \(8\)/,
    ],
    [
      'a profile that is cut',
      { profile: (upp) => upp.subarray(0, upp.length >> 1) },
      'EUICC_REFUSED',
      /does not install the profile/,
    ],
  ];
  for (const [what, fault, code, words] of faults) {
    test(what, () => {
      const world = new World({ server: { faults: { ...NO_FAULTS, ...fault } } });
      assert.throws(() => world.phone.download(world.order()), hasCode(code, words));
      world.checkUntouched();
      const deliveries = world.phone.hold((isdR) => sendNotifications(isdR));
      assert.ok(deliveries.every(({ failure }) => failure === undefined));
      assert.deepEqual(world.phone.hold(listNotifications), []);
    });
  }

  test('it signs for another address, or has another identifier', () => {
    const world = new World({ server: { address: 'other.example' } });
    const wish = { ...world.order(), address: 'other.example' };
    const swapped = new World();
    world.phone.post = (request) =>
      swapped.phone.post!({
        ...request,
        body: utf8(fromUtf8(request.body).replace('other.example', SERVER)),
      });
    assert.throws(
      () => world.phone.download(wish),
      hasCode('SERVER_REFUSED', /not the server that was meant: it signed for the address/),
    );
    const other = new World();
    const right = other.order();
    assert.throws(
      () => other.phone.download({ ...right, oid: '2.999.11' }),
      hasCode('SERVER_REFUSED', /its certificate is for 2\.999\.10/),
    );
    other.phone.download({ ...right, oid: '2.999.10' });
    assert.equal(other.phone.states().length, 3);
  });

  test('what it sends does not read', () => {
    const world = new World();
    for (const answer of ['', '{}', 'x', '{"header":{}}', '[]']) {
      world.phone.post = () => utf8(answer);
      assert.throws(
        () => world.phone.download({ address: SERVER, matchingId: 'A' }),
        hasCode('SERVER_REFUSED', /InitiateAuthentication: the answer of .* does not read/),
      );
    }
    world.checkUntouched();
  });
});

describe('what a server refuses has subject and reason in words [SGP22 §5.2.6]', () => {
  test('an unknown token', () => {
    const world = new World();
    assert.throws(
      () => world.phone.download({ address: SERVER, matchingId: 'NONE' }),
      (error) =>
        hasCode('SERVER_REFUSED', /matching id: refused \(8\.2\.6\/3\.8\)/)(error) &&
        /token of the activation code/.test((error as HostError).next),
    );
    world.checkUntouched();
  });

  test('an order for another eUICC', () => {
    const world = new World();
    const wish = world.order({ eid: '89049032000000000000000000000021' });
    assert.throws(() => world.phone.download(wish), hasCode('SERVER_REFUSED', /8\.1\.1\/3\.8/));
  });

  test('policy rules that the eUICC forbids', () => {
    const world = new World({
      metadata: { policyRules: [1], owner: { mccMnc: emitIccid('00101').subarray(0, 3) } },
    });
    assert.throws(
      () => world.phone.download(world.order()),
      hasCode('SERVER_REFUSED', /8\.2\.5\/4\.3/),
    );
    world.checkUntouched();
  });

  test('policy rules that the eUICC allows another operator alone [SGP22 §2.9.2.4]', () => {
    const rule = { rules: ['ppr2'], operators: [{ mccMnc: '00101' }], consentRequired: false };
    const rig = trustingPhone('p256', { authorisationRules: [rule] });
    const of = (mccMnc: string) => ({ policyRules: [2], owner: { mccMnc: unhex(mccMnc) } });
    const world = new World({ rig, metadata: of('62F210') });
    assert.throws(
      () => world.phone.download(world.order()),
      hasCode('EUICC_REFUSED', /policy rules that the eUICC does not allow this operator/),
    );
    assert.equal(world.calls.at(-1), 'cancelSession');
    assert.equal(world.record.state, 'error');
    assert.deepEqual(world.phone.questions, [], 'the end user is not bothered');
    world.checkUntouched();
    const allowed = new World({ rig, metadata: of('00F110') });
    assert.deepEqual(allowed.phone.download(allowed.order()).offer.policyRules, [2]);
  });

  test('a server without a CI in common', () => {
    const world = new World({ curve: 'brainpoolP256r1' });
    const other = new World({ curve: 'p256' });
    world.phone.post = other.phone.post;
    assert.throws(
      () => world.phone.download(other.order()),
      hasCode('SERVER_REFUSED', /8\.8\.2\/3\.1/),
    );
  });
});
