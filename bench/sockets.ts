/** A device that is up, as programs outside see it: its sockets, quiet and under a flood. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectControl, type DeviceApi } from '../src/attach/control/index.ts';
import { emitFrame, FrameReader } from '../src/attach/vpcd/index.ts';
import { unhex } from '../src/base/index.ts';
import { folderPaths } from '../src/keep/data-folder/places/index.ts';
import type { Bench, Measured } from './frame.ts';

const SELECT = '00A4040008A000000151000000';
const MAIN = join(import.meta.dirname, '../../bin/bifrons.js');
const START_MS = 30_000;
const FLOOD_MS = 2_000;
const COMMAND = emitFrame(unhex(SELECT));
const WARM_EXCHANGES = 3_000;
/** Exchanges with one card before the other has its turn. */
const EXCHANGES = 200;
const ROUNDS = 100;

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
  readonly pid: number;
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
        pid: device.pid!,
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

/** A card in a slot of vpcd, which takes commands one after the other. */
class Slot {
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  #answered: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      if (this.#frames.push(chunk).length > 0) this.#answered();
    });
    socket.write(emitFrame(unhex('01')));
  }

  /** Microseconds for an exchange, over a run of them. */
  exchanges(count: number): Promise<number> {
    const begin = performance.now();
    let left = count;
    return new Promise((resolve) => {
      this.#answered = () => {
        if (--left > 0) this.#socket.write(COMMAND);
        else resolve(((performance.now() - begin) * 1_000) / count);
      };
      this.#socket.write(COMMAND);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

async function slotOf(server: Server): Promise<Slot> {
  return new Slot(await new Promise<Socket>((resolve) => server.once('connection', resolve)));
}

/** A folder of pcscd with one stanza: the slot that the device takes for its link t1. */
function readersAt(folder: string, port: number): string {
  const readers = join(folder, 'readers');
  const library = join(folder, 'driver.so');
  mkdirSync(readers);
  writeFileSync(library, '');
  const stanza = `FRIENDLYNAME "Bifrons patent t1"
DEVICENAME /dev/null:${port}
LIBPATH ${library}
`;
  writeFileSync(join(readers, 'bifrons'), stanza);
  return readers;
}

/**
 * Keeps this process on one core and the cards on another, as far as the machine can: otherwise the
 * scheduler moves one of them to the reader's core now and then, where a wake-up costs a third, and
 * the ratio says who was moved. Returns how to end it.
 */
function apart(cards: readonly number[]): () => void {
  const cores = availableParallelism();
  const keep = (pid: number, list: string): void => {
    if (cores > 1) spawnSync('taskset', ['-acp', list, String(pid)], { stdio: 'ignore' });
  };
  keep(process.pid, '0');
  for (const card of cards) keep(card, '1');
  return () => keep(process.pid, `0-${cores - 1}`);
}

/** Both get commands in turn, in short runs: what the machine does meanwhile meets both. */
async function pairedRatios(own: Slot, trivial: Slot): Promise<number[]> {
  for (const slot of [own, trivial]) await slot.exchanges(WARM_EXCHANGES);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const isOwnFirst = round % 2 === 0;
    const before = await (isOwnFirst ? own : trivial).exchanges(EXCHANGES);
    const after = await (isOwnFirst ? trivial : own).exchanges(EXCHANGES);
    ratios.push(isOwnFirst ? after / before : before / after);
  }
  return ratios;
}

function quartiles(values: readonly number[]): Measured {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  return { value: at(0.5), from: at(0.25), to: at(0.75) };
}

/** How fast a SELECT is answered at the socket of vpcd, beside a card that does nothing. */
function besideTrivial(): Promise<Measured> {
  return inFolder(async (folder) => {
    const server = createServer();
    const port = await listening(server);
    const readers = readersAt(folder, port);
    const [own, device] = await Promise.all([slotOf(server), up(folder, '--reader-conf', readers)]);
    const card = script(TRIVIAL_CARD, String(port));
    const trivial = await slotOf(server);
    const release = apart([device.pid, card.pid!]);
    const ratios = await pairedRatios(own, trivial);
    release();
    for (const slot of [own, trivial]) slot.close();
    card.kill();
    await device.stop();
    server.close();
    return quartiles(ratios);
  });
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
    name: 'answers at the vpcd socket, of a trivial card',
    unit: 'x',
    better: 'more',
    target: 0.85,
    measure: besideTrivial,
  },
];
