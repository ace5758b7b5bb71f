/** `bifrons up`: boots a stored device, shows what it does, serves it until told to end. */
import { forPeople } from '../attach/data-folder/index.ts';
import { serveControl } from '../attach/serve/index.ts';
import { type Slot, slotsOf } from '../attach/pcsc/index.ts';
import { DeviceService, type Topology } from '../attach/service/index.ts';
import { VpcdReader } from '../attach/vpcd/index.ts';
import type { UpOptions } from './options.ts';
import { demonstrate, sharedName } from './demonstration.ts';
import { Output, table } from './output.ts';
import { readerWords } from './readers.ts';
import { openRawPorts, parseRawPorts, rawLinks, withRawPorts } from './raw-ports.ts';
import { showArrangement, showHeader } from './show-topology.ts';
import { whereIs } from './where.ts';

/** How long the picture waits to know which readers are there. */
const READERS_WAIT_MS = 500;
const ANSWER_HEAD = 24;

export async function runUp(options: UpOptions): Promise<void> {
  const output = new Output(options);
  const { root, wanted, key } = whereIs(options);
  const rawPorts = parseRawPorts(options.raw ?? []);
  const service = await DeviceService.open({
    root,
    wanted,
    doing: 'bifrons up',
    seed: options.seed,
    journal: options.journal,
    key,
    raw: rawLinks(rawPorts, options.timeScale),
  });
  const closers: (() => Promise<void> | void)[] = [() => service.close()];
  const ended = untilSignal();
  try {
    const topology = service.topology();
    let words: (link: string) => string = () => 'no reader: --no-pcsc';
    if (options.once !== true) {
      const server = await serveControl(service, service.folder.paths.socket);
      closers.unshift(() => server.close());
    }
    const raw = options.once === true ? [] : await openRawPorts(service, rawPorts, closers);
    if (options.pcsc) {
      const free = topology.links.filter((row) => row.entity !== 'raw');
      const slots = slotsOf(linkNames(free), options.readerConf);
      const readers = options.once === true ? [] : startReaders(service, slots);
      closers.unshift(() => readers.forEach((reader) => reader.stop()));
      await Promise.race([
        Promise.all(readers.map((reader) => reader.tried)),
        pause(READERS_WAIT_MS),
      ]);
      const connected = (link: string) =>
        readers.find((reader) => reader.link === link)?.connected === true;
      words =
        options.once === true
          ? () => 'no reader: --once'
          : (link) => readerWords(link, slots, connected(link));
    }
    words = withRawPorts(words, topology, raw);
    showHeader(output, topology, topology.fresh ? 'new' : 'as it was left');
    output.object({
      event: 'up',
      ...topology,
      readers: Object.fromEntries(linkNames(topology.links).map((link) => [link, words(link)])),
      raw: Object.fromEntries(raw.map(({ link, port }) => [link, port])),
      journal: service.journal?.path,
    });
    showArrangement(output, topology, words);
    if (service.journal !== undefined)
      output.line(`journal     ${forPeople(service.journal.path)}`);
    await showDemonstration(output, service, topology);
    if (options.once === true) return;
    output.object({ event: 'ready', socket: service.folder.paths.socket });
    output.line();
    const free = topology.links.find((row) => row.entity !== 'raw');
    const hint = free === undefined ? 'trace --follow' : `apdu --link ${free.id} --why 00A40400`;
    output.line(`up          Ctrl-C ends it; in another terminal: bifrons ${hint}`);
    await ended;
    output.object({ event: 'end' });
    output.line('ended       its memory stays for the next bifrons up');
  } finally {
    for (const close of closers) await close();
  }
}

function startReaders(
  service: DeviceService,
  slots: ReadonlyMap<string, Slot>,
): readonly VpcdReader[] {
  const facts = service.runner.host.device.links;
  const readers = [...slots].map(([link, { port }]) => {
    const protocol = facts.find(({ id }) => id === link)?.protocol;
    return new VpcdReader({ client: service.clients.open(link), protocol, port });
  });
  service.onReboot(() => readers.forEach((reader) => reader.replug()));
  for (const reader of readers) reader.start();
  return readers;
}

async function showDemonstration(
  output: Output,
  service: DeviceService,
  topology: Topology,
): Promise<void> {
  const name = sharedName(topology);
  if (name === '' || service.runner.host.seats.length === 0) return;
  output.line(output.style('bold', `SELECT ${name}`));
  const rows: string[][] = [];
  await demonstrate(service, name, (row) => {
    output.object({ event: 'demonstration', ...row });
    rows.push([
      `  ${row.entity.padEnd(9)}`,
      row.link,
      shortened(row.answer),
      row.target,
      row.reason,
    ]);
  });
  for (const line of table(rows, '   ')) output.line(line);
}

/** The head of an answer and its status word. */
function shortened(answer: string): string {
  return answer.length <= ANSWER_HEAD + 4
    ? answer
    : `${answer.slice(0, ANSWER_HEAD)}…${answer.slice(-4)}`;
}

function linkNames(rows: Topology['links']): readonly string[] {
  return [...new Set(rows.map((row) => row.id))];
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => resolve());
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
