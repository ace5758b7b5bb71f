/** Protocols, versions and the hardware of the figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError } from '../../../src/base/index.ts';
import { parseDescription } from '../../../src/device/index.ts';
import { COMMON, ese, euicc, field, patent } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

test('T=0: the answer to a case 4 command is fetched by GET RESPONSE [M-70]', () => {
  const tpdu = hostRig(patent, {}, { manner: 'tpdu' });
  assert.match(tpdu.select('t0', COMMON), /^61..$/);
  const length = tpdu.select('t0', COMMON).slice(2);
  assert.match(tpdu.send('t0', `00C00000${length}`), /^6F.*9000$/);
  const whole = hostRig(patent);
  assert.match(whole.select('t0', COMMON), /^6F.*9000$/);
});

test('T=0: MANAGE CHANNEL brings no data, so odd parameters are refused at once [M-70]', () => {
  const rig = hostRig(patent, {}, { manner: 'tpdu' });
  for (const [apdu, sw] of [
    ['0070400001', '6A86'],
    ['0070000000', '6C01'],
    ['0070000001', '019000'],
    ['0070800101', '9000'],
    ['0070800100', '6200'],
  ] as const) {
    assert.equal(rig.send('t0', apdu), sw, apdu);
  }
});

test('T=1: blocks carry the answer straight, with either error detection code [M-71]', () => {
  for (const edc of ['lrc', 'crc']) {
    const interfaces = [{ id: 'iso1', kind: 'iso', edc, links: [{ id: 't1', protocol: 't1' }] }];
    const rig = hostRig(patent, { interfaces });
    assert.match(rig.select('t1', COMMON), /^6F.*9000$/);
  }
});

test('one ISO interface carries T=0 and T=1, one at a time, by PPS [M-70] [M-71]', () => {
  const rig = hostRig(field);
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /^t0: /);
  rig.host.terminal('t0').powerOff(rig.now);
  rig.select('t1', COMMON);
  assert.match(rig.lastDecision(), /^t1: /);
});

test('each link says whether it works in contact or contactless mode [M-78]', () => {
  const rig = hostRig(patent);
  assert.deepEqual(
    rig.device.management.links().map((one) => `${one.id} ${one.mode}`),
    [
      't0 contact',
      't1 contact',
      'spi contact',
      'swp-a contactless',
      'swp-b contactless',
      'apdu-gate contact',
    ],
  );
});

test('the edition of SGP.22 is data, and EUICCInfo1 reports it [M-26] [M-80] [M-81]', () => {
  for (const [version, svn] of [
    ['2.0', '020000'],
    ['2.1', '020100'],
    ['2.2', '020200'],
  ] as const) {
    const rig = hostRig(patent, { containers: [{ ...structuredClone(euicc), version }, ese] });
    rig.select('t1', COMMON);
    assert.match(rig.send('t1', '80E2910003BF200000'), new RegExp(`^BF20..8203${svn}`));
    assert.equal(rig.device.management.containers()[0]!.title, `eUICC SGP.22 ${version}`);
  }
});

test('the edition of GlobalPlatform is data, and card recognition data report it [M-81]', () => {
  for (const [version, octets] of [
    ['2.2.1', '020201'],
    ['2.3', '0203'],
    ['2.3.1', '020301'],
  ] as const) {
    const rig = hostRig(patent, { containers: [euicc, { ...structuredClone(ese), version }] });
    rig.select('spi', COMMON);
    assert.ok(rig.send('spi', '80CA006600').includes(`2A864886FC6B02${octets}`), version);
  }
});

test('processor, working memory, non-volatile memory and interface are there [M-103] [M-106]', () => {
  const memory = { ram: 20_000, nvm: 600_000 };
  const { device } = hostRig(patent, { memory });
  assert.deepEqual(device.description.memory, memory);
  const rig = hostRig(patent, { costs: { '80CA': 5_000, '80E2': 5_000 } });
  for (const link of ['t0', 't1', 'spi']) {
    rig.select(link, COMMON);
    const from = rig.now;
    // GET DATA of what is not there ends with its header on T=0, before it costs anything.
    const command = link === 'spi' ? '80CA004500' : '80E2910003BF2E00';
    assert.match(rig.send(link, command), /9000$/);
    assert.ok(rig.now - from >= 5_000_000, `${link}: the processor took its time`);
  }
  const tooMuch = { memory: { ram: 20_000, nvm: 300_000 } };
  assert.throws(
    () => hostRig(patent, tooMuch),
    (error) => error instanceof HostError && /quotas/.test(error.message),
  );
});

test('non-volatile memory holds the OS and both containers, each in a part of its own [M-105]', () => {
  const rig = hostRig(patent);
  const entry = { common: 'A0000000990001', container: 'C20', real: 'A000000152000000' };
  rig.device.management.addAlias(entry);
  rig.select('t1', COMMON);
  const nickname = `BF29125A0A${iccidOf(rig)}900441424344`;
  assert.equal(rig.send('t1', `80E2910015${nickname}00`), 'BF29038001009000');
  rig.select('spi', COMMON);
  rig.send('spi', '8050000008010203040506070800');
  const parts = new Set([...rig.stored.keys()].map((key) => key.split('/')[0]));
  for (const part of ['os', 'container.C20', 'container.C30']) assert.ok(parts.has(part), part);
});

test('RAM goes with the power, non-volatile memory stays [M-104] [M-107]', () => {
  const rig = hostRig(patent);
  rig.select('t1', COMMON);
  const nickname = `BF29145A0A${iccidOf(rig)}900648656C6C6F21`;
  assert.equal(
    rig.send('t1', `80E29100${(nickname.length / 2).toString(16).padStart(2, '0')}${nickname}00`),
    'BF29038001009000',
  );
  rig.send('t1', '0070000001');
  rig.reset('t1');
  assert.equal(rig.send('t1', '01A4040000'), '6881', 'channels are RAM');
  const again = hostRig(patent, {}, { image: rig.stored });
  again.select('t1', COMMON);
  assert.match(again.send('t1', '80E2910003BF2D0000'), /900648656C6C6F21/);
});

test('the power may go at any moment: what was acknowledged is there again [M-107]', () => {
  const rig = hostRig(patent);
  rig.select('t1', COMMON);
  const iccid = iccidOf(rig);
  for (let round = 0; round < 8; round++) {
    const name = `${(round + 16).toString(16)}`.repeat(4).toUpperCase();
    const command = `BF29125A0A${iccid}9004${name}`;
    assert.equal(
      rig.send('t1', `80E29100${(command.length / 2).toString(16)}${command}00`),
      'BF29038001009000',
    );
    const again = hostRig(patent, {}, { image: rig.stored });
    again.select('t1', COMMON);
    assert.ok(again.send('t1', '80E2910003BF2D0000').includes(`9004${name}`));
  }
});

test('a description that breaks its schema is refused with the field and what is allowed [M-32]', () => {
  const wrong = { ...structuredClone(patent), policy: 'sometimes' };
  assert.throws(
    () => parseDescription(wrong),
    (error) =>
      error instanceof HostError &&
      error.code === 'DESCRIPTION_INVALID' &&
      /policy/.test(error.message),
  );
});

/** The first profile's ICCID as it is coded. */
function iccidOf(rig: { send(link: string, apdu: string): string }): string {
  return /5A0A([0-9A-F]{20})/.exec(rig.send('t1', '80E2910003BF2D0000'))![1]!;
}
