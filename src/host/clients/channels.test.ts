/** The command of a client as it is sent on a channel, for each kind of class byte. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, hex, HostError, unhex } from '../../base/index.ts';
import { commandFor, sendOnChannel } from './channels.ts';
import { converse, whole } from './conversation.ts';

for (const [cla, channel, sent] of [
  [0x00, 1, 0x01],
  [0x0c, 3, 0x0f],
  [0x10, 2, 0x12],
  [0x00, 4, 0x40],
  [0x0c, 19, 0x6f],
  [0x10, 5, 0x51],
  [0x43, 2, 0x02],
  [0x80, 0, 0x80],
  [0x83, 1, 0x81],
  [0x84, 19, 0xef],
  [0x94, 4, 0xf0],
  [0xc5, 1, 0x81],
  [0x20, 1, 0x21],
  [0x3f, 2, 0x3e],
  [0x20, 7, 0x20],
  [0xa0, 1, 0xa1],
  [0xa3, 0, 0xa0],
  [0xb0, 2, 0xb2],
  [0xbf, 1, 0xbd],
  [0xa0, 5, 0xe1],
  [0xb0, 18, 0xfe],
] as const) {
  const title = `class ${hex(bytes(cla))} on channel ${channel} is sent as ${hex(bytes(sent))}`;
  test(`${title} [OMAPI §6.2.7]`, () => {
    assert.equal(
      hex(commandFor(bytes(cla, 0xca, 0, 0x66, 0), channel)),
      hex(bytes(sent)) + 'CA006600',
    );
  });
}

test('no class is sent on another channel than the one it is for', () => {
  for (let cla = 0; cla < 0xff; cla++)
    for (let channel = 0; channel < 20; channel++) {
      const sent: number[] = [];
      converse(sendOnChannel(bytes(cla, 0xca, 0, 0), channel), (apdu) => {
        sent.push(apdu[0]!);
        return bytes(0x90, 0x00);
      });
      const wide = sent[0] === undefined ? undefined : channelIn(sent[0]);
      assert.ok(wide === undefined || wide === channel, `${cla} on ${channel}: ${sent[0]}`);
    }
});

/** The channel that a class says; none in a reserved class, or where the command was not sent. */
function channelIn(cla: number): number | undefined {
  if ((cla & 0xe0) === 0x20) return undefined;
  return (cla & 0x40) === 0 ? cla & 3 : 4 + (cla & 15);
}

for (const [why, apdu, channel] of [
  ['FF', 'FFCA000000', 1],
  ['9C on channel 19, which would be FF', '9CCA000000', 19],
  ['under 4 bytes', '00A4', 1],
  ['INS 6X', '8060000000', 1],
  ['INS 9X', '809F000000', 1],
  ['Lc above the length', '80E2000005AA', 1],
  ['Lc under the length', '80E2000001AABBCC', 1],
  ['an extended Lc above the length', '80E20000000005AA', 1],
  ['an extended Lc of 0', '80E20000000000AA', 1],
] as const) {
  test(`not a command: ${why} [OMAPI §6.2.7] [TEESE §4.4]`, () => {
    assert.throws(
      () => commandFor(unhex(apdu), channel),
      (error) => error instanceof HostError && error.code === 'INPUT_INVALID',
    );
  });
}

for (const apdu of ['00CA0066', '00CA006600', '80E2000001AA', '80E2000001AA00', '00CA0066000000'])
  test(`a command of any case is sent: ${apdu}`, () => {
    assert.equal(hex(commandFor(unhex(apdu), 0)), apdu);
  });

for (const apdu of ['80E20000000001AA', '80E20000000001AA0100'])
  test(`an extended command of any case is sent: ${apdu}`, () => {
    assert.equal(hex(commandFor(unhex(apdu), 0)), apdu);
  });

for (const [cla, response] of [
  [0xa1, 0x01],
  [0xb2, 0x02],
  [0x82, 0x02],
  [0x45, 0x45],
  [0xe1, 0x41],
] as const) {
  test(`the rest of an answer is fetched on the channel of ${hex(bytes(cla))}`, () => {
    const sent: string[] = [];
    const answer = converse(whole(bytes(cla, 0xca, 0, 0, 0)), (apdu) => {
      sent.push(hex(apdu));
      return sent.length === 1 ? bytes(0x61, 0x01) : bytes(0xaa, 0x90, 0x00);
    });
    assert.equal(sent[1], `${hex(bytes(response))}C0000001`);
    assert.equal(hex(answer), 'AA9000');
  });
}

test('a class without a form for the channel is answered without the card', () => {
  const answer = converse(sendOnChannel(unhex('FFCA000000'), 1), () => assert.fail('sent'));
  assert.equal(hex(answer), '6E00');
});
