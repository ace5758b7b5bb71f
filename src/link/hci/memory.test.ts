import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, unhex } from '../../base/index.ts';
import { describeSession } from './index.ts';

test('the session that a host keeps is described pipe by pipe [TS102622 §8.4]', () => {
  const [session, plan] = ['424946524F4E0001', '030001'];
  const record = unhex(`${session} 0003 ${plan} 02230001 05300100`);
  assert.deepEqual(describeSession(record), {
    session: unhex(session),
    plan: unhex(plan),
    pipes: new Map([
      [2, 'gate 23, host 00, open'],
      [5, 'gate 30, host 01, closed'],
    ]),
  });
  assert.equal(describeSession(EMPTY), undefined);
  for (const bad of ['42', `${session} 00FF ${plan}`, `${session} 0003 ${plan} 022300`])
    assert.deepEqual(describeSession(unhex(bad)), unhex(bad), bad);
});
