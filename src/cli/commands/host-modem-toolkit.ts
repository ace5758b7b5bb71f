import { type Command, InvalidArgumentError } from 'commander';
import { hex, HostError, unhex } from '../../base/index.ts';
import type {
  EnvelopeResult,
  ToolkitEffect,
  ToolkitExchange,
  ToolkitTerminal,
  UserAnswer,
} from '../../host/index.ts';
import type { ModemOptions, ModemTask } from '../modem/modem-task.ts';
import type { ToolkitScript, ToolkitStep } from '../modem/toolkit-script.ts';
import { collect, hexDigits, withWhere } from '../options.ts';

interface ToolkitOptions extends ModemOptions {
  readonly script?: string;
  readonly profile?: string;
  readonly select?: readonly string[];
  readonly item?: readonly number[];
  readonly text?: readonly string[];
}

/** The terminal of the card's toolkit. [TS102223 §6] */
export function defineHostModemToolkit(modem: Command): void {
  withWhere(modem.command('toolkit'))
    .description("be the terminal of the card's toolkit: its menu, and its proactive commands")
    .option('-l, --link <name>', "the modem's link (default: the first modem)")
    .option('--select <entry>', "choose an entry of the card's menu: identifier or text", collect)
    .option('--item <n>', 'the answer to the next SELECT ITEM', collectNumber)
    .option('--text <text>', 'the answer to the next GET INPUT', collect)
    .option('--profile <hex>', 'TERMINAL PROFILE (default: what this terminal has)', hexDigits)
    .option('--script <file>', 'answers and acts as JSON')
    .addHelpText(
      'after',
      `
Sends TERMINAL PROFILE and carries out what the card fetches for it, then each act in its order.
Without an answer an item is the first, a text is acknowledged, and an input is not answered. A
REFRESH with a reset resets the card. A script has these fields, all of them optional:

  {"answers": [{"item": 2}, {"text": "Ada"}, {"command": "DISPLAY TEXT", "result": "terminalBusy"}],
   "steps": [{"select": 1}, {"event": "userActivity"}, {"expire": 1}, {"envelope": "D3..."}],
   "facts": {"location": "00F11000010001", "language": "en"}, "profile": "FF..."}

Examples:
  bifrons host modem toolkit --preset usim-card
  bifrons host modem toolkit --preset usim-card --select "Toolkit test" --item 2 --text Ada
  bifrons host modem toolkit --preset usim-card --select "Toolkit test" --item 11 --item 5 --json`,
    )
    .action(run);
}

function collectNumber(text: string, before: readonly number[] = []): readonly number[] {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 0xff) return [...before, Number(text)];
  throw new InvalidArgumentError('Expected a number from 0 to 255.');
}

async function run(options: ToolkitOptions): Promise<void> {
  const { withModem } = await import('../modem/modem-task.ts');
  const { NO_SCRIPT, readToolkitScript } = await import('../modem/toolkit-script.ts');
  const script = options.script === undefined ? NO_SCRIPT : readToolkitScript(options.script);
  await withModem(options, 'bifrons host modem toolkit', async (task) => {
    const session = await TerminalSession.begin(task, script, options);
    for (const select of options.select ?? []) await session.act({ select });
    for (const step of script.steps) await session.act(step);
    if (!session.hasShown) task.output.line('# the card has sent no command of its toolkit');
  });
}

interface Shown {
  commands: number;
}

class TerminalSession {
  readonly #task: ModemTask;
  readonly #terminal: ToolkitTerminal;
  readonly #profile: Uint8Array;
  readonly #shown: Shown;
  #menu: ReadonlyMap<number, string> = new Map();

  private constructor(
    { task, shown }: { readonly task: ModemTask; readonly shown: Shown },
    terminal: ToolkitTerminal,
    profile: Uint8Array,
  ) {
    this.#task = task;
    this.#shown = shown;
    this.#terminal = terminal;
    this.#profile = profile;
  }

