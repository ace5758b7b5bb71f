/**
 * The modem at an ISO 7816-3 link: what a program says to it on its command line, and what it does
 * with packets of remote servers. [TS27007 §8.17, §8.18, §8.45] [M-90]
 */
import { type Bytes, hex, isWireError, unhex } from '../../base/index.ts';
import { closeChannel, isSuccess, openChannel, selectName, withChannel } from './channels.ts';
import { type Conversation, whole } from './conversation.ts';
import { emitScriptAnswer, parseScript } from './remote-script.ts';

/** +CME ERROR numbers. [TS27007 §9.2] */
const CME = { SIM_FAILURE: 13, MEMORY_FULL: 20, INVALID_INDEX: 21, PARAMETERS: 50, UNKNOWN: 100 };

export class Modem {
  /** Channels that +CCHO opened. */
  readonly #sessions = new Set<number>();

  /**
   * One command line; the answer's lines, last of them `OK` or an error. Knows AT, +CSIM, +CCHO,
   * +CGLA, +CCHC.
   */
  *at(line: string): Conversation<readonly string[]> {
    const match = /^AT(?:\+([A-Z]+)(?:=(.*)|(=\?))?)?$/i.exec(line.trim());
    if (match === null) return ['ERROR'];
    const [, name = '', values = ''] = match;
    switch (name.toUpperCase()) {
      case '':
        return ['OK'];
      case 'CSIM':
        return yield* this.#csim(values);
      case 'CCHO':
        return yield* this.#ccho(values);
      case 'CGLA':
        return yield* this.#cgla(values);
      case 'CCHC':
        return yield* this.#cchc(values);
      default:
        return ['ERROR'];
    }
  }

  /** A packet came from a server: its commands run on a channel of their own. [TS102226 §5.2] */
  *receivePacket(packet: Bytes): Conversation<Bytes> {
    const script = parseScript(packet);
    if (isWireError(script)) return emitScriptAnswer([]);
    const channel = yield* openChannel();
    if (channel === undefined) return emitScriptAnswer([]);
    const answers: Bytes[] = [];
    for (const command of script) {
      const answer = yield* whole(withChannel(command, channel));
      answers.push(answer);
      if (!isSuccess(answer) && answer.at(-2) !== 0x91) break;
    }
    yield* closeChannel(channel);
    return emitScriptAnswer(answers);
  }

  *#csim(values: string): Conversation<readonly string[]> {
    const apdu = quotedApdu(values);
    if (apdu === undefined) return error(CME.PARAMETERS);
    const answer = hex(yield apdu);
    return [`+CSIM: ${answer.length},"${answer}"`, 'OK'];
  }

  *#ccho(values: string): Conversation<readonly string[]> {
    const [, digits] = /^"((?:[0-9A-F]{2}){1,16})"$/i.exec(values) ?? [];
    if (digits === undefined) return error(CME.PARAMETERS);
    const channel = yield* openChannel();
    if (channel === undefined) return error(CME.MEMORY_FULL);
    const answer = yield* selectName(unhex(digits), { channel });
    if (!isSuccess(answer)) {
      yield* closeChannel(channel);
      return error(CME.SIM_FAILURE);
    }
    this.#sessions.add(channel);
    return [`+CCHO: ${channel}`, 'OK'];
  }

  *#cgla(values: string): Conversation<readonly string[]> {
    const [, session, rest = ''] = /^(\d{1,2}),(.*)$/.exec(values) ?? [];
    const apdu = quotedApdu(rest);
    if (session === undefined || apdu === undefined) return error(CME.PARAMETERS);
    const channel = Number(session);
    if (!this.#sessions.has(channel)) return error(CME.INVALID_INDEX);
    const answer = hex(yield* whole(withChannel(apdu, channel)));
    return [`+CGLA: ${answer.length},"${answer}"`, 'OK'];
  }

  *#cchc(values: string): Conversation<readonly string[]> {
    const channel = /^\d{1,2}$/.test(values) ? Number(values) : undefined;
    if (channel === undefined) return error(CME.PARAMETERS);
    if (!this.#sessions.delete(channel)) return error(CME.INVALID_INDEX);
    yield* closeChannel(channel);
    return ['OK'];
  }
}

/** `LENGTH,"HEX"`: the length counts digits. */
function quotedApdu(values: string): Bytes | undefined {
  const [, length, digits = ''] = /^(\d+),"?((?:[0-9A-F]{2}){4,})"?$/i.exec(values) ?? [];
  return Number(length) === digits.length ? unhex(digits) : undefined;
}

function error(code: number): readonly string[] {
  return [`+CME ERROR: ${code}`];
}
