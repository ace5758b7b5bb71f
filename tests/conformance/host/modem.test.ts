/** The modem at its ISO link, and the remote server behind it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, hex, isWireError, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import { parseDescription, presets } from '../../../src/device/index.ts';
import {
  AuthenticationCentre,
  type Conversation,
  converse,
  defaultAtSettings,
  describedSubscribers,
  emitScript,
  Modem,
  MODEM_QUIRKS,
  parseScriptAnswer,
  register,
} from '../../../src/host/index.ts';
import { COMMON, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';

function exchange<T>(rig: HostRig, link: string, conversation: Conversation<T>): T {
  return converse(conversation, (apdu) => unhex(rig.send(link, hex(apdu))));
}

function script(rig: HostRig, ...commands: readonly string[]): readonly string[] {
  const packet = emitScript(commands.map(unhex));
  const answers = parseScriptAnswer(exchange(rig, 't0', new Modem().receivePacket(packet)));
  assert.ok(!isWireError(answers));
  return answers.map((one: Bytes) => hex(one));
}

const SELECT = `00A4040008${COMMON}00`;

for (const manner of ['tpdu', 'apdu'] as const) {
  test(`a modem opens, uses and closes a channel: +CCHO, +CGLA, +CCHC, ${manner} [M-93]`, () => {
    const rig = hostRig(patent, {}, { manner });
    const modem = new Modem();
    const at = (line: string) => exchange(rig, 't0', modem.at(line));
    assert.deepEqual(at('AT'), ['OK']);
    assert.deepEqual(at(`AT+CCHO="${COMMON}"`), ['+CCHO: 1', 'OK']);
    assert.match(rig.lastDecision(), /^t0: route A000000151000000 -> C20 \/ ISD-R/);
    const [line, end] = at('AT+CGLA=1,22,"80E2910006BF3E035C015A"');
    assert.match(line!, /^\+CGLA: 46,"BF3E125A10890490320000000000000000002000809000"$/);
    assert.equal(end, 'OK');
    assert.deepEqual(at('AT+CGLA=2,8,"00A40000"'), ['ERROR']);
    assert.deepEqual(at('AT+CCHC=1'), ['OK']);
    assert.deepEqual(at('AT+CCHC=1'), ['ERROR']);
    assert.ok(modem.idle);
  });
}

test('+CSIM is the bare channel: on T=0 61xx reaches the program [M-70]', () => {
  const rig = hostRig(patent, {}, { manner: 'tpdu' });
  const settings = { echo: false, errors: 1 } as const;
  const at = (line: string) => exchange(rig, 't0', new Modem().at(line, { ...settings }));
  assert.deepEqual(at(`AT+CSIM=${SELECT.length},"${SELECT}"`), ['+CSIM: 4,"6119"', 'OK']);
  assert.deepEqual(at('AT+CSIM=6,"00A404"'), ['+CME ERROR: 50']);
  assert.deepEqual(at('AT+CCHO="A0000001519999"'), ['+CME ERROR: 13']);
  assert.deepEqual(at('AT+CRSM=176'), ['+CME ERROR: 50']);
  assert.deepEqual(at('ATD112'), ['ERROR']);
});

test('errors are sent as ERROR until a program requests numbers or words [M-93]', () => {
  const rig = hostRig(patent);
  const modem = new Modem();
  const settings = defaultAtSettings();
  const at = (line: string) => exchange(rig, 't0', modem.at(line, settings));
  assert.deepEqual(at('AT+CMEE=?'), ['+CMEE: (0-2)', 'OK']);
  assert.deepEqual(at('AT+CCHC=3'), ['ERROR']);
  assert.deepEqual(at('AT+CMEE=1;+CMEE?;+CCHC=3'), ['+CMEE: 1', '+CME ERROR: 21']);
  assert.deepEqual(at('AT+CMEE=2;+CCHC=3;+CMEE=0'), ['+CME ERROR: invalid index']);
  assert.deepEqual(at('AT+CMEE?'), ['+CMEE: 2', 'OK'], 'a line ends at its first error');
  assert.deepEqual(at('AT+CMEE=3'), ['+CME ERROR: Incorrect parameters']);
  assert.deepEqual(at('ATE1'), ['OK']);
  assert.ok(settings.echo);
  assert.deepEqual(at('ATZ'), ['OK']);
  assert.deepEqual(settings, defaultAtSettings());
});

test('a program queries the commands of the modem before it uses them [M-93]', () => {
  const rig = hostRig(patent);
  const at = (line: string) => exchange(rig, 't0', new Modem().at(line));
  for (const name of ['+CSIM', '+CCHO', '+CGLA', '+CCHC', '+CGMI', '+CGMM'])
    assert.deepEqual(at(`AT${name}=?`), ['OK'], name);
  for (const line of ['AT+CUSD=?', 'AT+CSIM?', 'AT+CSIM', 'ATQ1', 'ATV0', 'ATE2', 'ATZ1', 'OK'])
    assert.deepEqual(at(line), ['ERROR'], line);
  assert.deepEqual(at('ATI'), ['Bifrons modem', 'OK']);
  assert.deepEqual(at('ATE0Q0V1&F'), ['OK']);
});

test('every channel can be taken, and then none is left [M-93]', () => {
  const rig = hostRig(patent);
  const modem = new Modem();
  const at = (line: string) => exchange(rig, 't0', modem.at(line, { echo: false, errors: 2 }));
  for (let channel = 1; channel <= 19; channel++)
    assert.deepEqual(at(`AT+CCHO="${COMMON}"`), [`+CCHO: ${channel}`, 'OK']);
  assert.deepEqual(at(`AT+CCHO="${COMMON}"`), ['+CME ERROR: memory full']);
  assert.match(at('AT+CGLA=19,22,"80E2910006BF3E035C015A"')[0]!, /^\+CGLA: 46,"BF3E/);
  modem.lost();
  assert.deepEqual(at('AT+CGLA=19,8,"00A40000"'), ['+CME ERROR: invalid index']);
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
  const torn = exchange(rig, 't0', new Modem().receivePacket(unhex('AA0522')));
  assert.equal(hex(torn), 'AB03800100');
});

test('the radio registers at the network in reach, and the card is authenticated [TS27007 §7.2]', () => {
  const rig = hostRig(presets['usim-card']);
  const rng = randomStream(bytes(1), 'network');
  const centre = new AuthenticationCentre({ crypto: pureCrypto, rng });
  for (const one of describedSubscribers(parseDescription(presets['usim-card'])))
    centre.subscribe(one);
  const modem = new Modem(function* () {
    const { state, imsi } = yield* register(centre);
    return { registered: state === 'registered', imsi };
  });
  const at = (line: string) => exchange(rig, 't0', modem.at(line)).join(' ');
  assert.equal(at('AT+CFUN?;+CREG?;+COPS?'), '+CFUN: 0 +CREG: 0,0 +COPS: 0 OK');
  assert.equal(at('AT+CFUN=1;+CFUN?;+CREG?'), '+CFUN: 1 +CREG: 0,1 OK');
  assert.equal(at('AT+CREG=2;+CREG?;+CEREG?'), '+CREG: 2,1,"0001","00000001",7 +CEREG: 0,1 OK');
  assert.equal(at('AT+COPS?'), '+COPS: 0,0,"Bifrons test",7 OK');
  assert.equal(at('AT+COPS=3,2;+COPS?;+CSQ'), '+COPS: 0,2,"00101",7 +CSQ: 31,99 OK');
  assert.equal(at('AT+CFUN=4;+CREG?'), '+CREG: 2,0 OK');
  modem.lost();
  assert.equal(at('AT+CFUN?;+CREG?'), '+CFUN: 0 +CREG: 2,0 OK');
  for (const line of ['AT+CFUN=2', 'AT+CREG=3', 'AT+COPS=1,2', 'AT+CSQ?'])
    assert.equal(at(line), 'ERROR');
  const alone = new Modem();
  const denied = exchange(rig, 't0', alone.at('AT+CFUN=1;+CREG?'));
  assert.deepEqual(denied, ['+CREG: 0,3', 'OK'], 'without a network in reach');
});

for (const [model, lines] of [
  ['fibocom-fg132', ['AT+CCHO=?', 'ERROR']],
  ['quectel-eg25', ['AT+CSIM=10,"0170000000"', 'ERROR']],
  ['em9191', [`AT+CCHO="${COMMON}"`, '+CCHO: 1 OK', 'AT+CCHC=1', 'ERROR']],
  ['huawei-ms2372h', [`AT+CCHO="${COMMON}"`, '+CCHO: 1 OK', 'AT+CGLA=1,10,"80CA006600"', 'ERROR']],
  ['cuttlefish', [`AT+CCHO="${COMMON}"`, '1 OK', 'ATZ', 'OK', `AT+CCHO="${COMMON}"`, '2 OK']],
  [
    'busy',
    [
      'AT',
      'OK',
      'AT+CIMI',
      'ERROR',
      'AT+CMEE=1;+CIMI',
      '+CME ERROR: 14',
      'AT+CCID?',
      '+CME ERROR: 13',
    ],
  ],
] as const) {
  test(`a modem like ${model} departs in one way`, () => {
    const rig = hostRig(patent);
    const modem = new Modem();
    const settings = { ...defaultAtSettings(), quirks: MODEM_QUIRKS[model] };
    for (let at = 0; at < lines.length; at += 2)
      assert.equal(exchange(rig, 't0', modem.at(lines[at]!, settings)).join(' '), lines[at + 1]);
  });
}
