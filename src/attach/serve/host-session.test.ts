/** Connections as clients of the host: each has its own application and modem line. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { HostError } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { DeviceService } from '../service/index.ts';
import { ServiceSession } from './session.ts';

const COMMON = 'A000000151000000';
const services: DeviceService[] = [];
after(async () => {
  for (const service of services) await service.close();
});

function phone(): { readonly service: DeviceService; client(): ServiceSession } {
  const service = DeviceService.inMemory(parseDescription(presets.phone), {
    seed: Uint8Array.of(1),
  });
  services.push(service);
  return { service, client: () => new ServiceSession(service, { onLine() {}, onCapture() {} }) };
}

const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

test('an application that ends gives back what it had open [M-94]', async () => {
  const { client } = phone();
  const [one, other] = [client(), client()];
  const basic = { from: 'rich-os', aid: COMMON, basic: true };
  assert.equal((await one.ask('host.open', basic)).number, 0);
  const logical = await one.ask('host.open', { from: 'rich-os', aid: COMMON });
  assert.equal(logical.number, 1);
  await assert.rejects(other.ask('host.open', basic), hasCode('CHANNEL_UNAVAILABLE'));
  assert.equal((await other.ask('host.open', { from: 'rich-os', aid: COMMON })).number, 2);
  one.close();
  assert.equal((await other.ask('host.open', basic)).number, 0);
  assert.equal((await other.ask('host.open', { from: 'rich-os', aid: COMMON })).number, 1);
});

test('channels are named by who opened them, until they are closed [M-94]', async () => {
  const { client } = phone();
  const [one, other] = [client(), client()];
  const { channel } = await one.ask('host.open', { from: 'tee', aid: COMMON });
  const apdu = '80CA006600';
  assert.match((await one.ask('host.transmit', { channel, apdu })).answer, /^66.*9000$/);
  await assert.rejects(other.ask('host.transmit', { channel, apdu }), hasCode('CHANNEL_CLOSED'));
  assert.equal((await one.ask('host.next', { channel, aid: COMMON })).selectResponse, null);
  await one.ask('host.close', { channel });
  await assert.rejects(one.ask('host.transmit', { channel, apdu }), hasCode('CHANNEL_CLOSED'));
  const wrong = { from: 'tee', aid: 'A0000009990001' };
  for (let round = 0; round < 25; round++)
    await assert.rejects(one.ask('host.open', wrong), hasCode('APPLICATION_UNKNOWN'));
  assert.equal((await one.ask('host.open', { from: 'tee', aid: COMMON })).number, 1);
});

test('a modem’s channels outlive the client that opened them, its settings do not [M-93]', async () => {
  const { client, service } = phone();
  const at = async (session: ServiceSession, line: string) =>
    (await session.ask('host.at', { line })).lines;
  const one = client();
  assert.deepEqual(await at(one, `AT+CMEE=1;+CCHO="${COMMON}"`), ['+CCHO: 1', 'OK']);
  one.close();
  const other = client();
  assert.deepEqual(await at(other, 'AT+CMEE?'), ['+CMEE: 0', 'OK']);
  await other.ask('power.on', { link: 't0' });
  await other.ask('power.off', { link: 't0' });
  assert.deepEqual(await at(other, 'AT+CCHC=1'), ['OK'], 'the modem held its card session');
  await other.ask('power.off', { link: 't0' });
  assert.equal(service.runner.powered('t0'), false, 'and holds none without a channel');
});

test('a server’s script needs a channel, and leaves none open [M-90]', async () => {
  const { client } = phone();
  const session = client();
  const commands = [`00A4040008${COMMON}`, '80CA006600'];
  const { link, answers } = await session.ask('host.script', { commands });
  assert.equal(link, 't0');
  assert.deepEqual(
    answers.map((answer) => answer.slice(-4)),
    ['9000', '9000'],
  );
  for (let channel = 1; channel <= 19; channel++)
    assert.match((await session.ask('host.at', { line: `AT+CCHO="${COMMON}"` })).lines[0]!, /CCHO/);
  assert.deepEqual((await session.ask('host.script', { commands })).answers, []);
  await session.ask('host.at', { line: 'AT+CCHC=7' });
  assert.equal((await session.ask('host.script', { commands })).answers.length, 2);
});
