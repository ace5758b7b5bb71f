import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, unhex } from '../../base/index.ts';
import { LinkClients, realClock, Runner } from '../../run/runner/index.ts';
import { memoryStore } from '../../run/store/index.ts';
import { type FakeHost, fakeHost, type FakeScript } from '../../run/runner/fake-host.testing.ts';
import { emitFrame, FrameReader, quickAck, VpcdReader } from './index.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A vpcd slot as the driver has it: it listens, and sends requests. */
class FakeVpcd {
  readonly #server: Server;
  readonly #frames = new FrameReader();
  readonly #answers: Bytes[] = [];
  #socket: Socket | undefined;
  #wake: () => void = () => {};
  connections = 0;

  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#socket = socket;
      this.connections++;
      socket.on('data', (chunk) => {
        this.#answers.push(...this.#frames.push(chunk));
        this.#wake();
      });
      socket.on('close', () => {
        if (this.#socket === socket) this.#socket = undefined;
        this.#wake();
      });
      socket.on('error', () => socket.destroy());
      this.#wake();
    });
  }

  static async open(port = 0): Promise<FakeVpcd> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const vpcd = new FakeVpcd(server);
    closers.push(() => vpcd.close());
    return vpcd;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Bytes that the other end has not read, beyond what the sockets hold. */
  get unsent(): number {
    return this.#socket?.writableLength ?? 0;
  }

  /** Until no more is read, or nothing is left. */
  async settled(): Promise<void> {
    for (let before = -1; before !== this.unsent && this.unsent > 0;) {
      before = this.unsent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async until(there: () => boolean): Promise<void> {
    while (!there()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Length and body apart, as Debian's driver does it. */
  send(body: Bytes): void {
    const frame = emitFrame(body);
    this.#socket!.write(frame.subarray(0, 2));
    this.#socket!.write(frame.subarray(2));
  }

  async ask(body: string): Promise<string> {
    this.send(unhex(body));
    await this.until(() => this.#answers.length > 0 || !this.connected);
    return hex(this.#answers.shift() ?? bytes());
  }

  close(): void {
    this.#socket?.destroy();
    this.#server.close();
  }
}

function card(
  port: number,
  script: FakeScript = {},
): { host: FakeHost; runner: Runner; reader: VpcdReader } {
  const host = fakeHost(script);
  const runner = new Runner({ host, store: memoryStore(), clock: realClock() });
  const client = new LinkClients(runner).open('a');
  const reader = new VpcdReader({ client, port, pauseMs: { first: 5, longest: 20 } });
  reader.start();
  closers.push(() => reader.stop());
  return { host, runner, reader };
}

test('a flood of commands leaves others their turn of the event loop', async () => {
  const vpcd = await FakeVpcd.open();
  const { host } = card(vpcd.port);
  await vpcd.until(() => vpcd.connected);
  await vpcd.ask('04');
  const commands = (): number => host.log.filter((line) => line.startsWith('a <')).length;
  const all = 2_000;
  for (let left = all; left > 0; left--) vpcd.send(unhex('00A40400'));
  let before = 0;
  let most = 0;
  while (before < all) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, commands() - before);
    before = commands();
  }
  assert.ok(most <= 16, `${most} commands in one turn`);
});

test('frames come whole however the stream is cut', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.array(fc.nat(100)), (frames, cuts) => {
      const stream = concat(...frames.map(emitFrame));
      const reader = new FrameReader();
      const got: Bytes[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        got.push(...reader.push(stream.subarray(at, at + cut)));
        at = Math.min(stream.length, at + cut);
      }
      assert.deepEqual(got.map(hex), frames.map(hex));
    }),
    randomRuns('codec'),
  );
});

test('a frame that comes byte by byte is copied once, not at every byte', () => {
  const stream = emitFrame(new Uint8Array(0xffff).fill(7));
  const reader = new FrameReader();
  const pieces = Array.from(stream, (_, at) => stream.subarray(at, at + 1));
  const before = process.cpuUsage();
  const frames = pieces.flatMap((piece) => reader.push(piece));
  const { user, system } = process.cpuUsage(before);
  assert.deepEqual(
    frames.map((one) => one.length),
    [0xffff],
  );
  // Copied at every byte, these are two gigabytes.
  assert.ok(user + system < 200_000, `${user + system} us`);
});

