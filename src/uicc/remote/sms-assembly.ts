/** Parts of short messages, until all are there; kept in a card session. [TS23040 §9.2.3.24.1] */
import { type Bytes, concat } from '../../base/index.ts';
import type { SmsPart } from '../../wire/sms/index.ts';

/** Messages that may be incomplete at once; the oldest gives way. */
const MESSAGES_MAX = 4;
/** Parts of one message: a packet of some 6 KiB. */
export const PARTS_MAX = 48;

interface Incomplete {
  readonly key: string;
  readonly total: number;
  readonly parts: Map<number, Bytes>;
}

export class SmsAssembly {
  #incomplete: Incomplete[] = [];

  /** The whole where this was the last part that was missing. A part that comes again replaces. */
  add(sender: string, { reference, total, part }: SmsPart, data: Bytes): Bytes | undefined {
    const key = `${sender} ${reference} ${total}`;
    const message = this.#incomplete.find((one) => one.key === key) ?? this.#begin(key, total);
    message.parts.set(part, data.slice());
    if (message.parts.size < total) return undefined;
    this.#incomplete = this.#incomplete.filter((one) => one !== message);
    return concat(...Array.from({ length: total }, (_, at) => message.parts.get(at + 1)!));
  }

  #begin(key: string, total: number): Incomplete {
    const message = { key, total, parts: new Map<number, Bytes>() };
    this.#incomplete.push(message);
    if (this.#incomplete.length > MESSAGES_MAX) this.#incomplete.shift();
    return message;
  }
}
