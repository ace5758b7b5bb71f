import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hex, HostError, type Seed, unhex, utf8 } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';
import { type DescriptionInput, presets } from '../../device/index.ts';
import { lmdbStore } from '../../keep/store/index.ts';
import type { Device } from '../../run/device/index.ts';
import { Answer } from '../../run/clients/index.ts';
import { memoryStore } from '../../run/store/index.ts';
import { parseTranscript } from '../../run/transcript/index.ts';
import { createDevice } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-in-process-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const SELECT = '00A4040008A000000151000000';
const CHALLENGE = '80E2910003BF2E00';
const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

test('one name over two links reaches two roots, as hexadecimal, bytes and status [M-06] [M-51] [M-52]', async () => {
  const device = await createDevice(presets.patent);
  const answers = await Promise.all(
    ['t0', 't1', 'spi'].map((id) => device.link(id).transmit(SELECT)),
  );
  const [t0, t1, spi] = answers.map(String);
  assert.equal(t0, t1);
  assert.notEqual(t0, spi);
  for (const answer of answers) {
    assert.equal(answer.sw, 0x9000);
    assert.equal(`${hex(answer.data)}9000`, answer.hex);
    assert.equal(JSON.stringify({ answer }), `{"answer":"${answer.hex}"}`);
  }
  assert.equal(hex(await device.link('spi').transceive(unhex(SELECT))), spi);
  await device.close();
});

test('a seed means the same as text, as number, as bytes and in a transcript', async () => {
  const select = '00A4040010A0000005591010FFFFFFFF890000010000';
  const getChallenge = '80E2910003BF2E00';
  const challenge = async (seed: Seed): Promise<string> => {
    await using device = await createDevice(presets.field, { seed });
    assert.ok((await device.link('t0').transmit(select)).ok);
    return String(await device.link('t0').transmit(getChallenge));
  };
  const requested = await challenge('1');
  assert.equal(await challenge(unhex('000000000001')), requested);
  assert.equal(await challenge('0001'), requested);
  assert.equal(await challenge(parseTranscript('@seed 1').seed!), requested);
  assert.notEqual(await challenge('2'), requested);
  assert.equal(await challenge('one'), await challenge(utf8('one')));
  await assert.rejects(challenge(''), { code: 'INPUT_INVALID' });
  await assert.rejects(challenge(unhex('')), { code: 'INPUT_INVALID' });
});

test('an answer says whether all is well; a warning is not', () => {
  for (const sw of ['9000', '6110', '910F']) assert.equal(new Answer(unhex(sw)).ok, true, sw);
  for (const sw of ['6283', '63C2', '6A82', '6F00']) {
    assert.equal(new Answer(unhex(sw)).ok, false, sw);
  }
});

test('await using closes the device at the end of the block', async () => {
  let outside: Device;
  {
    await using device = await createDevice(presets.patent);
    outside = device;
    assert.equal((await device.link('spi').transmit('00A4040000')).sw, 0x9000);
  }
  await assert.rejects(outside.link('spi').transmit('00A4040000'), { code: 'LINK_DOWN' });
});

test('one seed, one device: the same bytes; another seed, another challenge', async () => {
  const challenge = async (seed: string): Promise<string> => {
    const device = await createDevice(presets.patent, { seed });
    await device.link('t1').transmit(SELECT);
    return (await device.link('t1').transmit(CHALLENGE)).hex;
  };
  const [one, again, other] = [
    await challenge('one'),
    await challenge('one'),
    await challenge('two'),
  ];
  assert.match(one, /^BF2E128010.*9000$/);
  assert.equal(one, again);
  assert.notEqual(one, other);
});

test('any crypto provider gives the same bytes, and a fork keeps the provider of its device', async () => {
  let calls = 0;
  const counted = {
    ...pureCrypto,
    aes: (key: Uint8Array) => {
      calls++;
      return pureCrypto.aes(key);
    },
  };
  const update = async (device: Device): Promise<string> => {
    await device.link('spi').transmit(SELECT);
    return (await device.link('spi').transmit('80503000080102030405060708')).hex;
  };
  const given = ['native', 'pure', counted] as const;
  const answers = await Promise.all(
    given.map(async (crypto) => update(await createDevice(presets.patent, { seed: 'x', crypto }))),
  );
  assert.match(answers[0]!, /9000$/);
  assert.equal(new Set(answers).size, 1);
  const before = calls;
  assert.ok(before > 0);
  const device = await createDevice(presets.patent, { seed: 'x', crypto: counted });
  await update(await device.fork({ seed: 'y' }));
  assert.equal(calls, 2 * before);
});

test('what the manufacturer changes decides at once, and is refused by name', async () => {
  const device = await createDevice(presets.patent);
  const before = (await device.link('spi').transmit(SELECT)).hex;
  await device.setPairing([{ link: '*', container: 'C20' }]);
  assert.notEqual((await device.link('spi').transmit(SELECT)).hex, before);
  await assert.rejects(device.setPairing([]), hasCode('PAIRING_UNASSIGNED'));
  await device.removeAlias({ common: 'A000000151000000', container: 'C20' });
  assert.equal(
    (await device.link('spi').transmit(SELECT)).hex,
    before,
    'no name is common any more',
  );
  await device.addAlias({ common: 'A000000151000000', container: 'C20', real: 'A000000152000000' });
  assert.equal(device.topology().aliases.length, 1);
  const { ruling } = device.topology();
  await device.setRuling({ ...ruling, reach: { C20: 'own' } });
  await device.setPairing([{ link: '*', container: 'C30' }]);
  assert.equal((await device.link('spi').transmit('00A4040008A000000152000000')).hex, '6A82');
  const strange = { rules: [], reach: { C9: 'own' } } as const;
  await assert.rejects(device.setRuling(strange), hasCode('RULING_INVALID'));
});

