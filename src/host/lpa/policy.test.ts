import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unhex } from '../../base/index.ts';
import { PPR } from '../../wire/es10/index.ts';
import { isForbidden } from './policy.ts';

const ANY = { mccMnc: unhex('EEEEEE') };
const NETWORK = { mccMnc: unhex('00F110') };
const rule = (policyRules: readonly number[], ...operators: readonly object[]) => ({
  policyRules,
  operators: operators as readonly { readonly mccMnc: Uint8Array }[],
  flags: [],
});

test('policy rules need a rule of the table for their operator [SGP22 §2.9.2]', () => {
  const wished = [PPR.ppr1];
  assert.equal(isForbidden(wished, NETWORK, []), true);
  assert.equal(isForbidden(wished, NETWORK, [rule([PPR.ppr1], ANY)]), false);
  assert.equal(isForbidden(wished, undefined, [rule([PPR.ppr1], ANY)]), false);
  assert.equal(isForbidden(wished, NETWORK, [rule([PPR.ppr2], ANY)]), true);
  assert.equal(isForbidden([PPR.ppr1, PPR.ppr2], NETWORK, [rule([PPR.ppr1], ANY)]), true);
  const both = [rule([PPR.ppr1], ANY), rule([PPR.ppr2], NETWORK)];
  assert.equal(isForbidden([PPR.ppr1, PPR.ppr2], NETWORK, both), false);
  assert.equal(isForbidden([PPR.ppr2], { mccMnc: unhex('00F120') }, both), true);
  assert.equal(isForbidden([PPR.ppr2], undefined, both), true);
});

test('digits may be any, and groups narrow an operator [SGP22 §2.9.2]', () => {
  const wished = [PPR.ppr2];
  const country = rule(wished, { mccMnc: unhex('00F1EE') });
  assert.equal(isForbidden(wished, NETWORK, [country]), false);
  assert.equal(isForbidden(wished, { mccMnc: unhex('00F220') }, [country]), true);
  const group = rule(wished, { ...NETWORK, gid1: unhex('BA01') });
  assert.equal(isForbidden(wished, { ...NETWORK, gid1: unhex('BA01') }, [group]), false);
  assert.equal(isForbidden(wished, { ...NETWORK, gid1: unhex('BA02') }, [group]), true);
  assert.equal(isForbidden(wished, NETWORK, [group]), true);
  const any = rule(wished, { ...NETWORK, gid1: unhex('') });
  const without = rule(wished, NETWORK);
  for (const [table, isForGroup] of [
    [any, true],
    [without, false],
  ] as const) {
    assert.equal(isForbidden(wished, NETWORK, [table]), false);
    const owner = { ...NETWORK, gid1: unhex('BA01') };
    assert.equal(isForbidden(wished, owner, [table]), !isForGroup);
  }
});
