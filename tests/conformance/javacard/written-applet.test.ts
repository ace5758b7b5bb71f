/** An applet that is written as text, assembled, loaded and run. [JCVM §6] [JCVM §7] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../src/base/index.ts';
import { readProjectFile } from '../../architecture/project.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import { assembled } from '../../support/cap/assembled.ts';

/** Counts its commands, and answers with the count and an element of a table. */
const COUNTER = `
cap 2.1
package F04A434C4150 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C415001 install install

class Counter extends framework.3
  fields 1
  public from 6 - process       ; tokens of select and process
end

statics
  array byte table 0A141E
end

method init stack 2 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method install stack 2 args 3 locals 0
  new Counter
  dup
  invokespecial init
  invokevirtual Counter.1       ; register
  return
end

method process stack 4 args 2 locals 1
  aload_0
  invokevirtual Counter.3       ; selectingApplet
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1  ; getBuffer
  astore_2
  aload_0
  getfield_s_this Counter.0
  sconst_1
  sadd
  putfield_s Counter.0
  aload_2
  sconst_0
  getfield_s_this Counter.0
  bastore
  aload_2
  sconst_1
try:
  getstatic_a table
  getfield_s_this Counter.0
  baload
  bastore
answer:
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8  ; setOutgoingAndSend
  return
caught:
  pop
  sspush 0x6A83
  invokestatic framework.7.1    ; ISOException.throwIt
  return
  handler try answer caught lang.5
end
`;

test('a written applet runs: fields, static arrays, branches, handlers [JCVM §6]', () => {
  const bench = new AppletBench();
  const aid = bench.start(assembled(COUNTER));
  assert.equal(hex(aid), 'F04A434C415001');
  assert.deepEqual(
    [1, 2, 3].map(() => bench.send(aid, '8001000002')),
    ['01149000', '021E9000', '6A83'],
  );
});

test('the applet of the documentation answers 6D00 [JCVM §6]', () => {
  const [, text] = /^```\n(cap [^]*?)^```$/m.exec(readProjectFile('docs/cap-text.md'))!;
  const bench = new AppletBench();
  const aid = bench.start(assembled(text!));
  assert.equal(bench.send(aid, '8001000000'), '6D00');
});
