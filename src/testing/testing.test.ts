import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError, unhex } from '../base/index.ts';
import {
  apduMatchers,
  assertApdu,
  assertSw,
  deviceFixture,
  openCard,
  presets,
  runTranscript,
  testDevice,
  TranscriptMismatch,
} from './index.ts';

const SELECT = '00A4040008A00000015100000000';

test('status words: numbers, digits, X for any digit', () => {
  const { toHaveSw } = apduMatchers;
  for (const expected of [0x6a82, '6A82', '6a82', '6AXX', 'XXXX']) {
    assert.equal(toHaveSw('6A82', expected).pass, true, String(expected));
  }
  for (const expected of [0x9000, '6A83', '61XX']) {
    assert.equal(toHaveSw('6A82', expected).pass, false, String(expected));
  }
  assert.match(
    toHaveSw(unhex('016A82'), 0x9000).message(),
    /^expected the status word 9000, got 6A82 \(file or application not found\)$/,
  );
  assert.match(toHaveSw('9000', 0x9000).message(), /^expected another status word than 9000/);
});

test('answers by a pattern, in any form that clients have', () => {
  const { toMatchApdu } = apduMatchers;
  for (const answer of ['6F 01 02 9000', unhex('6F01029000'), Buffer.from('6F01029000', 'hex')]) {
    assert.equal(toMatchApdu(answer, '6f .. 9000').pass, true);
    assert.equal(toMatchApdu(answer, '6F XX 02 9000').pass, true);
    assert.equal(toMatchApdu(answer, '6F 02 .. 9000').pass, false);
  }
  const { actual, expected } = toMatchApdu('6F01029000', '6F .. 6A82');
  assert.deepEqual({ actual, expected }, { actual: '6F01029000', expected: '6F..6A82' });
});

test('what is no answer or no expectation is an error, never a match', () => {
  for (const answer of [undefined, 5, '', '90', 'zz', unhex('90'), {}]) {
    assert.throws(() => apduMatchers.toHaveSw(answer, 'XXXX'), TypeError);
    assert.throws(() => apduMatchers.toMatchApdu(answer, '..'), TypeError);
  }
  for (const expected of ['', '900', 'OK', 0x19000]) {
    assert.throws(() => apduMatchers.toHaveSw('9000', expected), TypeError);
  }
  assert.throws(() => apduMatchers.toMatchApdu('9000', '9'), TypeError);
});

test('the assertions throw with both sides', () => {
  assertSw('9000', 0x9000);
  assertApdu('6F009000', '6F .. 9000');
  assert.throws(() => assertSw('6A82', '9000'), { actual: '6A82', expected: '9000' });
  assert.throws(() => assertApdu('6A82', '.. 9000'), { actual: '6A82', expected: '..9000' });
});

test('a device of a test is closed when the test ends, and the same each time', async (t) => {
  const ends: (() => Promise<void>)[] = [];
  const challenges = new Set<string>();
  for (const name of ['after', 'onTestFinished'] as const) {
    const context = { [name]: (end: () => Promise<void>) => void ends.push(end) };
    const device = await testDevice(context as never, presets.field);
    const isdR = '00A4040010A0000005591010FFFFFFFF890000010000';
    assert.ok((await device.link('t0').transmit(isdR)).ok);
    challenges.add(String(await device.link('t0').transmit('80E2910003BF2E00')));
    await ends.at(-1)!();
    await assert.rejects(device.link('t0').transmit(SELECT), { code: 'LINK_DOWN' });
  }
  assert.equal(challenges.size, 1);
  assert.match([...challenges][0]!, /^BF2E/);
  assert.ok((await (await testDevice(t)).link('spi').transmit(SELECT)).ok);
});

test('the fixture closes its device, also when the test fails', async () => {
  let held: Awaited<ReturnType<typeof testDevice>> | undefined;
  const failing = deviceFixture(presets.phone).device({}, async (device) => {
    held = device;
    assert.ok((await device.link('spi').transmit(SELECT)).ok);
    throw new Error('the test fails');
  });
  await assert.rejects(failing, /the test fails/);
  await assert.rejects(held!.link('spi').transmit(SELECT), { code: 'LINK_DOWN' });
});

test('a transcript that holds gives its results, on its own device and on one given', async (t) => {
  const text = `@preset field\n@seed 1\n@link spi\n@reset\n> ${SELECT}\n< 6F .. 9000\n`;
  assert.equal((await runTranscript(text)).length, 2);
  const device = await testDevice(t, presets.patent);
  assert.equal((await runTranscript(`> ${SELECT}\n< .. 9000`, device, { link: 't0' })).length, 1);
  const sent: string[] = [];
  const nothing = (): Promise<void> => Promise.resolve();
  const transmit = (link: string): Promise<Uint8Array> => {
    sent.push(link);
    return Promise.resolve(unhex('9000'));
  };
  const driver = { transmit, reset: nothing, powerOn: nothing, powerOff: nothing };
  await runTranscript('@link far\n> 00A40400\n< 9000\n', driver);
  assert.deepEqual(sent, ['far']);
});

test('a transcript that does not hold throws with the difference, after all of its steps', async () => {
  const text = [
    '@preset patent',
    '@link spi',
    `> ${SELECT}`,
    '< 6A82  # not there',
    `> ${SELECT}`,
    '< .. 9000',
    '> 80CA006600',
    '< 6A88',
    '',
  ].join('\n');
  const error = await runTranscript(text, undefined, { name: 'x.apdu' }).then(
    () => assert.fail('it held'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TranscriptMismatch);
  const [head, where, command, expected, got] = error.message.split('\n');
  assert.equal(head, 'x.apdu: 2 of 3 expected answers did not come');
  assert.equal(where, '  x.apdu:4  # not there');
  assert.equal(command, `    > ${SELECT}`);
  assert.equal(expected, '  - < 6A82');
  assert.match(got ?? '', /^ {2}\+ < 6F10.*9000$/);
  assert.match(error.expected, /^> .*\n< 6A82\n> .*\n< \.\. 9000\n/);
  assert.match(error.actual, /^> .*\n< 6F10.*9000\n> .*\n< \.\. 9000\n/);
  assert.equal(error.results.length, 3);
});

test('a transcript that is none, or for a preset that is none, is refused', async () => {
  await assert.rejects(runTranscript('? 00'), (error) => error instanceof HostError);
  await assert.rejects(runTranscript('@preset none\n@link t0\n> 00A40400'), /no preset "none"/);
});

test('a card for clients that send bytes', async (t) => {
  const device = await testDevice(t, presets.patent, { manner: 'tpdu' });
  const card = await openCard(device.link('t0'));
  assert.equal(card.atr[0], 0x3b);
  const select = unhex(SELECT);
  const answer = await card.transmit(select, 258);
  assert.ok(Buffer.isBuffer(answer), 'as PC/SC libraries have it');
  assertSw(answer, '61XX');
  const fetched = await card.transceive([0x00, 0xc0, 0x00, 0x00, answer.at(-1)!]);
  assertApdu(fetched, '6F .. 9000');
  assert.deepEqual(select, unhex(SELECT), 'the command is left as it was');
  assert.deepEqual(await card.reset(), card.atr);
  await card.disconnect();
  assert.equal(device.link('t0').atr, undefined);
});
