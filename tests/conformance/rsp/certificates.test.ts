/** Chains of certificates, right and wrong in each point that is checked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, unhex } from '../../../src/base/index.ts';
import { EID } from '../../support/euicc-card.ts';
import { PKI_PARTS, testBranch } from '../../support/trust.ts';
import { certify, nameOf } from '../../../src/host/pki/index.ts';
import { CERTIFICATE_ROLE, type KeyCurve } from '../../../src/wire/x509/index.ts';
import {
  chainProblem,
  checkCertificate,
  isProblem,
  issuerOf,
  type TrustChain,
} from '../../../src/rsp/trust/index.ts';

const CURVES: readonly KeyCurve[] = ['p256', 'brainpoolP256r1'];
const NAME = nameOf({ organization: 'Bifrons TEST, not for production', serialNumber: EID });

function chainOf(curve: KeyCurve, more: Partial<TrustChain['identity']> = {}): TrustChain {
  const { ci, eum, euicc } = testBranch(curve);
  const key = new Secret(euicc.key);
  const identity = { eum: eum.certificate, euicc: euicc.certificate, key, ...more };
  return { ci: ci.certificate, identity };
}

const problem = (chain: TrustChain, eid = EID): string | undefined =>
  chainProblem(PKI_PARTS.crypto, chain, unhex(eid));

for (const curve of CURVES) {
  test(`a chain on ${curve} is right, and wrong in each of its links [SGP22 §4.5.2]`, () => {
    const { ci, eum, euicc, dpAuth } = testBranch(curve);
    const other = testBranch(curve === 'p256' ? 'brainpoolP256r1' : 'p256');
    assert.equal(problem(chainOf(curve)), undefined);
    assert.match(problem(chainOf(curve), '89049032000000000000000000000021')!, /of the EID/);
    assert.match(problem(chainOf(curve, { key: new Secret(eum.key) }))!, /its key is another/);
    assert.match(problem(chainOf(curve, { euicc: dpAuth.certificate }))!, /^euicc: its policy/);
    assert.match(
      problem(chainOf(curve, { eum: other.eum.certificate }))!,
      /^eum: its key is not on/,
    );
    assert.match(problem(chainOf(curve, { eum: ci.certificate }))!, /^eum: its policy/);
    const broken = euicc.certificate.slice();
    broken[broken.length - 1]! ^= 1;
    assert.match(problem(chainOf(curve, { euicc: broken }))!, /signature is wrong/);
    const subject = { name: NAME, policy: CERTIFICATE_ROLE.euicc, usage: 'data' } as const;
    const made = (more: object) =>
      certify(PKI_PARTS, { subject: { ...subject, ...more }, own: euicc, issuer: eum });
    assert.equal(problem(chainOf(curve, { euicc: made({}) })), undefined);
    const foreign = nameOf({ organization: 'another', serialNumber: EID });
    assert.match(problem(chainOf(curve, { euicc: made({ name: foreign }) }))!, /may not certify/);
    assert.match(problem(chainOf(curve, { euicc: made({ usage: 'issuer' }) }))!, /it is an issuer/);
    const root = { ...chainOf(curve), ci: eum.certificate };
    assert.match(problem(root)!, /^ci: /);
  });
}

test('validity is compared only where there is a time [SGP22 §2.6.7]', () => {
  const { dpAuth } = testBranch('p256');
  const issuer = issuerOf(chainOf('p256'));
  const at = (time: string | undefined) => {
    const checks = { issuer, roles: ['dp-auth', 'ds-auth'], time } as const;
    const checked = checkCertificate(PKI_PARTS.crypto, dpAuth.certificate, checks);
    return isProblem(checked) ? checked.why : checked.oid;
  };
  assert.equal(at(undefined), '2.999.10');
  assert.equal(at('20261130000000'), '2.999.10');
  assert.match(at('20251231235959')!, /^it is valid from 20260101000000 to 20491231235959/);
  assert.match(at('20500101000000')!, /the time is 20500101000000$/);
});
