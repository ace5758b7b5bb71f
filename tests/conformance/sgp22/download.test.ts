/** A whole download, from the challenge to the deletion of the profile. [SGP22 §3.1] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEuiccResponse } from '../../../src/wire/saip/index.ts';
import type { KeyCurve } from '../../../src/wire/x509/index.ts';
import { METADATA, TestServer } from '../../support/download-server.ts';
import { RspCard } from '../../support/rsp-card.ts';
import { SERVER, testBranch } from '../../support/trust.ts';

const CURVES: readonly KeyCurve[] = ['p256', 'brainpoolP256r1'];

for (const curve of CURVES) {
  for (const replacesKeys of [false, true]) {
    const keys = replacesKeys ? 'keys of its own' : 'session keys';
    test(`a profile comes under ${keys} on ${curve} [SGP22 §5.7.6] [SGP22 §5.5.4]`, () => {
      const branch = testBranch(curve);
      const card = new RspCard({ branches: [testBranch('p256'), testBranch('brainpoolP256r1')] });
      const server = new TestServer(branch);
      const { finalResult, metadata, smdpOid, transactionId } = card.download(server, {
        replacesKeys,
      });
      assert.ok('aid' in finalResult);
      assert.equal(smdpOid, '2.999.10');
      assert.deepEqual(transactionId, server.transactionId);
      assert.deepEqual([metadata.sequenceNumber, metadata.events], [1, [0]]);
      assert.deepEqual([metadata.address, metadata.iccid], [SERVER, METADATA.iccid]);
      const response = parseEuiccResponse(finalResult.simaResponse);
      assert.deepEqual(response, { peStatus: [{ status: 0 }] });
      const [profile] = card.profiles();
      assert.deepEqual(
        [profile?.isdP, profile?.state, profile?.profileName, profile?.class],
        [finalResult.aid, 'disabled', 'Downloaded', 'operational'],
      );
    });
  }
}
