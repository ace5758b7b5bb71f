/** Applets of two packages: shareable interfaces, the firewall, deletion. [JCRE §6] [JCRE §11.3] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { codeOf } from '../../../src/applets/index.ts';
import { unhex } from '../../../src/base/index.ts';
import { AppletBench } from '../../support/applet-bench.ts';
import { assembled } from '../../support/cap/assembled.ts';

const SERVER = unhex('F04A434C415301');
const CLIENT = unhex('F04A434C414301');

const APPLET = `
method init stack 1 args 1 locals 0
  aload_0
  invokespecial framework.3.0
  return
end

method install stack 2 args 3 locals 0
  new Own
  dup
  invokespecial init
  invokevirtual framework.3.1   ; register
  return
end
`;

/** Gives itself to others; counts the calls, and says which applet the last one came from. */
const SHARING = assembled(`
cap 2.1
package F04A434C4153 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C415301 install install

interface Counting shareable extends framework.2
end

class Own shareable extends framework.3
  fields 1
  public from 5 give - process count
  implements Counting 8
  implements framework.2
end
${APPLET}
method give stack 1 args 3 locals 0
  aload_0
  areturn
end

method count stack 3 args 1 locals 0
  aload_0
  getfield_s_this Own.0
  sconst_1
  sadd
  putfield_s Own.0
  invokestatic framework.8.6    ; getPreviousContextAID
  ifnull none
  getfield_s_this Own.0
  sreturn
none:
  sconst_m1
  sreturn
end

method process stack 1 args 2 locals 0
  return
end

export Counting
export Own
`);

/** INS 1 calls the interface of the other, 2 a method of its class; 3 keeps it, 4 no longer. */
const USING = assembled(`
cap 2.1
package F04A434C4143 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
import F04A434C4153 1.0 as server
applet F04A434C414301 install install

class Own extends framework.3
  fields 1 references 0 1
  public from 7 process
end

statics
  array byte name F04A434C415301
end
${APPLET}
method process stack 4 args 2 locals 3
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1
  astore_2
  getstatic_a name
  sconst_0
  bspush 7
  invokestatic framework.8.11   ; lookupAID
  sconst_0
  invokestatic framework.8.4    ; getAppletShareableInterfaceObject
  astore_3
  aload_2
  sconst_1
  baload
  stableswitch other 1 call virtual keep free
call:
  aload_3
  checkcast 0 server.0
  invokeinterface 1 server.0 0
  sstore 4
  goto answer
try:
virtual:
  aload_3
  aload_0
  invokevirtual lang.0.0        ; equals
  sstore 4
  goto answer
keep:
  aload_0
  aload_3
  putfield_a Own.0
  sconst_1
  sstore 4
  goto answer
free:
  aload_0
  aconst_null
  putfield_a Own.0
  sconst_2
  sstore 4
  goto answer
other:
  sspush 0x6D00
  invokestatic framework.7.1
  return
answer:
  aload_2
  sconst_0
  sload 4
  invokestatic framework.16.6   ; setShort
  pop
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8
  return
denied:
  pop
  sspush 0x6A81
  invokestatic framework.7.1
  return
  handler try keep denied lang.10
end
`);

function both(): AppletBench {
  const applets = new AppletBench();
  assert.equal(applets.start(SHARING).length, SERVER.length);
  assert.equal(applets.start(USING).length, CLIENT.length);
  return applets;
}

describe('a server and its client', () => {
  test('a shareable interface is called in the context of its owner [JCRE §6.2.4]', () => {
    const applets = both();
    assert.equal(applets.send(CLIENT, '8001000000'), '00019000');
    assert.equal(applets.send(CLIENT, '8001000000'), '00029000');
  });

  test('a method that is not of the interface is a SecurityException [JCRE §6.2.8.5]', () => {
    assert.equal(both().send(CLIENT, '8002000000'), '6A81');
  });

  test('an applet that another refers to is not deleted, nor a package that is imported [JCRE §11.3.4]', () => {
    const applets = both();
    assert.equal(applets.send(CLIENT, '8003000000'), '00019000');
    const remove = () => applets.call(() => applets.machine.uninstall(SERVER));
    remove();
    assert.match(applets.why!, /6985 JCRE §11.3.4: another applet refers to an object/);
    assert.equal(applets.send(CLIENT, '8001000000'), '00019000');
    assert.equal(applets.send(CLIENT, '8004000000'), '00029000');
    remove();
    assert.equal(applets.why, undefined);
    assert.match(applets.machine.deletionBlockedBy(unhex('F04A434C4153'))!, /F04A434C4143 imports/);
  });

  test('a package whose import is not here is refused, naming it [JCVM §4.4]', () => {
    const applets = new AppletBench();
    assert.equal(applets.load(USING), undefined);
    assert.match(applets.why!, /6985 JCVM §4.4: package F04A434C4153 1.0 is imported and not here/);
    assert.equal(applets.load(SHARING)?.length, 1);
    assert.equal(applets.load(USING)?.length, 1);
  });
});

/** Counts in static fields how often it was deselected; the count is its answer. */
const DESELECTED = assembled(`
cap 2.1
package F04A434C4144 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
applet F04A434C414401 install install

class Own extends framework.3
  public from 4 deselect - - process
end

statics
  zero times 2
end
${APPLET}
method deselect stack 2 args 1 locals 0
  getstatic_s times
  sconst_1
  sadd
  putstatic_s times
  return
end

method process stack 3 args 2 locals 0
  aload_1
  invokevirtual framework.10.1
  sconst_0
  getstatic_s times
  invokestatic framework.16.6
  pop
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.8
  return
end
`);

test('deselect runs when another applet is selected, and not at a reset [JCRE §4.6]', () => {
  const applet = new AppletBench();
  const aid = applet.start(DESELECTED);
  const times = () => applet.send(aid, '8001000000');
  assert.equal(times(), '00009000');
  applet.call(() => applet.machine.deselect(aid, applet.session));
  assert.equal(times(), '00019000');
  applet.call(() => codeOf(applet.machine, aid).deselect(applet.session, 'reset'));
  assert.equal(times(), '00019000');
});
