import { type Command, InvalidArgumentError } from 'commander';
import { hex, hexNumber } from '../../base/index.ts';
import type { Registration, RegistrationStep, Subscriber } from '../../host/index.ts';
import type { ModemOptions, ModemTask } from '../modem/modem-task.ts';
import { withWhere } from '../options.ts';
import { defineHostModemToolkit } from './host-modem-toolkit.ts';

interface AttachOptions extends ModemOptions {
  readonly pin?: string;
  readonly subscriber?: string;
  readonly sqn: number;
  readonly times: number;
}

const SQN_MAX = 2 ** 43 - 1;
const TIMES_MAX = 100;

/** What a modem's own software does with its card. [M-93] */
export function defineHostModem(host: Command): void {
  const modem = host
    .command('modem')
    .description("the modem's own use of its card: a test network, the card's toolkit")
    .addHelpText(
      'after',
      `
Examples:
  bifrons host modem attach --preset usim-card
  bifrons host modem toolkit --preset usim-card`,
    );
  withWhere(modem.command('attach'))
    .description('register at a test network: the card and the network prove themselves')
    .option('-l, --link <name>', "the modem's link (default: the first modem)")
    .option('--pin <digits>', 'the PIN of the USIM, where it is enabled', pin)
    .option(
      '--subscriber <file>',
      'imsi, algorithm, k and opc as JSON, as for bifrons profile build (default: those that the ' +
        'description has)',
    )
    .option('--sqn <n>', 'the sequence number that the network has reached', number(SQN_MAX), 0)
    .option('--times <n>', 'how often, one after another', number(TIMES_MAX), 1)
    .addHelpText(
      'after',
      `
The network has an authentication centre with Milenage, TUAK or the exclusive or of test USIMs. It
starts its sequence numbers at --sqn each time, so a USIM that is ahead answers with AUTS, and
the network follows it. A card of the second generation, which takes class A0 alone, proves itself
only. Where the registration is rejected, the exit code is 1.

Examples:
  bifrons host modem attach --preset usim-card
  bifrons host modem attach --preset sim-card --json
  bifrons host modem attach --preset usim-card --sqn 1000 --times 2`,
    )
    .action(attach);
  defineHostModemToolkit(modem);
}

function pin(text: string): string {
  if (/^\d{4,8}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected 4 to 8 digits.');
}

function number(max: number): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) <= max) return Number(text);
    throw new InvalidArgumentError(`Expected a number from 0 to ${max}.`);
  };
}

async function attach(options: AttachOptions): Promise<void> {
  const { withModem } = await import('../modem/modem-task.ts');
  await withModem(options, 'bifrons host modem attach', (task) => attachTo(task, options));
}

async function attachTo(task: ModemTask, options: AttachOptions): Promise<void> {
  const { AuthenticationCentre: Centre, register } = await import('../../host/index.ts');
  const { nodeCrypto } = await import('../../attach/node-crypto/index.ts');
  const { EXIT, writeNote } = await import('../output.ts');
  const centre = new Centre({ crypto: nodeCrypto, rng: task.rng });
  // The index of 5 bits stands behind the sequence. [TS33102 §C.1.2]
  for (const one of await subscribers(task, options)) centre.subscribe(one, options.sqn * 32);
  for (let count = 0; count < options.times; count++) {
    const result = await task.hold(
      register(centre, { pin: count === 0 ? options.pin : undefined }),
    );
    show(task, result);
    if (result.state !== 'rejected') continue;
    process.exitCode = EXIT.expectation;
    writeNote(
      result.imsi === undefined
        ? 'a card with a subscription: --preset usim-card, sim-card'
        : 'the network has the subscribers of the description, or the one of --subscriber FILE',
      task.output.json,
    );
  }
}

async function subscribers(
  { description }: ModemTask,
  { subscriber }: AttachOptions,
): Promise<readonly Subscriber[]> {
  const { describedSubscribers, parseSubscriber } = await import('../../host/index.ts');
  if (subscriber === undefined) return describedSubscribers(description);
  const { readJson } = await import('../read-json.ts');
  return [parseSubscriber(readJson(subscriber))];
}

function show({ link, output }: ModemTask, result: Registration): void {
  const { steps, ...rest } = result;
  const { state, imsi } = rest;
  output.object({
    link,
    state,
    ...(imsi === undefined ? {} : { imsi }),
    ...('why' in rest ? { why: rest.why } : { by: rest.by, resynchronised: rest.resynchronised }),
    steps: steps.map(plainStep),
  });
  for (const one of steps) {
    output.line(`${output.style('dim', one.side.padEnd(7))} ${wordsOf(one)}`);
  }
  const words = 'why' in rest ? `rejected: ${rest.why}` : `registered as ${rest.imsi}`;
  output.line(output.style('why' in rest ? 'red' : 'green', `${'state'.padEnd(7)} ${words}`));
}

/** Byte strings in hexadecimal. */
function plainStep(step: RegistrationStep): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(step).map(([key, value]) => [
      key,
      value instanceof Uint8Array ? hex(value) : (value as unknown),
    ]),
  );
}

function wordsOf(step: RegistrationStep): string {
  switch (step.kind) {
    case 'identity':
      return `IMSI ${step.imsi}`;
    case 'challenge':
      return `RAND ${hex(step.rand)}, AUTN ${hex(step.autn)}, expects ${hex(step.xres)}`;
    case 'response': {
      const keys = step.sameKeys ? 'the keys of both sides are the same' : 'the keys differ';
      return `RES ${hex(step.res)}; ${keys}`;
    }
    case 'synchronisation':
      return `AUTS ${hex(step.auts)}: its sequence number is higher`;
    case 'refusal':
      return `refuses: ${hexNumber(step.sw, 2)}`;
    case 'resynchronised':
      return step.isValid ? 'follows: the next number is higher' : 'AUTS is wrong';
  }
}