test('a fork has the memory and goes its own way; a snapshot boots cold', async () => {
  const device = await createDevice(presets.patent, { seed: 'x' });
  await device.setPairing([{ link: '*', container: 'C20' }]);
  const snapshot = await device.snapshot();
  const fork = await device.fork({ seed: 'y' });
  await device.setPairing([{ link: '*', container: 'C30' }]);
  const containers = (one: typeof device): Set<string> =>
    new Set(one.topology().links.map((row) => row.container));
  assert.deepEqual(containers(fork), new Set(['C20']));
  assert.deepEqual(containers(device), new Set(['C30']));
  assert.deepEqual(containers(await createDevice(snapshot)), new Set(['C20']));
});

test('with a store the memory outlives the device', async () => {
  const folder = join(scratch, 'store');
  const device = await createDevice(presets.patent, { store: await lmdbStore.open(folder) });
  await device.setPairing([{ link: '*', container: 'C20' }]);
  await device.close();
  const again = await createDevice(presets.patent, { store: await lmdbStore.open(folder) });
  assert.equal(again.topology().links[2]?.container, 'C20');
  await again.close();
  await assert.rejects(again.link('spi').transmit(SELECT), hasCode('LINK_DOWN'));
});

test('power, reset and the answer to reset', async () => {
  const device = await createDevice(presets.patent);
  const t1 = device.link('t1');
  assert.equal(t1.atr, undefined);
  const atr = await t1.powerOn();
  assert.equal(atr[0], 0x3b);
  assert.equal(hex(t1.atr!), hex(atr));
  assert.equal(hex(await t1.reset()), hex(atr));
  await t1.powerOff();
  assert.equal(t1.atr, undefined);
});

test('the trace gives each route and its reason; the manner `tpdu` shows T=0 unresolved', async () => {
  const device = await createDevice(presets.patent, { manner: 'tpdu' });
  const words: string[] = [];
  const stop = device.onTrace((line) => words.push(line.words()));
  assert.equal((await device.link('t0').transmit(SELECT)).sw >> 8, 0x61);
  stop();
  await device.link('spi').transmit(SELECT);
  assert.ok(words.some((line) => line.endsWith('aliased: t0 is paired with C20')));
  assert.ok(!words.some((line) => line.includes('spi')));
  assert.ok(device.trace().some((line) => line.words().includes('spi')));
});

test('wrong input is rejected with a code: link, APDU, description', async () => {
  const device = await createDevice(presets.patent);
  assert.throws(() => device.link('usb'), hasCode('LINK_UNKNOWN'));
  await assert.rejects(device.link('spi').transmit('0A4'), hasCode('INPUT_INVALID'));
  await assert.rejects(
    createDevice(JSON.parse('{"bifrons":2}') as DescriptionInput),
    hasCode('DESCRIPTION_INVALID'),
  );
});

test('a transcript runs against the device', async () => {
  const device = await createDevice(presets.patent);
  const text =
    `@link t0\n> ${SELECT}\n< 6F .. 8408A000000151000000 .. 9000\n` +
    `@link spi\n> ${SELECT}\n< 6A82\n`;
  const met: boolean[] = [];
  assert.equal(await device.runTranscript(text, (result) => void met.push(result.met)), false);
  assert.deepEqual(met, [true, false]);
});

test('what a link cannot carry is refused by status word, and the card session goes on', async () => {
  const device = await createDevice(presets.patent);
  for (const link of device.links) {
    const selected = (await link.transmit(SELECT)).hex;
    const session = device.trace().length;
    for (const apdu of ['', '00', '00A404', '00A4040008A0', '00A404000000']) {
      assert.equal((await link.transmit(apdu)).hex, '6700', `${link.id} ${apdu}`);
    }
    assert.equal((await link.transmit('FFCA000000')).hex, '6E00', link.id);
    const resets = device
      .trace()
      .slice(session)
      .filter(({ record }) => record.what === 'reset');
    assert.deepEqual(resets, [], link.id);
    assert.equal((await link.transmit(SELECT)).hex, selected);
  }
});

/** SetNickname of the first profile. */
const NAMING = '80E2910013BF29105A0A980001010000000000F190024E3100';

test('a command sent while power is cycled is refused, or what it wrote is kept [M-104]', async () => {
  const device = await createDevice(presets.patent, { seed: 'x' });
  const link = device.link('t1');
  await link.transmit(SELECT);
  const { image: before } = await device.snapshot();
  const cycled = device.host.powerCycle();
  const isAnswered = await link.transmit(NAMING).then(
    ({ sw }) => sw === 0x9000,
    (error: unknown) => !hasCode('LINK_DOWN')(error),
  );
  await cycled;
  const { image: after } = await device.snapshot();
  const isKept = [...after].some(
    ([key, value]) => hex(value) !== hex(before.get(key) ?? unhex('')),
  );
  assert.equal(isKept, isAnswered);
  await device.close();
});

test('a store that does not take memory back ends the device, and says so', async () => {
  const store = { ...memoryStore(), replace: () => Promise.reject(new Error('EIO: i/o error')) };
  const device = await createDevice(presets.patent, { seed: 'x', store });
  await assert.rejects(device.host.powerCycle(), hasCode('STORE_WRITE'));
  await assert.rejects(device.link('t1').transmit(SELECT), hasCode('STORE_WRITE'));
  await device.close();
});
