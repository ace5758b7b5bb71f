import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Bytes, hex, unhex } from '../../base/index.ts';
import { presets } from '../../device/index.ts';
import { createDevice } from '../in-process/index.ts';
import { LpacCard, type LpacLink, serveLpac } from './index.ts';

function fake(answers: Readonly<Record<string, string>>): LpacLink & { readonly sent: string[] } {
  const sent: string[] = [];
  return {
    sent,
    powerOn: async () => sent.push('on'),
    powerOff: async () => sent.push('off'),
    async transmit(apdu: Bytes) {
      sent.push(hex(apdu));
      const answer = answers[hex(apdu)];
      if (answer === undefined) throw new Error('the link is down');
      return unhex(answer);
    },
  };
}

const request = (func: string, param: string | null = null): string =>
  JSON.stringify({ type: 'apdu', payload: { func, param } });

async function ask(card: LpacCard, line: string): Promise<{ ecode: number; data: string | null }> {
  const reply = await card.take(line);
  assert.ok('answer' in reply, line);
  const message = JSON.parse(reply.answer) as {
    type: string;
    payload: { ecode: number; data: string | null };
  };
  assert.equal(message.type, 'apdu');
  return message.payload;
}

test('a channel is opened and its number is returned in ecode; a channel left open is closed', async () => {
  const link = fake({
    '0070000001': '019000',
    '01A4040007A0000005591010': '6121',
    '81E2910003BF3E00': '9000',
    '0070800100': '9000',
  });
  const card = new LpacCard(link);
  assert.equal((await ask(card, request('connect'))).ecode, 0);
  assert.equal((await ask(card, request('logic_channel_open', 'a0000005591010'))).ecode, 1);
  assert.deepEqual(await ask(card, request('transmit', '81E2910003BF3E00')), {
    ecode: 0,
    data: '9000',
  });
  assert.equal((await ask(card, request('disconnect'))).ecode, 0);
  assert.deepEqual(link.sent.slice(-2), ['0070800100', 'off']);
});

test('a channel whose SELECT fails is closed again, and the failure is reported', async () => {
  const link = fake({
    '0070000001': '029000',
    '02A4040005A000000559': '6A82',
    '0070800200': '9000',
  });
  assert.equal(
    (await ask(new LpacCard(link), request('logic_channel_open', 'A000000559'))).ecode,
    -1,
  );
  assert.equal(link.sent.at(-1), '0070800200');
});

for (const line of [
  'not json',
  'null',
  '[]',
  '{"type":"apdu"}',
  '{"type":"apdu","payload":null}',
  '{"type":"apdu","payload":{"func":"explode","param":null}}',
  '{"type":"apdu","payload":{"func":7}}',
  request('transmit'),
  request('transmit', '00A4'),
  request('transmit', '00A4040'),
  request('transmit', 'zz'),
  request('transmit', '00A40400'),
  request('logic_channel_open'),
  request('logic_channel_open', '00'.repeat(17)),
  request('logic_channel_close', ''),
  '{"type":"apdu","payload":{"func":"transmit","param":{"a":1}}}',
  '{"type":"http","payload":{}}',
]) {
  test(`bad input is answered with -1: ${line.slice(0, 70)}`, async () => {
    assert.deepEqual(await ask(new LpacCard(fake({})), line), { ecode: -1, data: null });
  });
}

test('any line gets one answer or is passed on, never an exception', async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const near = fc.record({ type: fc.constantFrom('apdu', 'lpa', 7), payload: value });
  const lines = fc.oneof(
    fc.string(),
    value.map((one) => JSON.stringify(one)),
    near.map((one) => JSON.stringify(one)),
  );
  await fc.assert(
    fc.asyncProperty(lines, async (line) => {
      const reply = await new LpacCard(fake({})).take(line);
      if ('answer' in reply) assert.match(reply.answer, /"ecode":-?[0-9]+/);
      else assert.equal(reply.passOn, line);
    }),
    randomRuns('model'),
  );
});

test('over streams, against the device: GetEID on a channel of its own; results go to people', async () => {
  const device = await createDevice(presets.patent, { seed: 'lpac', manner: 'tpdu' });
  const t0 = device.link('t0');
  const input = new PassThrough();
  const output = new PassThrough();
  const passed: string[] = [];
  const link = {
    powerOn: () => t0.powerOn(),
    powerOff: () => t0.powerOff(),
    transmit: (apdu: Bytes) => t0.transceive(apdu),
  };
  const served = serveLpac(link, { input, output, passOn: (line) => passed.push(line) });
  const lines = [
    request('connect'),
    request('transmit', '80AA00000AA9088100820101830107'),
    request('logic_channel_open', 'A000000151000000'),
    request('transmit', '81E2910006BF3E035C015A'),
    request('transmit', '81C0000015'),
    '{"type":"lpa","payload":{"code":0}}',
    request('logic_channel_close', '01'),
    request('disconnect'),
  ];
  input.end(`${lines.join('\n')}\n`);
  await served;
  const answers = output.read().toString().trim().split('\n') as string[];
  const payloads = answers.map(
    (line) => (JSON.parse(line) as { payload: { ecode: number; data: string } }).payload,
  );
  assert.deepEqual(
    payloads.map(({ ecode }) => ecode),
    [0, 0, 1, 0, 0, 0, 0],
  );
  assert.equal(payloads[3]?.data, '6115');
  assert.equal(payloads[4]?.data, 'bf3e125a10890490320000000000000000002000809000');
  assert.deepEqual(passed, ['{"type":"lpa","payload":{"code":0}}']);
});
