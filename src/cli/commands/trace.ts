import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TraceRow } from '../../attach/service/index.ts';
import { type WhereOptions, withWhere } from '../options.ts';
import { defineTraceImport } from './trace-import.ts';

/** The time at the head of a line. */
const TIME_LENGTH = 12;
/** Options of the trace that is shown, which a capture is not. */
const SHOWN = ['follow', 'last', 'decode'];

interface TraceOptions extends WhereOptions {
  readonly follow?: boolean;
  readonly link?: string;
  readonly last?: number;
  readonly decode?: boolean;
  readonly pcap?: string;
  readonly gsmtap?: string;
}

export function defineTrace(root: Command): void {
  const trace = withWhere(root.command('trace'))
    .description('show the trace of the running device, with the reason of each route')
    .option('-f, --follow', 'go on until Ctrl-C')
    .option('--link <name>', 'only what a link says')
    .option('--last <n>', 'only the last lines', count)
    .option('--decode', 'show commands by name, and their data objects')
    .addOption(
      new Option(
        '--pcap <file>',
        'capture what the links carry from now on, for Wireshark; unmasked',
      ).conflicts(SHOWN),
    )
    .addOption(
      new Option('--gsmtap <host>', 'the same over UDP, live: HOST or HOST:PORT (4729)').conflicts(
        SHOWN,
      ),
    )
    .addHelpText(
      'after',
      `
Times are the device's own, in seconds since its boot. PINs and keys are masked.
--pcap and --gsmtap go on until Ctrl-C, and mask nothing: PINs and keys that cross a link are in the
capture. The file can be read by its owner alone. It has an interface for each link; frames are
GSMTAP of the type SIM, other protocols' messages mapped to T=0. trace import makes a transcript of
such a capture.

Examples:
  bifrons trace
  bifrons trace --follow --link spi
  bifrons trace --last 20 --decode
  bifrons trace --last 20 --json
  bifrons trace --pcap session.pcapng --link spi
  bifrons trace --gsmtap localhost`,
    )
    .action(run);
  defineTraceImport(trace);
}

function count(text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number.');
}

async function run(options: TraceOptions): Promise<void> {
  const { Output } = await import('../output.ts');
  const { whichDevice } = await import('../which-device.ts');
  const { reachRunning } = await import('../reach.ts');
  const { decodedLines, decodedRow, traceLines } = await import('../trace-lines.ts');
  const { columnsOf } = await import('../transcript-lines.ts');
  const columns = columnsOf(process.stdout.isTTY === true);
  const output = new Output(options);
  const where = await whichDevice(options);
  const api = await reachRunning(where);
  if (api === undefined) {
    const { HostError } = await import('../../base/index.ts');
    const { forPeople } = await import('../../keep/data-folder/places/index.ts');
    throw new HostError(
      'DEVICE_NOT_UP',
      `no device is up on ${forPeople(where.root)}`,
      `start it: bifrons up${where.again}; a trace lives as long as its device is up`,
    );
  }
  const requested = (line: TraceRow): boolean =>
    options.link === undefined || line.where === options.link;
  const print = (line: TraceRow): void => {
    if (!requested(line)) return;
    output.object(options.decode === true ? { ...line, ...decodedRow(line) } : line);
    const [first = '', ...rest] = traceLines(line, columns);
    output.line(`${output.style('dim', first.slice(0, TIME_LENGTH))}${first.slice(TIME_LENGTH)}`);
    for (const more of rest) output.line(more);
    for (const more of options.decode === true ? decodedLines(line, columns) : [])
      output.line(output.style('dim', more));
  };
  if (options.pcap !== undefined || options.gsmtap !== undefined) {
    const { captureLinks } = await import('../capture-links.ts');
    await captureLinks(api, output, options).finally(() => api.close());
    return;
  }
  // Before the first line: a program may end the command as soon as it has one.
  const { interruption } = await import('../interruption.ts');
  const left = options.follow === true ? interruption() : Promise.resolve();
  const { lines } = await api.ask('trace.read', {});
  const kept = lines.filter(requested);
  for (const line of options.last === undefined ? kept : kept.slice(-options.last || kept.length))
    print(line);
  if (options.follow === true) {
    await api.follow(print, lines.at(-1)?.seq ?? 0);
    await Promise.race([left, api.gone]);
  }
  await api.close();
}
