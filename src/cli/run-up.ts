/** `bifrons up`: boots a stored device, shows what it does, serves it until a signal ends it. */
import { resolve } from 'node:path';
import { serveAt } from '../attach/at/index.ts';
import { forPeople, registerDevice } from '../keep/data-folder/places/index.ts';
import { serveControl } from '../attach/serve/index.ts';
import { isPcscdUp, type Slot, SlotAllotment } from '../attach/pcsc/index.ts';
import { loadPlugins } from '../attach/plugins/index.ts';
import { DeviceService, type Topology } from '../attach/service/index.ts';
import { VpcdReader } from '../attach/vpcd/index.ts';
import type { LinkPort, ModemPlace, UpOptions } from './options.ts';
import {
  demonstrate,
  demonstrationLines,
  type DemonstrationRow,
  sharedName,
} from './demonstration.ts';
import { onReaderGone, Output, printError, writeNote } from './output.ts';
import type { HostError } from '../base/index.ts';
import { muteError } from '../device/index.ts';
import { readerWords } from './readers.ts';
import { openRawPorts, rawLinks, withRawPorts } from './raw-sockets.ts';
import { labelled, labelledTable, showArrangement, showHeader, showMute } from './show-topology.ts';
import { showTestKeys } from './test-keys.ts';
import { whereIs } from './where.ts';
import { noteOthers } from './which-device.ts';

/** How long the picture waits for the list of readers. */
const READERS_WAIT_MS = { withPcscd: 3_000, without: 500 } as const;
/** How long an end may take, from the signal on. */
const END_MS_MAX = 900;

export async function runUp(options: UpOptions): Promise<void> {
  const output = new Output(options);
  const ended = untilEnd();
  const where = await whereIs(options);
  const { root, requested, again, key, pluginFiles } = where;
  noteOthers(where, options.json === true);
  const ports = options.raw ?? [];
  const service = await DeviceService.open({
    root,
    requested,
    doing: 'bifrons up',
    seed: options.seed,
    crypto: options.crypto,
    journal: options.journal,
    journalMax: options.journalMax,
    key,
    plugins: await loadPlugins(pluginFiles),
    raw: rawLinks(ports, options.timeScale),
  });
  const closers: (() => Promise<void> | void)[] = [];
  let isUp = false;
  try {
    if (options.once !== true) {
      const server = await serveControl(service, service.folder.paths.socket);
      closers.unshift(() => server.close());
      closers.unshift(registerDevice(root));
    }
    const raw = options.once === true ? [] : await openRawPorts(service, ports, closers);
    const at = options.once === true ? [] : await openModems(service, options, closers);
    const links = service.topology().links;
    const reader = await plugReaders(service, links, { options, closers });
    const words = withRawPorts(reader, links, raw);
    service.describeReaders(words);
    isUp = true;
    await showUp(output, service, { options, words, raw, at });
    if (options.once === true) return;
    reportTroubles(service, options.json === true);
    await stayUp(output, service, { again, ended });
  } finally {
    for (const close of closers) await close();
    await (isUp ? service.close() : service.abandon());
  }
}

interface Start {
  readonly options: UpOptions;
  readonly closers: (() => Promise<void> | void)[];
}

/** Ports of the modems, for programs that send AT commands. */
async function openModems(
  service: DeviceService,
  { at: places = [], modem }: UpOptions,
  closers: Start['closers'],
): Promise<readonly ModemPlace[]> {
  if (places.length === 0) return [];
  const requested = places.map(({ link, at }) => ({
    link,
    at: typeof at === 'string' ? resolve(at) : at,
  }));
  const server = await serveAt(service.host, requested, modem);
  closers.unshift(() => server.close());
  return server.places;
}

/** Puts the links' cards into PC/SC readers; returns the reader of each link in words. */
async function plugReaders(
  service: DeviceService,
  links: Topology['links'],
  { options, closers }: Start,
): Promise<(link: string) => string> {
  if (!options.pcsc) return () => 'no reader: --no-pcsc';
  if (options.once === true) return () => 'no reader: --once';
  const free = links.filter((row) => row.client !== 'raw');
  const readers = startReaders(service);
  closers.unshift(() => readers.stop());
  const requested = { device: service.folder.description.name, links: linkNames(free) };
  const { readerConf } = options;
  const onSlot = (link: string, slot: Slot): void => readers.start(link, slot);
  const allotment = await SlotAllotment.begin(requested, { readerConf, onSlot });
  closers.unshift(() => allotment.stop());
  await Promise.race([
    readers.tried(),
    pause(READERS_WAIT_MS[(await isPcscdUp()) ? 'withPcscd' : 'without']),
  ]);
  const hasOthers = allotment.hasSlots;
  return (link) => readerWords(allotment.of(link), { hasOthers, hasCard: readers.hasCard(link) });
}

