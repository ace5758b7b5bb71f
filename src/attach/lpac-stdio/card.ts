/**
 * The card's side of lpac's `stdio` APDU interface: lpac sends one JSON object a line, and gets
 * one line back for each. The number of an opened channel is in `ecode`.
 */
import { type Bytes, bytes, concat, hex, unhex } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';

/** What carries the APDUs; answers keep 61xx, which lpac resolves itself. */
export interface LpacLink {
  powerOn(): Promise<unknown>;
  powerOff(): Promise<unknown>;
  transmit(apdu: Bytes): Promise<Bytes>;
}

/** What to do with a line: answer it, or hand it on to people as it is none of ours. */
export type Reply = { readonly answer: string } | { readonly passOn: string };

const FAILED = -1;
/** ETSI channels that lpac can name in a class byte. */
const CHANNEL_MAX = 19;

interface Outcome {
  readonly ecode: number;
  readonly data?: Bytes;
}

export class LpacCard {
  readonly #link: LpacLink;
  readonly #open = new Set<number>();

  constructor(link: LpacLink) {
    this.#link = link;
  }

  /** Answers one line. Whatever is wrong with it, or happens on the way, is an `ecode` of -1. */
  async take(line: string | undefined): Promise<Reply> {
    const message = line === undefined ? undefined : parse(line);
    if (message !== undefined && message.type !== 'apdu' && message.type !== 'http') {
      return { passOn: line! };
    }
    return {
      answer: emit(
        message?.type === 'apdu' ? await this.#serve(message.payload) : { ecode: FAILED },
      ),
    };
  }

  /** Closes what lpac left open. */
  async close(): Promise<void> {
    for (const channel of this.#open) await this.#closeChannel(channel).catch(() => undefined);
    await this.#link.powerOff().catch(() => undefined);
  }

  async #serve(payload: unknown): Promise<Outcome> {
    if (typeof payload !== 'object' || payload === null) return { ecode: FAILED };
    const { func, param } = payload as { func?: unknown; param?: unknown };
    try {
      const given = readParam(param);
      switch (func) {
        case 'connect':
          await this.#link.powerOn();
          return { ecode: 0 };
        case 'disconnect':
          await this.close();
          return { ecode: 0 };
        case 'logic_channel_open':
          return { ecode: await this.#openChannel(given) };
        case 'logic_channel_close':
          return given.length === 1 && (await this.#closeChannel(given[0]!))
            ? { ecode: 0 }
            : { ecode: FAILED };
        case 'transmit':
          return given.length < 4
            ? { ecode: FAILED }
            : { ecode: 0, data: await this.#link.transmit(given) };
        default:
          return { ecode: FAILED };
      }
    } catch {
      return { ecode: FAILED };
    }
  }

  /** MANAGE CHANNEL, then SELECT on the new channel; its number, or -1. */
  async #openChannel(aid: Bytes): Promise<number> {
    if (aid.length === 0 || aid.length > 16) return FAILED;
    const opened = await this.#link.transmit(bytes(0x00, INS.MANAGE_CHANNEL, 0x00, 0x00, 0x01));
    const channel = opened[0];
    if (opened.length !== 3 || channel === undefined || !wentWell(opened)) return FAILED;
    if (channel === 0 || channel > CHANNEL_MAX) return FAILED;
    this.#open.add(channel);
    const cla = channel < 4 ? channel : 0x40 | (channel - 4);
    const selected = await this.#link.transmit(
      concat(bytes(cla, INS.SELECT, 0x04, 0x00, aid.length), aid),
    );
    if (wentWell(selected)) return channel;
    await this.#closeChannel(channel);
    return FAILED;
  }

  async #closeChannel(channel: number): Promise<boolean> {
    this.#open.delete(channel);
    return wentWell(
      await this.#link.transmit(bytes(0x00, INS.MANAGE_CHANNEL, 0x80, channel, 0x00)),
    );
  }
}

function wentWell(answer: Bytes): boolean {
  const sw1 = answer.at(-2);
  return sw1 === 0x90 || sw1 === 0x91 || sw1 === 0x61;
}

function readParam(param: unknown): Bytes {
  if (param === undefined || param === null) return new Uint8Array(0);
  if (typeof param !== 'string') throw new TypeError('param: expected hexadecimal text or null');
  return unhex(param);
}

function parse(line: string): { readonly type: unknown; readonly payload: unknown } | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
    const { type, payload } = message as { type: unknown; payload?: unknown };
    return typeof type === 'string' ? { type, payload } : undefined;
  } catch {
    return undefined;
  }
}

function emit({ ecode, data }: Outcome): string {
  return JSON.stringify({
    type: 'apdu',
    payload: { ecode, data: data === undefined ? null : hex(data).toLowerCase() },
  });
}
