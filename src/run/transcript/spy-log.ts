/**
 * Logs of PC/SC calls as libpcsclite's spy writes them: each call's arguments on lines between
 * `>|seconds|microseconds|NAME` and `<|seconds|microseconds|NAME|words|result`, each line behind
 * the number of its thread.
 */
import { type Bytes, isHex, unhex } from '../../base/index.ts';

export type SpyEvent =
  | { readonly kind: 'reset'; readonly reader: string }
  | {
      readonly kind: 'exchange';
      readonly reader: string;
      readonly command: Bytes;
      readonly answer: Bytes;
    };

interface Call {
  readonly name: string;
  readonly lines: string[];
}

const UNKNOWN = 'unknown reader';
const LEAVE_CARD = 0;

export function isSpyLog(text: string): boolean {
  return /^(?:[0-9A-F]+@)?>\|\d+\|\d+\|SCard/m.test(text.slice(0, 4_096));
}

/** Calls that failed, and what is no complete call, are left out. */
export function readSpyLog(text: string): readonly SpyEvent[] {
  const calls = new Map<string, Call>();
  const readers = new Map<string, string>();
  const events: SpyEvent[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, thread = '', rest = ''] = /^(?:([0-9A-F]+)@)?(.*)$/.exec(line) ?? [];
    const [sign, , , name = '', ...results] = rest.split('|');
    const call = calls.get(thread);
    if (sign === '>') calls.set(thread, { name, lines: [] });
    else if (sign !== '<') call?.lines.push(rest);
    else if (call?.name === name) {
      calls.delete(thread);
      if (Number(results.at(-1)) === 0) events.push(...eventsOf(call, readers));
    }
  }
  return events;
}

function eventsOf({ name, lines }: Call, readers: Map<string, string>): readonly SpyEvent[] {
  if (name === 'SCardConnect') {
    const [, reader = UNKNOWN, , , , , card = ''] = lines;
    readers.set(card, reader);
    return [{ kind: 'reset', reader }];
  }
  const [card = ''] = lines;
  const reader = readers.get(card) ?? UNKNOWN;
  if (name === 'SCardReconnect' || name === 'SCardDisconnect') {
    const disposition = Number(lines[name === 'SCardReconnect' ? 3 : 1]);
    return disposition === LEAVE_CARD ? [] : [{ kind: 'reset', reader }];
  }
  if (name !== 'SCardTransmit') return [];
  const command = bytesOf(lines[4]);
  const answer = bytesOf(lines[8]);
  if (command === undefined || answer === undefined || answer.length < 2) return [];
  return [{ kind: 'exchange', reader, command, answer }];
}

function bytesOf(text = ''): Bytes | undefined {
  const digits = text.replace(/ /g, '');
  return digits !== '' && isHex(digits) ? unhex(digits) : undefined;
}
