import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { HostError } from '../../base/index.ts';
import { connectControl, type DeviceApi } from '../control/index.ts';
import { folderPaths } from '../../keep/data-folder/places/index.ts';
import { DeviceService, type TraceRow } from '../service/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { LineSplitter, socketName } from '../streams/index.ts';
import { type ControlServer, localApi, serveControl } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-control-'));
// Deep, so that the socket's path is longer than a socket's name may be.
const root = join(
  scratch,
  'a-folder-with-a-long-name'.repeat(3),
  'and-another-one-below-it'.repeat(3),
);
const paths = folderPaths(root);
let service: DeviceService;
let server: ControlServer;
let api: DeviceApi;
const { XDG_DATA_HOME: dataHome } = process.env;

before(async () => {
  process.env['XDG_DATA_HOME'] = scratch;
  mkdirSync(root, { recursive: true });
  const requested = { description: parseDescription(presets.patent) };
  service = await DeviceService.open({ root, requested, doing: 'test', seed: '00' });
  server = await serveControl(service, paths.socket);
  api = (await connectControl(paths.socket))!;
});

after(async () => {
  await api?.close();
  await server?.close();
  await service?.close();
  if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = dataHome;
  rmSync(scratch, { recursive: true, force: true });
});

const SELECT = '00A4040008A000000151000000';
const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

/** A client that writes whatever it likes. */
class RawClient {
  readonly #splitter = new LineSplitter(1_000_000);
  readonly #lines: string[] = [];
  #wake: () => void = () => {};
  readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      for (const line of this.#splitter.push(chunk)) this.#lines.push(line ?? '');
      this.#wake();
    });
  }

  static open(): Promise<RawClient> {
    const { name, release } = socketName(paths.socket);
    return new Promise((resolve, reject) => {
      const socket = connect(name);
      socket.once('connect', () => {
        release();
        resolve(new RawClient(socket));
      });
      socket.once('error', reject);
    });
  }

  async line(): Promise<Record<string, unknown>> {
    while (this.#lines.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return JSON.parse(this.#lines.shift()!) as Record<string, unknown>;
  }
}

test('the socket is for its user alone', () => {
  assert.equal(statSync(paths.socket).mode & 0o777, 0o600);
});

test('the same name over two links: two roots, through the socket', async () => {
  const t0 = await api.ask('transmit', { link: 't0', apdu: SELECT });
  const spi = await api.ask('transmit', { link: 'spi', apdu: SELECT });
  assert.match(t0.answer, /^6F.*9F6501FFE0.*9000$/, 'whole, though the link is T=0');
  assert.match(spi.answer, /^6F.*9000$/);
  assert.notEqual(t0.answer, spi.answer);
  const raw = await api.ask('transmit', { link: 't0', apdu: SELECT, raw: true });
  assert.match(raw.answer, /^61..$/);
});

test('errors come with their code, text and what to do', async () => {
  await assert.rejects(api.ask('transmit', { link: 'x', apdu: SELECT }), (error: unknown) => {
    assert.ok(error instanceof HostError);
    const known = 'use one of: t0, t1, spi, swp-a, swp-b, apdu-gate';
    assert.deepEqual([error.code, error.next], ['LINK_UNKNOWN', known]);
    return true;
  });
  await assert.rejects(api.ask('transmit', { link: 't0', apdu: '0' }), hasCode('INPUT_INVALID'));
  await assert.rejects(api.ask('transmit', { link: 't0' } as never), hasCode('INPUT_INVALID'));
  await assert.rejects(api.ask('explode' as never, {} as never), hasCode('INPUT_INVALID'));
  await assert.rejects(api.ask('state.snapshot', { name: '../x' }), hasCode('INPUT_INVALID'));
});

test('lines that are no request are answered as such, and the next is served', async () => {
  const client = await RawClient.open();
  const bad = [
    '{',
    '[]',
    'null',
    '7',
    '{"id":-1,"op":"topology"}',
    '{"id":1,"op":"topology","params":7}',
    '{"id":2}',
  ];
  for (const line of bad) {
    client.socket.write(`${line}\n`);
    const answer = await client.line();
    assert.equal(answer['ok'], false, line);
    assert.equal((answer['error'] as { code: string }).code, 'INPUT_INVALID', line);
  }
  client.socket.write(`${'x'.repeat(300_000)}\n{"id":9,"op":"topology"}\n`);
  assert.equal((await client.line())['ok'], false);
  const good = await client.line();
  assert.deepEqual([good['id'], good['ok']], [9, true]);
  client.socket.destroy();
});

test('a client that disconnects during a request affects no other client', async () => {
  const client = await RawClient.open();
  client.socket.write(
    `{"id":1,"op":"transmit","params":{"link":"spi","apdu":"${SELECT}"}}\n{"id":2,"op"`,
  );
  client.socket.destroy();
  assert.match((await api.ask('transmit', { link: 'spi', apdu: SELECT })).answer, /9000$/);
});

