/**
 * The modem at an ISO 7816-3 link: what a program says to it on its command line, and what it does
 * with packets of remote servers. [TS27007 §8.17, §8.43, §8.45, §8.46, §9.1] [M-90]
 */
import { type Bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { type AtCommand, parseAtLine } from './at-command.ts';
import { closeChannel, isSuccess, openChannel, selectName, sendOnChannel } from './channels.ts';
import type { Conversation } from './conversation.ts';
import { CME, type ModemError } from './modem-error.ts';
import { emitScriptAnswer, parseScript } from './remote-script.ts';
import type { ModemQuirks } from './modem-model.ts';
import { type Attach, NetworkCommands } from './network-commands.ts';
import { SIM_COMMANDS } from './sim-commands.ts';

/** What a program has set at its port of the modem. [V250 §6.2.4] [TS27007 §9.1] */
export interface AtSettings {
  /** Whether characters are sent back as they come; off, unlike V.250's own advice. */
  echo: boolean;
  /** Errors as `ERROR`, by number, or in words; some clients accept `ERROR` alone. */
  errors: 0 | 1 | 2;
  /** What the modem is known for; it stays with `Z` and `&F`. */
  quirks?: ModemQuirks;
  /** Commands about the SIM that have failed because it was busy. */
  refused?: number;
}

export function defaultAtSettings(): AtSettings {
  return { echo: false, errors: 0 };
}

/** Lines of information where a command went well; otherwise why not, `ERROR` where it is none. */
type Outcome = readonly string[] | ModemError | 'ERROR';

/** What each command answers to its test form, `=?`. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  '+CCHC': [],
  '+CCID': [],
  '+CCHO': [],
  '+CGLA': [],
  '+CIMI': [],
  '+ICCID': [],
  '+CLCK': ['+CLCK: ("SC")'],
  '+CPIN': [],
  '+CPWD': ['+CPWD: ("SC",8)'],
  '+CRSM': [],
  '+CEREG': ['+CEREG: (0-2)'],
  '+CFUN': ['+CFUN: (0,1,4)'],
  '+CGREG': ['+CGREG: (0-2)'],
  '+COPS': [],
  '+CREG': ['+CREG: (0-2)'],
  '+CSQ': [],
  '+CGMI': [],
  '+CGMM': [],
  '+CMEE': ['+CMEE: (0-2)'],
  '+CSIM': [],
};

/** Who it is. [V250 §6.1.3] [TS27007 §5.1, §5.2] */
const INFORMATION: Readonly<Record<string, string>> = {
  I: 'Bifrons modem',
  '+CGMI': 'Bifrons',
  '+CGMM': 'modem',
};

const ABOUT_SIM: readonly string[] = [
  '+CSIM',
  '+CCHO',
  '+CGLA',
  '+CCHC',
  ...Object.keys(SIM_COMMANDS),
];

export class Modem {
  /** Channels that +CCHO opened. */
  readonly #sessions = new Set<number>();
  readonly #network: NetworkCommands;

  /** With the network that it is in reach of; without one no registration is accepted. */
  constructor(attach?: Attach) {
    this.#network = new NetworkCommands(attach);
  }

  /** Whether no program has a channel open. */
  get idle(): boolean {
    return this.#sessions.size === 0;
  }

  /** The card session is gone, and all channels with it. */
  lost(): void {
    this.#sessions.clear();
    this.#network.lost();
  }

  /**
   * One command line; the answer's lines, last of them `OK` or an error, at which the rest of the
   * line is not done any more. Supports AT, E, I, Q0, V1, Z, &F, +CMEE, +CGMI, +CGMM, +CSIM, +CCHO,
   * +CGLA, +CCHC, and those of `SIM_COMMANDS` and `NetworkCommands`. [V250 §5.2.4]
   */
  *at(line: string, settings: AtSettings = defaultAtSettings()): Conversation<readonly string[]> {
    const lines: string[] = [];
    const commands = parseAtLine(line);
    if (commands === undefined) return ['ERROR'];
    for (const command of commands) {
      const outcome = yield* this.#command(command, settings);
      if (typeof outcome === 'string') return [...lines, atError(outcome, settings)];
      lines.push(...outcome);
    }
    return [...lines, 'OK'];
  }

  /** A packet came from a server: its commands run on a channel of their own. [TS102226 §5.2] */
  *receivePacket(packet: Bytes): Conversation<Bytes> {
    const script = parseScript(packet);
    if (isWireError(script)) return emitScriptAnswer([]);
    const channel = yield* openChannel();
    if (channel === undefined) return emitScriptAnswer([]);
    const answers: Bytes[] = [];
    for (const command of script) {
      const answer = yield* sendOnChannel(command, channel);
      answers.push(answer);
      if (!isSuccess(answer) && answer.at(-2) !== 0x91) break;
    }
    yield* closeChannel(channel);
    return emitScriptAnswer(answers);
  }

  *#command({ name, form, values }: AtCommand, settings: AtSettings): Conversation<Outcome> {
    const { quirks = {} } = settings;
    if (quirks.missing?.includes(name) === true) return 'ERROR';
    if (form === 'test') return (quirks.noTests === true ? undefined : TESTS[name]) ?? 'ERROR';
    if (isBusy(name, settings)) return 'busy';
    const information = INFORMATION[name];
    if (information !== undefined) return form === 'act' ? [information] : 'ERROR';
    const sim = SIM_COMMANDS[name];
    if (sim !== undefined) return (yield* sim(form, values)) ?? 'ERROR';
    if (NetworkCommands.names.includes(name))
      return (yield* this.#network.run(name, form, values)) ?? 'ERROR';
    if (form === 'act') return setBasic(name, values, settings);
    if (name === '+CMEE')
      return form === 'read' ? [`+CMEE: ${settings.errors}`] : setErrors(values, settings);
    if (form === 'read') return 'ERROR';
    switch (name) {
      case '+CSIM':
        return yield* this.#csim(values, quirks);
      case '+CCHO':
        return yield* this.#ccho(values, quirks);
      case '+CGLA':
        return quirks.deafSessions === true ? 'failure' : yield* this.#cgla(values);
      case '+CCHC':
        return yield* this.#cchc(values);
      default:
        return 'ERROR';
    }
  }

  *#csim(values: string, { basicChannelOnly }: ModemQuirks): Conversation<Outcome> {
    const apdu = quotedApdu(values);
    if (apdu === undefined) return 'parameters';
    if (basicChannelOnly === true && (apdu[0]! & 0x43) !== 0) return 'failure';
    const answer = hex(yield apdu);
    return [`+CSIM: ${answer.length},"${answer}"`];
  }

  /** The text has the session's number alone in the answer; modems, and so clients, name it. */
  *#ccho(values: string, { bareSession }: ModemQuirks): Conversation<Outcome> {
    const [, digits] = /^"((?:[0-9A-F]{2}){1,16})"$/i.exec(values) ?? [];
    if (digits === undefined) return 'parameters';
    const channel = yield* openChannel();
    if (channel === undefined) return 'full';
    const answer = yield* selectName(unhex(digits), { channel });
    if (!isSuccess(answer)) {
      yield* closeChannel(channel);
      return 'failure';
    }
    this.#sessions.add(channel);
    return [bareSession === true ? String(channel) : `+CCHO: ${channel}`];
  }

  *#cgla(values: string): Conversation<Outcome> {
    const [, session, rest = ''] = /^(\d{1,2})\s*,(.*)$/.exec(values) ?? [];
    const apdu = quotedApdu(rest);
    if (session === undefined || apdu === undefined) return 'parameters';
    const channel = Number(session);
    if (!this.#sessions.has(channel)) return 'index';
    const answer = hex(yield* sendOnChannel(apdu, channel));
    return [`+CGLA: ${answer.length},"${answer}"`];
  }

  *#cchc(values: string): Conversation<Outcome> {
    const channel = /^\d{1,2}$/.test(values) ? Number(values) : undefined;
    if (channel === undefined) return 'parameters';
    if (!this.#sessions.delete(channel)) return 'index';
    yield* closeChannel(channel);
    return [];
  }
}

