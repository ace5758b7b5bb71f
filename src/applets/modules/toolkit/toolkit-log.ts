/** What came back to the toolkit test application: the last responses and events, in memory. */
import { assert, type Bytes, bytes, concat, EMPTY, isWireError } from '../../../base/index.ts';
import type { Cell, Codec, Nvm } from '../../../os/abi/index.ts';
import type { ToolkitEvent } from '../../../uicc/index.ts';
import { emitTlv, parseTlvs } from '../../../wire/index.ts';
import { emitCatObject, type TerminalResponse } from '../../../wire/cat/index.ts';

/** Entries that are kept; the oldest goes. */
const ENTRIES_MAX = 32;
/** Bytes that are kept of a result, and of the objects beside it: one answer takes both. */
const LENGTH_MAX = 96;

/** A response has its details, result and objects; an event a number and a value. */
const TAG = { response: 0xa0, unsupported: 0xa1, event: 0xa2, details: 0x80 } as const;
const FIELD = { result: 0x81, objects: 0x82, kind: 0x80, value: 0x81 } as const;
const EVENT_KINDS: readonly ToolkitEvent['kind'][] = [
  'profile-download',
  'menu-selection',
  'timer-expiration',
  'event',
  'sms-pp',
  'envelope',
];

const LOG: Codec<readonly Bytes[]> = {
  emit: (list) => concat(...list),
  parse(stored) {
    const list = parseTlvs(stored);
    assert(!isWireError(list), 'a log of data objects');
    return list.map(({ tag, value }) => emitTlv(tag, value));
  },
};

export class ToolkitLog {
  readonly #cell: Cell<readonly Bytes[]>;

  constructor(nvm: Nvm) {
    this.#cell = nvm.cell('log', LOG, []);
  }

  /** Its newest entries that fit one answer, oldest first. */
  read(lengthMax: number): Bytes {
    let list = this.#cell.get();
    while (concat(...list).length > lengthMax) list = list.slice(1);
    return concat(...list);
  }

  clear(): void {
    if (this.#cell.get().length > 0) this.#cell.set([]);
  }

  response({ details, result, additional, objects }: TerminalResponse): void {
    const { number, type, qualifier } = details;
    this.#add(
      TAG.response,
      emitTlv(TAG.details, bytes(number, type, qualifier)),
      emitTlv(FIELD.result, bytes(result), additional.subarray(0, LENGTH_MAX)),
      emitTlv(FIELD.objects, concat(...objects.map(emitCatObject)).subarray(0, LENGTH_MAX)),
    );
  }

  /** The terminal does not take commands of this type. */
  unsupported(type: number): void {
    this.#add(TAG.unsupported, emitTlv(TAG.details, bytes(type)));
  }

  event(event: ToolkitEvent): void {
    this.#add(
      TAG.event,
      emitTlv(FIELD.kind, bytes(EVENT_KINDS.indexOf(event.kind))),
      emitTlv(FIELD.value, valueOf(event)),
    );
  }

  #add(tag: number, ...fields: readonly Bytes[]): void {
    this.#cell.set([...this.#cell.get(), emitTlv(tag, ...fields)].slice(-ENTRIES_MAX));
  }
}

function valueOf(event: ToolkitEvent): Bytes {
  switch (event.kind) {
    case 'menu-selection':
      return bytes(event.item, event.help ? 1 : 0);
    case 'timer-expiration':
      return bytes(event.timer, event.seconds >> 8, event.seconds & 0xff);
    case 'event':
      return bytes(event.event);
    default:
      return EMPTY;
  }
}
