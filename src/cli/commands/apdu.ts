import type { Command } from 'commander';
import type { DeviceApi } from '../../attach/control/index.ts';
import type { StepResult, Transcript, TranscriptDriver } from '../../run/transcript/index.ts';
import { collectHex, type WhereOptions, withWhere } from '../options.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

interface ApduOptions extends WhereOptions {
  readonly link?: string;
  readonly transcript?: string;
  readonly reset?: boolean;
  readonly raw?: boolean;
  readonly why?: boolean;
  readonly decode?: boolean;
}

export function defineApdu(root: Command): void {
  withWhere(root.command('apdu'))
    .description('send APDUs over a link, or run a transcript')
    .argument('[apdus...]', 'commands in hexadecimal', collectHex)
    .option('-l, --link <name>', 'the link')
    .option('-t, --transcript <file>', 'a transcript; - or nothing at all is standard input')
    .option('--reset', 'reset the link first')
    .option('--raw', 'show 61xx and 6Cxx of T=0 instead of fetching the answer')
    .option('--why', 'show where each message went, and why')
    .option('--decode', 'show the command by name, and the data objects of both by theirs')
    .addHelpText(
      'after',
      `
A transcript has a command or an answer a line; an answer that is not as expected makes the exit
code 1. One that names a @preset runs on a fresh device in memory, unless an option names a device.

  # why, with the clause                  @link NAME   @reset   @power off|on
  > 00A4040008A000000151000000            @preset NAME   @seed WORD
  < 6F .. 8408A000000151000000 .. 9000    XX is any byte, .. any run of bytes
      9000                                an indented line goes on with the one before

What it prints is a transcript too; on a terminal long lines are broken.

Examples:
  bifrons apdu --link spi 00A4040008A000000151000000
  bifrons apdu --link t0 --why 00A4040008A000000151000000 80E2910006BF3E035C015A
  bifrons apdu --link spi --decode 80CA006600
  bifrons apdu --link t1 00A40400 > session.apdu
  bifrons apdu --transcript session.apdu
  printf '> 00A40400\\n< .. 9000\\n' | bifrons apdu --link spi`,
    )
    .action(run);
}

async function run(
  apdus: readonly string[] | undefined,
  options: ApduOptions,
  command: Command,
): Promise<void> {
  const { parseTranscript } = await import('../../run/transcript/index.ts');
  const defaults = options.link === undefined ? {} : { link: options.link };
  let transcript: Transcript;
  let name = 'command line';
  if (apdus !== undefined && apdus.length > 0) {
    if (options.transcript !== undefined)
      command.error('error: give APDUs or a transcript, not both');
    if (options.link === undefined)
      command.error('error: which link? Give --link NAME; bifrons topology lists them');
    transcript = parseTranscript(apdus.map((apdu) => `> ${apdu}`).join('\n'), defaults);
  } else {
    const file = options.transcript ?? '-';
    if (file === '-' && process.stdin.isTTY)
      command.error('error: give APDUs, --transcript FILE, or a transcript on standard input');
    name = file === '-' ? 'standard input' : file;
    transcript = parseTranscript(await readInput(file), { ...defaults, name });
  }
  if (transcript.steps.length === 0) command.error(`error: ${name} holds no step`);
  const api = await reachFor(transcript, options);
  try {
    await play(transcript, { api, options, name });
  } finally {
    await api.close();
  }
}

async function readInput(file: string): Promise<string> {
  const { readTextWhole } = await import('../../keep/files/index.ts');
  const { TRANSCRIPT_LENGTH_MAX } = await import('../../run/transcript/index.ts');
  try {
    if (file === '-') return await readStandardInput(TRANSCRIPT_LENGTH_MAX);
    return readTextWhole(file, { lengthMax: TRANSCRIPT_LENGTH_MAX });
  } catch (error) {
    const { HostError } = await import('../../base/index.ts');
    throw new HostError(
      'INPUT_INVALID',
      `${file}: ${(error as Error).message}`,
      'give a file that can be read, or -',
    );
  }
}