/** Counts what is refused, up to what the model is known for. */
function isBusy(name: string, settings: AtSettings): boolean {
  const { quirks, refused = 0 } = settings;
  if (refused >= (quirks?.busyCommands ?? 0) || !ABOUT_SIM.includes(name)) return false;
  settings.refused = refused + 1;
  return true;
}

/** The result line of an error, as the port is set. [TS27007 §9.1, §9.2] */
export function atError(error: ModemError | 'ERROR', { errors }: AtSettings): string {
  if (error === 'ERROR' || errors === 0) return 'ERROR';
  const [number, words] = CME[error];
  return `+CME ERROR: ${errors === 1 ? number : words}`;
}

/** [V250 §6.1.1, §6.1.2, §6.2.4, §6.2.5, §6.2.6] */
function setBasic(name: string, values: string, settings: AtSettings): Outcome {
  const value = Number(values);
  if (name === 'E' && value <= 1) settings.echo = value === 1;
  else if ((name === 'Z' || name === '&F') && value === 0)
    Object.assign(settings, defaultAtSettings());
  // Result codes are always sent, and in words: other settings are not supported.
  else if (!(name === 'Q' && value === 0) && !(name === 'V' && values === '1')) return 'ERROR';
  return [];
}

function setErrors(values: string, settings: AtSettings): Outcome {
  if (!/^[012]$/.test(values)) return 'parameters';
  settings.errors = Number(values) as AtSettings['errors'];
  return [];
}

/** `LENGTH,"HEX"`: the length counts digits. */
function quotedApdu(values: string): Bytes | undefined {
  const [, length, digits = ''] = /^\s*(\d+)\s*,\s*"?((?:[0-9A-F]{2}){4,})"?$/i.exec(values) ?? [];
  return Number(length) === digits.length ? unhex(digits) : undefined;
}
