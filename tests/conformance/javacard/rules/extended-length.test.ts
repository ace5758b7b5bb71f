/** Extended lengths, for an applet that has the interface of them. [JCRE §9.4.4] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../../../src/base/index.ts';
import { installForInstall, installParameters, loadContent } from '../../../../src/host/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';
import { assembled } from '../../../support/cap/assembled.ts';
import { BENCH_LINK } from '../../../support/container-bench.ts';
import { card, hold, open } from '../../../support/off-card-host.ts';

/** The commands of the applet, by their instruction. */
const COMMANDS = `
receive:
  aload_1
  invokevirtual framework.10.6    ; setIncomingAndReceive
  sstore_3
  aload_1
  invokevirtual framework.10.16   ; getOffsetCdata
  putstatic_s offset
more:
  aload_1
  invokevirtual framework.10.11   ; getCurrentState
  sconst_2
  if_scmpeq all
  sload_3
  aload_1
  sconst_0
  invokevirtual framework.10.3    ; receiveBytes
  sadd
  sstore_3
  goto more
all:
  aload_2
  sconst_0
  sload_3
  invokestatic framework.16.6
  pop
  aload_2
  sconst_2
  getstatic_s offset
  invokestatic framework.16.6
  pop
  aload_2
  sconst_4
  aload_1
  invokevirtual framework.10.15   ; getIncomingLength
  invokestatic framework.16.6
  pop
  aload_1
  sconst_0
  bspush 6
  invokevirtual framework.10.8
  return
send:
  aload_2
  sconst_2
  invokestatic framework.16.4     ; getShort
  sstore_3
  aload_1
  invokevirtual framework.10.7
  pop
  aload_1
  sload_3
  invokevirtual framework.10.9
part:
  sload_3
  ifne left
  return
left:
  sload_3
  sspush 200
  if_scmple last
  aload_1
  sconst_0
  sspush 200
  invokevirtual framework.10.4    ; sendBytes
  sload_3
  sspush 200
  ssub
  sstore_3
  goto part
last:
  aload_1
  sconst_0
  sload_3
  invokevirtual framework.10.4
  return
expected:
  aload_2
  sconst_0
  aload_1
  invokevirtual framework.10.7
  invokestatic framework.16.6
  pop
  aload_1
  sconst_2
  invokevirtual framework.10.9
  aload_1
  sconst_0
  sconst_2
  invokevirtual framework.10.4
  return
other:
  sspush 0x6D00
  invokestatic framework.7.1
  return
end
`;

/**
 * INS 1 receives all its data and answers how many bytes came, at which offset they began, and what
 * the length field said; INS 2 answers as many bytes as P1 and P2 say; INS 3 what is expected.
 */
const APPLET = assembled(`
cap 2.1
package F04A434C4145 1.0
import A0000000620001 1.0 as lang
import A0000000620101 1.0 as framework
import A0000000620209 1.0 as apdu
applet F04A434C414501 install install

class Own extends framework.3
  public from 7 process
  implements apdu.0
end

statics
  zero offset 2
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

method process stack 6 args 2 locals 3
  aload_0
  invokevirtual framework.3.3
  ifeq command
  return
command:
  aload_1
  invokevirtual framework.10.1
  astore_2
  aload_2
  sconst_1
  baload
  stableswitch other 1 receive send expected
${COMMANDS}`);

const bench = new AppletBench();
const aid = bench.start(APPLET);
const send = (apdu: string): string => bench.send(aid, apdu);
const data = (length: number): string => '5A'.repeat(length);
const two = (value: number): string => hex(Uint8Array.of(value >> 8, value));

test('data of 3,000 bytes come in pieces; the length field has three bytes [JCRE §9.4.4]', () => {
  assert.equal(send(`8001000000${two(3000)}${data(3000)}`), `${two(3000)}0007${two(3000)}9000`);
  assert.equal(send(`8001000000${two(10)}${data(10)}`), `${two(10)}0007${two(10)}9000`);
});

test('a short command to the same applet begins its data at 5 [JCRE §9.4.4]', () => {
  assert.equal(send(`80010000FF${data(255)}`), `${two(255)}0005${two(255)}9000`);
});

test('more than 32,767 bytes of data are 6700 [JCRE §9.4.4]', () => {
  assert.equal(send(`8001000000${two(32_768)}${data(32_768)}`), '6700');
});

test('a response of 3,000 bytes, and 32,767 at most [JCRE §9.4.4]', () => {
  const answer = send(`8002${two(3000)}00${two(3000)}`);
  assert.equal(answer.length, 6004);
  assert.match(answer, /9000$/);
  assert.equal(send(`8002${two(0x7fff)}000000`).length, 2 * 0x7fff + 4);
});

test('Le is what setOutgoing gives, 32,767 at most [JCAPI §APDU.setOutgoing]', () => {
  for (const [le, expected] of [
    ['000BB8', '0BB8'],
    ['000000', '7FFF'],
    ['009000', '7FFF'],
    ['00', '0100'],
  ] as const)
    assert.equal(send(`80030000${le}`), `${expected}9000`);
});

test('on T=0 a P3 of 00 may stand for an extended Le: 32,767 [JCRE §9.4.4]', () => {
  const link = { ...BENCH_LINK, id: 't0', outgoing: 'get-response', javaCardProtocol: 0 } as const;
  const t0 = new AppletBench();
  t0.session = t0.bench.session(0, link);
  t0.start(APPLET);
  assert.equal(t0.send(aid, '8003000000'), '7FFF9000');
  assert.equal(t0.send(aid, '8003000010'), '00109000');
});

test('long responses and data over the links of a device [JCRE §9.4.4]', () => {
  const rig = card();
  const file = aid.subarray(0, aid.length - 1);
  hold(rig, function* (session) {
    yield* open(session);
    yield* loadContent(session, { file, block: APPLET });
    yield* session.sendChecked(
      installForInstall({
        file,
        module: aid,
        application: aid,
        privileges: unhex('000000'),
        parameters: installParameters({}),
      }),
    );
  });
  for (const link of ['t0', 't1', 'spi', 'swp-a']) {
    assert.match(rig.select(link, hex(aid)), /9000$/);
    const [received, sent] = [
      rig.send(link, `8001000000${two(1000)}${data(1000)}0000`),
      rig.send(link, `8002${two(1000)}00${two(1000)}`),
    ];
    assert.equal(sent.length, 2004, link);
    assert.equal(received, `${two(1000)}0007${two(1000)}9000`, link);
    rig.reset(link);
  }
});
