/** The modem at its ISO link, and the remote server behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, isWireError, unhex } from '../../../src/base/index.ts';
import {
  type Conversation,
  converse,
  emitScript,
  Modem,
  parseScriptAnswer,
} from '../../../src/host/index.ts';
import { COMMON, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

function talk<T>(rig: HostRig, link: string, conversation: Conversation<T>): T {
  return converse(conversation, (apdu) => unhex(rig.send(link, hex(apdu))));
}

function script(rig: HostRig, ...commands: readonly string[]): readonly string[] {
  const packet = emitScript(commands.map(unhex));
  const answers = parseScriptAnswer(talk(rig, 't0', new Modem().receivePacket(packet)));
  assert.ok(!isWireError(answers));
  return answers.map((one: Bytes) => hex(one));
}

const SELECT = `00A4040008${COMMON}00`;

for (const manner of ['tpdu', 'apdu'] as const) {
  test(`a modem opens, uses and closes a channel: +CCHO, +CGLA, +CCHC, ${manner} [M-93]`, () => {
    const rig = hostRig(patent, {}, { manner });
    const modem = new Modem();
    const at = (line: string) => talk(rig, 't0', modem.at(line));
    assert.deepEqual(at('AT'), ['OK']);
    assert.deepEqual(at(`AT+CCHO="${COMMON}"`), ['+CCHO: 1', 'OK']);
    assert.match(rig.lastDecision(), /^t0: route A000000151000000 -> C20 \/ ISD-R/);
    const [line, end] = at('AT+CGLA=1,22,"80E2910006BF3E035C015A"');
    assert.match(line!, /^\+CGLA: 46,"BF3E125A10890490320000000000000000002000809000"$/);
    assert.equal(end, 'OK');
    assert.deepEqual(at('AT+CGLA=2,8,"00A40000"'), ['+CME ERROR: 21']);
    assert.deepEqual(at('AT+CCHC=1'), ['OK']);
    assert.deepEqual(at('AT+CCHC=1'), ['+CME ERROR: 21']);
  });
}

test('+CSIM is the bare channel: on T=0 61xx reaches the program [M-70]', () => {
  const rig = hostRig(patent, {}, { manner: 'tpdu' });
  const at = (line: string) => talk(rig, 't0', new Modem().at(line));
  assert.deepEqual(at(`AT+CSIM=${SELECT.length},"${SELECT}"`), ['+CSIM: 4,"6119"', 'OK']);
  assert.deepEqual(at('AT+CSIM=6,"00A404"'), ['+CME ERROR: 50']);
  assert.deepEqual(at('AT+CCHO="A0000001519999"'), ['+CME ERROR: 13']);
  assert.deepEqual(at('AT+CRSM=176'), ['ERROR']);
  assert.deepEqual(at('ATD112'), ['ERROR']);
});

test('a remote server’s packet enters through the modem and reaches the container of its link [M-90]', () => {
  const rig = hostRig(patent);
  const [selected, data] = script(rig, SELECT, '80E2910006BF3E035C015A');
  assert.match(selected!, /^6F.*9000$/);
  assert.match(data!, /^BF3E125A10.*9000$/);
  assert.match(rig.lastDecision(), /C20/);
});

test('a script ends at the first command that fails, and leaves no channel open [M-90]', () => {
  const rig = hostRig(patent);
  assert.deepEqual(script(rig, SELECT, '80CAFFFF00', SELECT).slice(1), ['6A88']);
  for (let round = 0; round < 25; round++) assert.equal(script(rig, SELECT).length, 1);
  const torn = talk(rig, 't0', new Modem().receivePacket(unhex('AA0522')));
  assert.equal(hex(torn), 'AB03800100');
});