  static async begin(
    task: ModemTask,
    script: ToolkitScript,
    options: ToolkitOptions,
  ): Promise<TerminalSession> {
    const host = await import('../../host/index.ts');
    const { CAT_COMMAND } = await import('../../wire/cat/index.ts');
    const { TERMINAL_FACTS } = await import('../modem/terminal-facts.ts');
    const show = await shower(task);
    const shown: Shown = { commands: 0 };
    const onExchange = (exchange: ToolkitExchange): void => {
      shown.commands++;
      show(exchange);
    };
    const answers: readonly UserAnswer[] = [
      ...(options.item ?? []).map((item) => ({ command: CAT_COMMAND.SELECT_ITEM, item })),
      ...(options.text ?? []).map((text) => ({ command: CAT_COMMAND.GET_INPUT, text })),
      ...script.answers,
    ];
    const facts = { ...TERMINAL_FACTS, ...script.facts };
    const terminal = new host.ToolkitTerminal({ facts, answers, onExchange });
    const given = options.profile === undefined ? script.profile : unhex(options.profile);
    const session = new TerminalSession({ task, shown }, terminal, given ?? host.TERMINAL_PROFILE);
    await session.#start();
    return session;
  }

  /** Whether the card sent a command. */
  get hasShown(): boolean {
    return this.#shown.commands > 0;
  }

  async #start(): Promise<void> {
    await this.#take(await this.#task.hold(this.#terminal.start(this.#profile)));
  }

  async act(step: ToolkitStep): Promise<void> {
    const result = 'expire' in step ? await this.#expire(step.expire) : await this.#envelope(step);
    if (result === undefined) return;
    const sw = hex(result.answer.subarray(-2));
    if (!/^9[01]/.test(sw)) {
      this.#task.output.object({ event: 'envelope', sw });
      await this.#fail(`the card answers the envelope with ${sw}`);
    }
    await this.#take(result.effects);
  }

  async #expire(timer: number): Promise<EnvelopeResult | undefined> {
    const result = await this.#task.hold(this.#terminal.expire(timer));
    if (result === undefined) {
      this.#task.output.object({ event: 'expire', timer, running: false });
      await this.#fail(`timer ${timer} does not run`);
    }
    return result;
  }

  async #fail(words: string): Promise<void> {
    const { EXIT } = await import('../output.ts');
    this.#task.output.line(`# ${words}`);
    process.exitCode = EXIT.expectation;
  }

  async #envelope(
    step: Exclude<ToolkitStep, { readonly expire: number }>,
  ): Promise<EnvelopeResult> {
    const { emitEventDownload, emitMenuSelection } = await import('../../wire/cat/index.ts');
    const data =
      'select' in step
        ? emitMenuSelection(await this.#entry(step.select), { help: false })
        : 'event' in step
          ? emitEventDownload(step.event, [])
          : step.envelope;
    return this.#task.hold(this.#terminal.envelope(data));
  }

  /** By its identifier or its text. Throws `HostError` INPUT_INVALID. */
  async #entry(requested: string): Promise<number> {
    const found = [...this.#menu].find(
      ([id, text]) => String(id) === requested || text === requested,
    );
    if (found !== undefined) return found[0];
    const known = [...this.#menu].map(([id, text]) => `${id} ${text}`).join(', ');
    const next = known === '' ? 'the card has no menu' : `the menu has: ${known}`;
    throw new HostError('INPUT_INVALID', `the card’s menu has no entry ${requested}`, next);
  }

  async #take(effects: readonly ToolkitEffect[]): Promise<void> {
    const { REFRESH_MODE } = await import('../../wire/cat/index.ts');
    for (const effect of effects) {
      if (effect.kind === 'menu') this.#menu = effect.items;
      if (effect.kind !== 'refresh' || effect.mode !== REFRESH_MODE.reset) continue;
      this.#task.output.line(this.#task.output.style('dim', '# the card is reset'));
      this.#task.output.object({ event: 'reset' });
      await this.#task.reset();
      await this.#start();
    }
  }
}

async function shower({ link, output }: ModemTask): Promise<(exchange: ToolkitExchange) => void> {
  const words = await import('../../wire/describe/index.ts');
  return ({ command, result, objects }) => {
    const name = words.proactiveCommandName(command.details.type);
    const what = words.proactiveCommandWords(command);
    const answered = words.terminalResultName(result);
    const response = objects.map(({ tag, value }) => ({ tag, value: hex(value) }));
    output.object({
      event: 'proactive-command',
      link,
      ...command.details,
      name,
      words: what,
      result,
      response,
    });
    output.line(`${output.style('bold', name)}${what === '' ? '' : ` ${what}`}`);
    const values = response.map(({ value }) => ` ${value}`).join('');
    output.line(output.style('dim', `  ${answered}${values}`));
  };
}
