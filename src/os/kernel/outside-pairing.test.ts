import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, kernelRig } from '../../../tests/support/kernel-rig.ts';
import { type Bytes, describeRecord, utf8 } from '../../base/index.ts';

test('an outside copy is read at each decision; a bad one refuses by status word, and says so [M-56]', () => {
  let copy: Bytes | undefined;
  const { send, trace } = kernelRig({ outside: () => copy });
  const select = `00A4040008${COMMON}`;
  assert.equal(send('t1', select), `${COMMON}9000`);
  for (const damaged of ['[{"link":"t1","container":"A"}]', '{}', 'no JSON', '']) {
    copy = utf8(damaged);
    assert.equal(send('t1', select), '6985', damaged);
    assert.equal(send('t1', '8001000000'), '019000', 'what is selected stays');
    const words = trace
      .since(0)
      .map(describeRecord)
      .findLast((line) => line.includes('refused'));
    assert.match(words!, /6985 .*PAIRING_/);
  }
  copy = undefined;
  assert.equal(send('t1', select), `${COMMON}9000`);
});