test('pairing and aliases change between commands, are refused by name, and stay', async () => {
  const changed = await api.ask('pairing.set', { rules: [{ link: '*', container: 'C30' }] });
  assert.deepEqual(new Set(changed.links.map((row) => row.container)), new Set(['C30']));
  await assert.rejects(
    api.ask('pairing.set', { rules: [{ link: 't0', container: 'C20' }] }),
    hasCode('PAIRING_UNASSIGNED'),
  );
  const rules = [
    { link: 'iso7816-3', container: 'C20' },
    { link: '*', container: 'C30' },
  ];
  await api.ask('pairing.set', { rules });
  const entry = { common: 'A0000000871002', container: 'C20', real: 'A000000152000000' };
  const { aliases } = await api.ask('alias.add', entry);
  assert.ok(aliases.some((row) => row.common === entry.common));
  await api.ask('alias.remove', { common: entry.common, container: 'C20' });
});

test('the trace is followed with its reasons', async () => {
  const lines: TraceRow[] = [];
  const follower = (await connectControl(paths.socket))!;
  await follower.follow((line) => lines.push(line));
  await api.ask('transmit', { link: 't1', apdu: SELECT });
  await follower.ask('topology', {});
  assert.ok(
    lines.some(
      (line) => line.what === 'decision' && /aliased: t1 is paired with C20/.test(line.text),
    ),
  );
  await follower.close();
});

test('a tamper event mutes the device for everyone; a power cycle wakes it, and is traced', async () => {
  const answered = await api.ask('host.tamper', { why: 'light sensor' });
  assert.deepEqual(answered.mute?.code, 'DEVICE_MUTE');
  assert.equal(answered.mute?.why, 'light sensor');
  assert.match(answered.mute?.next ?? '', /bifrons host power-cycle/);
  await assert.rejects(api.ask('transmit', { link: 'spi', apdu: SELECT }), hasCode('DEVICE_MUTE'));
  await assert.rejects(api.ask('power.on', { link: 't0' }), hasCode('DEVICE_MUTE'));
  await assert.rejects(
    api.ask('alias.remove', { common: 'A000000151000000', container: 'C20' }),
    hasCode('DEVICE_MUTE'),
  );
  const { lines } = await api.ask('trace.read', {});
  assert.deepEqual(
    lines.slice(-1).map(({ where, what, text }) => [where, what, text]),
    [['device', 'tamper', 'light sensor']],
  );
  const woken = await api.ask('host.power-cycle', {});
  assert.equal(woken.mute, null);
  assert.match((await api.ask('transmit', { link: 'spi', apdu: SELECT })).answer, /9000$/);
  const after = await api.ask('trace.read', {});
  assert.match(after.lines[0]!.text, /the chip was mute: light sensor/);
  for (const why of ['', 'two\nlines', 'x'.repeat(101)])
    await assert.rejects(api.ask('host.tamper', { why }), hasCode('INPUT_INVALID'), why);
});

test('snapshot, change, restore: the memory is as it was; a fork goes its own way', async () => {
  await api.ask('state.snapshot', { name: 'before' });
  await api.ask('pairing.set', { rules: [{ link: '*', container: 'C20' }] });
  const { folder } = await api.ask('state.fork', { name: 'twin' });
  const report = await api.ask('state.restore', { name: 'before' });
  assert.deepEqual(
    report.snapshots.map((row) => row.name),
    ['before'],
  );
  const { pairing } = await api.ask('topology', {});
  assert.deepEqual(
    pairing.map((rule) => rule.container),
    ['C20', 'C30'],
  );
  const twin = localApi(await DeviceService.open({ root: folder, requested: {}, doing: 'test' }));
  assert.deepEqual(
    (await twin.ask('topology', {})).pairing.map((rule) => rule.container),
    ['C20'],
  );
  await twin.close();
  await assert.rejects(api.ask('state.restore', { name: 'never' }), hasCode('SNAPSHOT_UNKNOWN'));
  assert.match((await api.ask('transmit', { link: 'spi', apdu: SELECT })).answer, /9000$/);
});

test('what was changed is there after the device went down and up', async () => {
  await api.ask('pairing.set', {
    rules: [
      { link: 'spi', container: 'C20' },
      { link: '*', container: 'C30' },
    ],
  });
  await api.close();
  await server.close();
  await service.close();
  service = await DeviceService.open({ root, requested: {}, doing: 'test' });
  server = await serveControl(service, paths.socket);
  api = (await connectControl(paths.socket))!;
  const { links, fresh } = await api.ask('topology', {});
  assert.equal(fresh, false);
  assert.deepEqual(
    links.map((row) => row.container),
    ['C30', 'C30', 'C20', 'C30', 'C30', 'C30'],
  );
  await api.ask('state.reset', {});
  assert.deepEqual(
    (await api.ask('topology', {})).links.map((row) => row.container),
    ['C20', 'C20', 'C30', 'C30', 'C30', 'C30'],
  );
});

test('a flood of one client leaves the others their turn', async () => {
  const flooding = await RawClient.open();
  let answered = 0;
  flooding.socket.on('data', (chunk) => (answered += String(chunk).split('\n').length - 1));
  const request = (id: number) =>
    `${JSON.stringify({ id, op: 'transmit', params: { link: 't0', apdu: '0084000008' } })}\n`;
  const all = 5_000;
  flooding.socket.write(Array.from({ length: all }, (_, id) => request(id)).join(''));
  for (let commands = 0; commands < 3; commands++) {
    const before = answered;
    await api.ask('transmit', { link: 't1', apdu: SELECT });
    assert.ok(answered - before <= 200, `${answered - before} before one of another client`);
  }
  assert.ok(answered < all, 'the flood goes on');
  flooding.socket.destroy();
});
