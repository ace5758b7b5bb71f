/**
 * The remote server of the host, whose secured packets reach a card through the modem's toolkit:
 * files of the UICC and of the ADF, the operator's security domain, both ways of the proof, and
 * packets that are not in order. [TS102225 §5] [TS102226 §8] [TS31115 §4] [M-90]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, concat, hex, unhex } from '../../../src/base/index.ts';
import { nativeLoadFile } from '../../../src/device/index.ts';
import { KIC, PacketLine, packetServer, security, SPI, TAR } from '../../support/packet-line.ts';

const READ_ICCID = '00A40000022FE200B000000A';

test('packets are those of an independent server, byte for byte', () => {
  // As pySim's OtaDialectSms makes them of the same keys, counter and commands.
  for (const [algorithm, packet] of [
    ['aes', '00281516191212B00000A60E681551BE44721AA450A09EB10CF241E5BD92807953F22C9106391FDEDAFD'],
    ['des', '00281516191515B00000D880C60198FF45A23AC5DB490999EB072F61D150793B6C4D42EBC8A4B8CB97BB'],
  ] as const) {
    const wish = { spi: security(SPI.answer), tar: unhex(TAR.mf), counter: 1 };
    const made = packetServer({ algorithm }).command({ ...wish, data: unhex(READ_ICCID) });
    assert.equal(hex(made), packet);
  }
});

test('files of the UICC and of the USIM, and the operator’s security domain [M-90]', () => {
  const line = new PacketLine();
  assert.equal(line.run({ tar: TAR.mf, counter: 1 }), '0 029000980001010000000006F5');
  const rename = '00A40000026F4600D6000011' + '00' + '426574612020202020202020202020FF';
  assert.equal(line.run({ tar: TAR.usim, counter: 2, data: rename }), '0 029000');
  const read = line.run({ tar: TAR.usim, counter: 3, data: '00A40000026F4600B0000005' });
  assert.equal(read, '0 0290000042657461');
  const listed = line.run({ tar: TAR.domain, counter: 4, data: '80F28000024F0000C0000000' });
  assert.equal(listed, '0 02900008A0000001510000000F82');
});

test('content management and files by packets of several short messages [TS102226 §8.2.1]', () => {
  const line = new PacketLine();
  const file = 'F0424946524F4E5303';
  const named = `09${file}00000000`;
  const block = hex(nativeLoadFile('building-access')!);
  const load = `C4${lengthOf(block)}${block}`;
  const made = `09${file}0AF0424946524F4E53030107F001020304050601000` + '2C90000';
  const content = [
    `80E60200${lengthOf(named)}${named}`,
    `80E88000${lengthOf(load)}${load}`,
    `80E60C00${lengthOf(made)}${made}`,
  ].join('');
  const packet = line.packet({ tar: TAR.domain, counter: 1, data: content });
  assert.ok(line.server.messages(packet).length > 1);
  assert.equal(line.outcome(packet), '0 036101');
  assert.match(line.rig.send('t0', '00A4040007F001020304050600'), /9000$/);
  line.rig.reset('t0');
  const gone = '80E40080094F07F0010203040506';
  assert.equal(line.run({ tar: TAR.domain, counter: 2, data: gone }), '0 016101');
  assert.match(line.rig.send('t0', '00A4040007F001020304050600'), /^6A82$/);

  // In any order, and once more where one was lost.
  const many = Array.from({ length: 40 }, () => '00A40000022FE2').join('') + '00B000000A';
  const next = line.packet({ tar: TAR.mf, counter: 3, data: many });
  const [first, second, third] = line.server.messages(next) as [Bytes, Bytes, Bytes];
  line.deliver([third, first, first]);
  const { answer } = line.deliver([second]);
  const proof = line.server.proofInAnswer(security(SPI.answer), answer.subarray(0, -2));
  assert.ok(proof !== undefined && 'status' in proof);
  assert.equal(hex(proof.data), '299000980001010000000006F5');
});

test('a proof by short message, of several parts where it is long [TS31115 §4.4]', () => {
  const line = new PacketLine();
  for (const [counter, data, count] of [
    [1, READ_ICCID, 1],
    [2, '00A40000027F1000A40000026F3C00B20104B0', 2],
  ] as const) {
    const packet = line.packet({ tar: TAR.mf, counter, data, spi: SPI.sms });
    const { answer, sent } = line.deliver(line.server.messages(packet));
    assert.match(hex(answer), /^91..$/);
    assert.equal(sent.length, count);
    assert.equal(line.server.proofInMessages(security(SPI.sms), sent.slice(1)), undefined);
    const proof = line.server.proofInMessages(security(SPI.sms), sent.toReversed());
    assert.ok(proof !== undefined && 'status' in proof, JSON.stringify(proof));
    assert.equal(proof.status, 0);
  }
  const silent = line.packet({ tar: TAR.mf, counter: 3, spi: SPI.none });
  assert.deepEqual(line.deliver(line.server.messages(silent)), {
    answer: unhex('9000'),
    sent: [],
  });
});

test('replayed, low, forged, foreign and oversize packets run nothing, and are reported', () => {
  const line = new PacketLine();
  const update = '00A40000026F4600D6000001FF';
  const state = () =>
    line.run({ tar: TAR.usim, counter: ++count, data: '00A40000026F4600B0000002' });
  let count = 100;
  const before = state();
  const packet = line.packet({ tar: TAR.usim, counter: 200, data: '00A40000026F46' });
  assert.equal(line.outcome(packet), '0 016118');
  assert.equal(line.outcome(packet), '2 ', 'a replay: the counter is low');
  assert.equal(line.run({ tar: TAR.usim, counter: 199, data: update }), '2 ');
  const forged = line.packet({ tar: TAR.usim, counter: 201, data: update });
  assert.equal(
    line.outcome(forged.with(forged.length - 1, forged.at(-1)! ^ 1)),
    '1 ',
    'its checksum is wrong',
  );
  const otherKey = new PacketLine(line.rig, packetServer({ kid: unhex(KIC) }));
  // Its proof is under the card's key.
  const foreign = otherKey.run({ tar: TAR.usim, counter: 202, data: update });
  assert.equal(foreign, 'the checksum of the proof is wrong');
  const otherSet = new PacketLine(line.rig, packetServer({ keySet: 2 }));
  assert.equal(otherSet.run({ tar: TAR.usim, counter: 202, data: update }), '6 ');
  assert.equal(line.run({ tar: 'C0FFEE', counter: 202, data: update }), '9 ', 'unknown TAR');
  const weak = line.packet({ tar: TAR.domain, counter: 202, data: '80F28000024F00', spi: '0401' });
  const { answer } = line.deliver(line.server.messages(weak));
  const proof = line.server.proofInAnswer(security('0401'), answer.subarray(0, -2));
  assert.ok(proof !== undefined && 'status' in proof);
  assert.equal(proof.status, 0x0a, 'the domain needs a checksum');
  const cut = line.packet({ tar: TAR.usim, counter: 203, data: update }).subarray(0, -1);
  assert.equal(line.outcome(cut), 'none 9000', 'no packet, and no proof');
  const oversize = concat(forged, new Uint8Array(49 * 134));
  const last = line.deliver(line.server.messages(oversize).slice(0, 1)).answer;
  assert.equal(hex(last), '6A84', 'more parts than a message may have');
  count = 300;
  assert.equal(state(), before, 'nothing of it ran');
});

test('a proof that was changed on its way is rejected by the server', () => {
  const line = new PacketLine();
  const packet = line.packet({ tar: TAR.mf, counter: 1 });
  const { answer } = line.deliver(line.server.messages(packet));
  const data = answer.subarray(0, -2);
  for (let at = 3; at < data.length; at += 5) {
    const proof = line.server.proofInAnswer(security(SPI.answer), data.with(at, data[at]! ^ 1));
    assert.ok(proof !== undefined && ('wrong' in proof || proof.status !== 0), String(at));
  }
});

function lengthOf(data: string): string {
  return (data.length / 2).toString(16).padStart(2, '0').toUpperCase();
}
