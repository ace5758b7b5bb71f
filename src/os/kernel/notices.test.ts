import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, done, kernelRig } from '../../../tests/support/kernel-rig.ts';
import { EMPTY, Fault } from '../../base/index.ts';
import { NOTICE_PARAMETERS_MAX, type Notice, Refusal, type Response } from '../abi/index.ts';

const attention: Notice = { kind: 'connectivity' };

/** A container whose instruction 20 sends a notice, and then does this. */
function notifying(then: () => Response, notice = attention) {
  const rig = kernelRig();
  const container = rig.containers['B']!;
  container.on.set(0x20, () => {
    container.services.notify(notice);
    return then();
  });
  rig.send('spi', `00A4040008${COMMON}`);
  return rig;
}

test('what a command says is handed out once, after it', () => {
  const { kernel, send } = notifying(() => done());
  assert.deepEqual(kernel.takeNotices(), []);
  assert.equal(send('spi', '00200000'), '9000');
  assert.equal(send('spi', '00200000'), '9000');
  assert.deepEqual(kernel.takeNotices(), [attention, attention]);
  assert.deepEqual(kernel.takeNotices(), []);
});

test('an error status word commits, and its notices are sent; a refusal drops them', () => {
  const wrong = notifying(() => done(EMPTY, 0x6985));
  wrong.send('spi', '00200000');
  assert.equal(wrong.kernel.takeNotices().length, 1);
  const refused = notifying(() => {
    throw new Refusal(0x6985, 'test', 'refused');
  });
  assert.equal(refused.send('spi', '00200000'), '6985');
  assert.deepEqual(refused.kernel.takeNotices(), []);
});

test('parameters that one event cannot carry are a fault of the container', () => {
  const parameters = new Uint8Array(NOTICE_PARAMETERS_MAX + 1);
  const rig = notifying(() => done(), { kind: 'transaction', aid: new Uint8Array(5), parameters });
  assert.throws(() => rig.send('spi', '00200000'), Fault);
  assert.deepEqual(rig.kernel.takeNotices(), []);
});