interface Shown {
  readonly options: UpOptions;
  readonly words: (link: string) => string;
  readonly raw: readonly LinkPort[];
  readonly at: readonly ModemPlace[];
}

async function showUp(
  output: Output,
  service: DeviceService,
  { options, words, raw, at }: Shown,
): Promise<void> {
  const topology = service.topology({ showTestKeys: options.showTestKeys === true });
  showHeader(output, topology, topology.fresh ? 'new' : 'as it was left');
  showMute(output, topology);
  output.object({
    event: 'up',
    ...topology,
    raw: Object.fromEntries(raw.map(({ link, port }) => [link, port])),
    at,
    journal: service.journal?.path,
  });
  showArrangement(output, topology, words);
  if (options.showTestKeys === true) showTestKeys(output, topology.description);
  labelled(
    output,
    'modem lines',
    labelledTable(
      at.map((one) => [one.link, typeof one.at === 'number' ? `127.0.0.1:${one.at}` : one.at]),
    ),
  );
  if (service.journal !== undefined) output.line(`journal     ${forPeople(service.journal.path)}`);
  if (topology.mute === null) await showDemonstration(output, service, topology);
  else if (options.once === true) throw muteError(service.runner.host.device);
}

async function stayUp(
  output: Output,
  service: DeviceService,
  { again, ended }: { readonly again: string; readonly ended: Promise<void> },
): Promise<void> {
  output.object({ event: 'ready', socket: service.folder.paths.socket });
  output.line();
  const free = service.topology().links.find((row) => row.client !== 'raw');
  const answers = free !== undefined && service.topology().mute === null;
  const hint = answers ? ` --link ${free.id} --why 00A40400` : ' --follow';
  const command = `bifrons ${answers ? 'apdu' : 'trace'}${again}${hint}`;
  output.line(`up          Ctrl-C ends it; in another terminal: ${command}`);
  await ended;
  output.object({ event: 'end' });
  output.line('ended       its memory stays for the next bifrons up');
}

/** Errors while it is up; clients receive them in their answers. */
function reportTroubles({ runner, journal }: DeviceService, json: boolean): void {
  const fail = (failure: HostError): void => void (process.exitCode = printError(failure, json));
  if (journal?.failure !== undefined) fail(journal.failure);
  journal?.onFailure(fail);
  journal?.onWarning((words) => writeNote(words, json));
  runner.onStop = (why) => {
    if (why.code === 'STORE_WRITE') fail(why);
    else if (why.code === 'DEVICE_MUTE') printError(why, json);
  };
}

interface Readers {
  start(link: string, slot: Slot): void;
  /** Settles when each was tried once. */
  tried(): Promise<unknown>;
  hasCard(link: string): boolean;
  stop(): void;
}

function startReaders(service: DeviceService): Readers {
  const facts = service.runner.host.device.links;
  const readers: VpcdReader[] = [];
  service.onReboot(() => readers.forEach((reader) => reader.replug()));
  return {
    start(link, { port }) {
      const protocol = facts.find(({ id }) => id === link)?.protocol;
      const reader = new VpcdReader({ client: service.clients.open(link), protocol, port });
      readers.push(reader);
      reader.start();
    },
    tried: () => Promise.all(readers.map((reader) => reader.tried)),
    hasCard: (link) => readers.some((reader) => reader.link === link && reader.connected),
    stop: () => readers.forEach((reader) => reader.stop()),
  };
}

async function showDemonstration(
  output: Output,
  service: DeviceService,
  topology: Topology,
): Promise<void> {
  const name = sharedName(topology);
  if (name === '' || service.runner.host.terminals.length === 0) return;
  output.line(output.style('bold', `SELECT ${name}`));
  const rows: DemonstrationRow[] = [];
  await demonstrate(service, name, (row) => {
    output.object({ event: 'demonstration', ...row });
    rows.push(row);
  });
  for (const line of demonstrationLines(rows)) output.line(line);
}

function linkNames(rows: Topology['links']): readonly string[] {
  return [...new Set(rows.map((row) => row.id))];
}

/** A signal ends it, and so does the end of its output. */
function untilEnd(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      setTimeout(endNow, END_MS_MAX).unref();
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    onReaderGone(end);
  });
}

/** Whatever still holds the process: what was answered is on the disk. */
function endNow(): void {
  process.stderr.write('ended while something was still under way, as by a power cut\n');
  process.exit();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
