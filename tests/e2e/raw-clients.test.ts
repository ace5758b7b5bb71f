/**
 * Hosts that are turned away at raw sockets, and programs that stay: none of them holds anything.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { deviceFolder } from './support/device-folder.ts';
import { eventually, type Running } from './support/processes.ts';

const CLIENTS = 1_500;
/** What a process may open meanwhile for itself. */
const OWN_DESCRIPTORS = 8;
const skip = process.platform === 'linux' ? false : 'counts descriptors in /proc';

interface Client {
  readonly socket: Socket;
  /** Settles when the other side has ended it, for good. */
  readonly ended: Promise<void>;
}

/** Never closes its own side: what ends it is the device. */
function client(port: number): Promise<Client> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    // One that is still open must not keep a test that failed.
    socket.unref();
    const ended = new Promise<void>((reported) => {
      for (const event of ['end', 'close'] as const) socket.on(event, () => reported());
    });
    socket.on('error', () => socket.destroy());
    socket.on('data', () => {});
    for (const event of ['connect', 'close'] as const)
      socket.once(event, () => resolve({ socket, ended }));
  });
}

function portOf(device: Running, label: RegExp): number {
  const [, port] = label.exec(device.stdout) ?? [];
  assert.ok(port, device.stdout);
  return Number(port);
}

const descriptors = (device: Running): number => readdirSync(`/proc/${device.pid}/fd`).length;

/** By itself, before the watchdog of `stop`, while no client has closed its side. */
async function endsBefore(device: Running, clients: readonly Socket[]): Promise<void> {
  const open = clients.filter((socket) => socket.writable);
  assert.notEqual(open.length, 0, 'no client is left to wait for');
  const { code, signal, stderr } = await device.stop('SIGTERM');
  assert.deepEqual([code, signal], [0, null], stderr);
  // Nor by its own limit of a second, after which it ends with all that is still open.
  assert.doesNotMatch(stderr, /still under way/);
}

describe('hosts that are turned away', { skip }, () => {
  test('are disconnected at once, and hold no descriptor; the first stays', async () => {
    const { up } = deviceFolder();
    const device = await up('--preset', 'patent', '--raw', 't1=0');
    const port = portOf(device, /t1 .*127\.0\.0\.1:(\d+)/);
    const first = await client(port);
    let isOut = false;
    void first.ended.then(() => (isOut = true));
    const before = descriptors(device);
    const others: Client[] = [];
    for (let count = 0; count < CLIENTS; count += 100)
      others.push(...(await Promise.all(Array.from({ length: 100 }, () => client(port)))));
    await Promise.all(others.map(({ ended }) => ended));
    let held = 0;
    await eventually('no descriptor is held', () => {
      held = descriptors(device);
      return Promise.resolve(held <= before + OWN_DESCRIPTORS ? true : undefined);
    }).catch(() => assert.fail(`${held} descriptors, ${before} before`));
    assert.equal(isOut, false, 'the first still has its session');
    await endsBefore(device, [first.socket]);
    for (const { socket } of [first, ...others]) socket.destroy();
  });

  test('a device with all kinds of programs at it waits for none of them to end', async () => {
    const { up, path } = deviceFolder();
    const device = await up('--preset', 'patent', '--raw', 't1=0', '--at', 't0=0');
    const raw = portOf(device, /t1 .*127\.0\.0\.1:(\d+)/);
    const modem = portOf(device, /modem lines\s+t0\s+127\.0\.0\.1:(\d+)/);
    const clients = await Promise.all([raw, raw, raw, modem, modem, modem].map(client));
    const control = connect(`${path}/control.sock`);
    control.on('error', () => control.destroy());
    // Half of everything: a header without its data, a line without its end, a request too.
    clients[0]!.socket.write(Uint8Array.of(0x00, 0x00, 0x05, 0x00));
    clients[3]!.socket.write('AT+CSIM=10,"00');
    control.write('{"id":1,"op":"trace.follow"');
    await endsBefore(
      device,
      clients.map(({ socket }) => socket),
    );
    for (const { socket } of clients) socket.destroy();
    control.destroy();
  });
});
