/** A device that is up, as programs outside see it: its sockets, quiet and under a flood. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectControl, type DeviceApi } from '../src/attach/control/index.ts';
import { emitFrame, FrameReader } from '../src/attach/vpcd/index.ts';
import { unhex } from '../src/base/index.ts';
import { folderPaths } from '../src/keep/data-folder/index.ts';
import type { Bench } from './frame.ts';

const SELECT = '00A4040008A000000151000000';
const MAIN = join(import.meta.dirname, '../../bin/bifrons.js');
const START_MS = 30_000;
const FLOOD_MS = 2_000;
const CYCLES = 5_000;
const TRIES = 3;

/** A card in Node that has one answer for every frame. */
const TRIVIAL_CARD = `
const { connect } = require('node:net');
const answer = Buffer.from('000D0102030405060708090A0B9000', 'hex');
const socket = connect({ host: '127.0.0.1', port: Number(process.argv[1]), noDelay: true });
let rest = Buffer.alloc(0);
socket.on('data', (chunk) => {
  rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const length = rest.readUInt16BE(0);
    rest = rest.subarray(2 + length);
    if (length > 1) socket.write(answer);
  }
});
socket.on('close', () => process.exit());
`;

/** Writes the same bytes as fast as they are taken, and drops what comes back. */
const FLOODER = `
const { connect } = require('node:net');
const run = Buffer.from(process.argv[2], 'hex');
const flood = Buffer.concat(Array.from({ length: Math.ceil(65536 / run.length) }, () => run));
const socket = connect({ host: '127.0.0.1', port: Number(process.argv[1]) });
const write = () => { while (socket.write(flood)); };
socket.on('connect', write).on('drain', write);
socket.on('data', () => {}).on('close', () => process.exit());
`;

function listening(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => {
      resolve((server.address() as { port: number }).port);
    }),
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function script(text: string, ...values: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['-e', text, '--', ...values], { stdio: 'ignore' });
}

interface Up {
  readonly api: DeviceApi;
  stop(): Promise<void>;
}

/** `bifrons up` with a data folder of its own, once its control socket answers. */
async function up(folder: string, ...options: readonly string[]): Promise<Up> {
  const data = join(folder, 'data');
  const all = ['up', '--preset', 'patent', '--data', data, ...options];
  const device = spawn(process.execPath, [MAIN, ...all], { stdio: 'ignore' });
  const end = performance.now() + START_MS;
  for (;;) {
    const api = await connectControl(folderPaths(data).socket);
    if (api !== undefined) {
      return {
        api,
        async stop() {
          await api.close();
          const gone = new Promise((resolve) => device.once('close', resolve));
          device.kill();
          await gone;
        },
      };
    }
    if (performance.now() > end) throw new Error('the device does not come up');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-bench-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

/** Milliseconds of an answer of another link through the control socket, half way down the list. */
function underFlood(name: string, option: (port: number) => string[], run: string): Bench {
  const measure = () =>
    inFolder(async (folder) => {
      const port = await freePort();
      const device = await up(folder, '--no-pcsc', ...option(port));
      const flooder = script(FLOODER, String(port), run);
      const times: number[] = [];
      for (const begin = performance.now(); performance.now() - begin < FLOOD_MS;) {
        const sent = performance.now();
        await device.api.ask('transmit', { link: 't1', apdu: SELECT });
        times.push(performance.now() - sent);
      }
      flooder.kill();
      await device.stop();
      return median(times);
    });
  const what = `median answer of another link under ${name}`;
  return { name: what, unit: 'ms', better: 'less', target: 5, measure };
}

/** Microseconds between a command at a slot of vpcd and its answer, half way down the list. */
async function cycle(server: Server): Promise<number> {
  const socket = await new Promise<Socket>((resolve) => server.once('connection', resolve));
  socket.setNoDelay(true);
  const frames = new FrameReader();
  const times: number[] = [];
  const command = emitFrame(unhex(SELECT));
  socket.write(emitFrame(unhex('01')));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await new Promise<void>((resolve) => {
    let sent = performance.now();
    socket.on('data', (chunk) => {
      if (frames.push(chunk).length === 0) return;
      times.push((performance.now() - sent) * 1_000);
      if (times.length === CYCLES) return resolve();
      sent = performance.now();
      socket.write(command);
    });
    socket.write(command);
  });
  socket.destroy();
  return median(times.slice(CYCLES >> 2));
}

async function trivialCycle(): Promise<number> {
  const server = createServer();
  const card = script(TRIVIAL_CARD, String(await listening(server)));
  const time = await cycle(server);
  card.kill();
  server.close();
  return time;
}

async function ownCycle(): Promise<number> {
  return inFolder(async (folder) => {
    const server = createServer();
    const port = await listening(server);
    const readers = join(folder, 'readers');
    const library = join(folder, 'driver.so');
    mkdirSync(readers);
    writeFileSync(library, '');
    const stanza = `FRIENDLYNAME "Bifrons patent t1"
DEVICENAME /dev/null:${port}
LIBPATH ${library}
`;
    writeFileSync(join(readers, 'bifrons'), stanza);
    const [time, device] = await Promise.all([cycle(server), up(folder, '--reader-conf', readers)]);
    await device.stop();
    server.close();
    return time;
  });
}

/** How fast a SELECT is answered at the socket of vpcd, beside a card that does nothing. */
async function besideTrivial(): Promise<number> {
  let [own, trivial] = [Infinity, Infinity];
  for (let tries = 0; tries < TRIES; tries++) {
    trivial = Math.min(trivial, await trivialCycle());
    own = Math.min(own, await ownCycle());
  }
  return trivial / own;
}

const at = (line: string): string => Buffer.from(`${line}\r`).toString('hex');

export const socketBenches: readonly Bench[] = [
  underFlood('a flood of RSET at swp', (port) => ['--raw', `swp=${port}`], '0001F9'),
  underFlood('a flood of blocks at spi', (port) => ['--raw', `spi=${port}`], '21C4000006CD'),
  underFlood('a flood of headers at t0', (port) => ['--raw', `t0=${port}`], '00A4000000'),
  underFlood('a flood of AT lines', (port) => ['--at', `t0=${port}`], at('AT')),
  underFlood(
    'a flood of AT commands',
    (port) => ['--at', `t0=${port}`],
    at('AT+CSIM=10,"0084000008"'),
  ),
  {
    name: 'answers at the vpcd socket, of those of a trivial card in Node',
    unit: 'x',
    better: 'more',
    target: 0.85,
    measure: besideTrivial,
  },
];
