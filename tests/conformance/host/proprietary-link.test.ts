/** A link protocol that is no part of the product: the example, taken as its users take it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HostError } from '../../../src/base/index.ts';
import { createDevice } from '../../../src/index.ts';
import { COMMON, interfacesOf, patent } from '../../support/descriptions.ts';
import { EXAMPLE_PATH, lengthPrefixedUart, UART } from '../../support/example-plugin.ts';
import { hostRig } from '../../support/host-rig.ts';

const LINES_MAX = 60;

const interfaces = [...interfacesOf('t0'), UART];
const plugins = [lengthPrefixedUart];

test('a plug-in protocol is added by a description and a plug-in, and routes [M-77] [M-93]', () => {
  const rig = hostRig(patent, { interfaces }, { plugins });
  assert.equal(rig.host.terminal('uart').client, 'computer');
  assert.equal(rig.powerOn('uart'), '3B00');
  assert.match(rig.select('uart', COMMON), /^6F.*9000$/);
  assert.match(rig.lastDecision(), /^uart: route A000000151000000 -> C30/);
  rig.select('t0', COMMON);
  assert.match(rig.lastDecision(), /^t0: route A000000151000000 -> C20/);
});

test('its answers wait for what they wrote, and its reset ends its sessions alone [M-77]', () => {
  const rig = hostRig(patent, { interfaces }, { plugins });
  assert.equal(rig.send('uart', '0070000001'), '019000');
  assert.equal(rig.send('t0', '0070000001'), '019000');
  rig.reset('uart');
  assert.equal(rig.send('uart', '01A4040000'), '6881');
  assert.match(rig.send('t0', '01A4040000'), /9000$/);
  rig.powerOff('uart');
  assert.match(rig.select('uart', COMMON), /9000$/);
});

test('pairing rules name the protocol or the link, as with any other [M-77] [M-53]', () => {
  const pairing = {
    rules: [
      { link: 'proprietary', container: 'C20' },
      { link: '*', container: 'C30' },
    ],
  };
  const rig = hostRig(patent, { interfaces, pairing }, { plugins });
  rig.select('uart', COMMON);
  assert.match(rig.lastDecision(), /^uart: route A000000151000000 -> C20/);
});

test('the in-process API takes the plug-in at boot and hands it on to forks [M-77]', async () => {
  const description = { ...structuredClone(patent), interfaces };
  const device = await createDevice(description, { plugins });
  const fork = await device.fork();
  for (const one of [device, fork]) {
    const answer = await one.link('uart').transmit(`00A4040008${COMMON}00`);
    assert.match(answer.hex, /^6F.*9000$/);
    await one.close();
  }
});

test('a missing plug-in is named, and what to do [M-77]', () => {
  assert.throws(
    () => hostRig(patent, { interfaces }),
    (error: unknown) =>
      error instanceof HostError &&
      error.code === 'UNSUPPORTED' &&
      error.message.includes('"length-prefixed-uart"') &&
      error.next.includes('plugins'),
  );
});

test('the example is short, and imports nothing [M-77]', () => {
  const text = readFileSync(EXAMPLE_PATH, 'utf8');
  const code = text.replaceAll(/\/\*[^]*?\*\//g, '');
  assert.ok(code.split('\n').filter((line) => line.trim() !== '').length < LINES_MAX);
  assert.ok(text.split('\n').every((line) => [...line].length <= 100));
  assert.doesNotMatch(code, /\bimport\b/);
});