async function readStandardInput(lengthMax: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > lengthMax) throw new Error(`it is longer than ${lengthMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString('utf8');
}

/** The device a transcript runs on. */
async function reachFor(transcript: Transcript, options: ApduOptions): Promise<DeviceApi> {
  const { presetNamed, whereIs } = await import('../where.ts');
  const isAnyDevice = transcript.preset === undefined && transcript.seed === undefined;
  if (isAnyDevice || (await whereIs(options)).named) {
    const { whichDevice } = await import('../which-device.ts');
    const { reachDevice } = await import('../reach.ts');
    return reachDevice(await whichDevice(options), { doing: 'bifrons apdu' });
  }
  const { DeviceService } = await import('../../attach/service/index.ts');
  const { localApi } = await import('../../attach/serve/index.ts');
  const { parseDescription } = await import('../../device/index.ts');
  const description = parseDescription(presetNamed(transcript.preset ?? 'patent').description);
  return localApi(DeviceService.inMemory(description, { seed: transcript.seed }));
}

interface Play {
  readonly api: DeviceApi;
  readonly options: ApduOptions;
  readonly name: string;
}

async function play(transcript: Transcript, { api, options, name }: Play): Promise<void> {
  const { EXIT, Output: Printer } = await import('../output.ts');
  const { Decisions } = await import('../decisions.ts');
  const { describeMismatch, runTranscript } = await import('../../run/transcript/index.ts');
  const output = new Printer(options);
  const driver = driverOf(api, options.raw === true);
  if (options.reset === true && options.link !== undefined) await driver.reset(options.link);
  const decisions = options.why === true ? await Decisions.from(api) : undefined;
  let expectations = 0;
  let mismatches = 0;
  const print = await printer(output, options.decode);
  await runTranscript(transcript, driver, async (result) => {
    if (result.step.kind === 'command' && result.step.expected !== undefined) expectations++;
    print(result, (await decisions?.next()) ?? []);
    if (result.met) return;
    mismatches++;
    process.stderr.write(`${printable(describeMismatch(result, name))}\n`);
  });
  if (expectations > 0) {
    const noun = expectations === 1 ? 'expectation' : 'expectations';
    output.line(`# ${expectations} ${noun}, ${mismatches} not met`);
    if (mismatches > 0) process.exitCode = EXIT.expectation;
  }
}

function driverOf(
  api: DeviceApi,
  raw: boolean,
): TranscriptDriver & { reset(link: string): Promise<unknown> } {
  const fromHex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
  return {
    transmit: async (link, apdu) =>
      fromHex(
        (await api.ask('transmit', { link, apdu: Buffer.from(apdu).toString('hex'), raw })).answer,
      ),
    reset: (link) => api.ask('reset', { link }),
    powerOn: (link) => api.ask('power.on', { link }),
    powerOff: (link) => api.ask('power.off', { link }),
  };
}

type Print = (result: StepResult, whys: readonly string[]) => void;

async function printer(output: Output, isDecoded: boolean | undefined): Promise<Print> {
  const { hex } = await import('../../base/index.ts');
  const { printExchange } = await import('../print-exchange.ts');
  let link = '';
  return ({ step, answer, met }, whys) => {
    if (step.link !== link && !output.json) output.line(output.style('dim', `@link ${step.link}`));
    link = step.link;
    if (step.kind !== 'command') {
      output.object({ link, step: step.kind });
      output.line(output.style('dim', `@${step.kind.replace('-', ' ')}`));
      return;
    }
    const expected = step.expected === undefined ? undefined : { text: step.expectedText, met };
    const exchange = { link, command: hex(step.apdu), answer: hex(answer), whys, expected };
    printExchange(output, { ...exchange, decode: isDecoded });
  };
}
