/** PINs until memory has no room: for objects, or for the counter of one. [JCVM §3.11] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppletBench } from '../../../support/applet-bench.ts';
import { assembled } from '../../../support/cap/assembled.ts';

/** Makes PINs until there is a SystemException, and answers its reason. */
const APPLET = assembled(`
cap 2.1
package F04A434C4150 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C415001 install install

class Own extends framework.3
  public from 7 process
end

method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method install stack 2 args 3 locals 0
  new Own
  dup
  invokespecial init
  invokevirtual framework.3.1
  return
end

method process stack 4 args 2 locals 1
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
try:
  new framework.9
  dup
  sconst_3
  sconst_4
  invokespecial framework.9.0    ; OwnerPIN
  pop
  goto command
end:
caught:
  invokevirtual framework.5.1    ; getReason
  sstore_2
  aload_1
  invokevirtual framework.10.1
  sconst_0
  sload_2
  invokestatic framework.16.6
  pop
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8
  return
  handler try end caught framework.13
end
`);

test('a PIN without room is a SystemException, whatever part of it finds none [JCVM §3.11]', () => {
  const bench = new AppletBench();
  const aid = bench.start(APPLET);
  const { nvm } = bench.bench.services;
  const filler = nvm.region('filler', 1);
  const before = [...bench.image.keys()].filter((key) => key.includes('tries'));
  const reasons = new Set<string>();
  for (let left = 300; left < 3_000; left += 150) {
    bench.call(() => filler.resize(filler.length + nvm.free - left));
    reasons.add(bench.send(aid, '8001000000'));
    assert.equal(bench.why, undefined);
  }
  // NO_TRANSIENT_SPACE is that of the flag whether it is validated.
  assert.ok(
    [...reasons].every((one) => ['00059000', '00029000'].includes(one)),
    String([...reasons]),
  );
  const after = [...bench.image.keys()].filter((key) => key.includes('tries'));
  assert.deepEqual(after, before, 'counters go with their PINs');
});