test('a driver that does not wait for answers is not read beyond what may wait', async () => {
  const vpcd = await FakeVpcd.open();
  card(vpcd.port, { takes: 1_000_000 });
  await vpcd.until(() => vpcd.connected);
  await vpcd.ask('04');
  // 26 megabytes, more than sockets hold.
  const long = new Uint8Array(0xffff);
  for (let left = 400; left > 0; left--) vpcd.send(long);
  await vpcd.settled();
  assert.ok(vpcd.unsent > 0, 'all was read, with one command in work');
});

test('a card in a slot gives its ATR without power, and answers commands with power', async () => {
  const vpcd = await FakeVpcd.open();
  const { host } = card(vpcd.port, { answer: (_, apdu) => concat(apdu, bytes(0x90, 0)) });
  await vpcd.until(() => vpcd.connected);
  assert.equal(await vpcd.ask('04'), '3B00');
  assert.deepEqual(host.log, ['a on', 'a off'], 'read once, then powered off');
  vpcd.send(bytes(1));
  assert.equal(await vpcd.ask('04'), '3B00');
  assert.equal(await vpcd.ask('00A40400'), '00A404009000');
  vpcd.send(bytes(2));
  assert.equal(await vpcd.ask('00A40401'), '00A404019000');
  vpcd.send(bytes(0));
  assert.equal(await vpcd.ask('04'), '3B00');
  assert.deepEqual(
    host.log.filter((line) => !line.includes('>')),
    ['a on', 'a off', 'a on', 'a < 00a40400', 'a reset', 'a < 00a40401', 'a off'],
  );
});

test('what is no APDU and no control code does no harm', async () => {
  const vpcd = await FakeVpcd.open();
  card(vpcd.port);
  await vpcd.until(() => vpcd.connected);
  vpcd.send(bytes());
  assert.equal(await vpcd.ask('77'), '6700', 'a client that sent one byte waits for an answer');
  assert.equal(await vpcd.ask('00A4'), '6700');
  assert.equal(await vpcd.ask('00A40400'), '9000');
});

test('a card that stops answering leaves the slot and comes back', async () => {
  const vpcd = await FakeVpcd.open();
  let broken = true;
  card(vpcd.port, { answer: () => (broken ? { failed: 'silence' } : bytes(0x90, 0)) });
  await vpcd.until(() => vpcd.connected);
  assert.equal(await vpcd.ask('00A40400'), '', 'no answer: pulled');
  broken = false;
  await vpcd.until(() => vpcd.connections === 2);
  assert.equal(await vpcd.ask('00A40400'), '9000');
});

test('the reader is found when it comes, and found again when it went', async () => {
  const first = await FakeVpcd.open();
  const { port } = first;
  first.close();
  const { reader, runner } = card(port);
  await reader.tried;
  assert.equal(reader.connected, false);
  const second = await FakeVpcd.open(port);
  await second.until(() => second.connected);
  assert.equal(await second.ask('00A40400'), '9000');
  assert.equal(runner.powered('a'), true);
  second.close();
  const third = await FakeVpcd.open(port);
  await third.until(() => third.connected);
  assert.equal(await third.ask('04'), '3B00');
  assert.equal(runner.powered('a'), false, 'the client that is gone holds nothing');
});

test('a reader without a PC/SC client leaves the session of other clients alone', async () => {
  const gone = await FakeVpcd.open();
  const { port } = gone;
  gone.close();
  const { host, runner, reader } = card(port);
  await reader.tried;
  await runner.transmit('a', unhex('00A40400'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(runner.powered('a'), true, host.log.join(', '));
});

test('replug pulls the card and puts it in; stop pulls it for good', async () => {
  const vpcd = await FakeVpcd.open();
  const { reader } = card(vpcd.port);
  await vpcd.until(() => vpcd.connected);
  reader.replug();
  await vpcd.until(() => !vpcd.connected);
  await vpcd.until(() => vpcd.connections === 2);
  reader.stop();
  await vpcd.until(() => !vpcd.connected);
  assert.equal(vpcd.connections, 2);
});

test('with koffi, no answer waits for a delayed acknowledgement', async (t) => {
  if ((await quickAck()) === undefined) {
    t.diagnostic('koffi is not there: answers come after 40 ms');
    return;
  }
  const vpcd = await FakeVpcd.open();
  card(vpcd.port);
  await vpcd.until(() => vpcd.connected);
  const started = performance.now();
  for (let n = 0; n < 20; n++) await vpcd.ask('00A40400');
  const eachMs = (performance.now() - started) / 20;
  assert.ok(eachMs < 20, `${eachMs} ms each: Nagle's algorithm waits 40 ms for an acknowledgement`);
});
