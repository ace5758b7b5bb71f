/** The trace: a ring of raw records, bounded; its words are made when it is read. */
import {
  type Bytes,
  type Time,
  type Trace,
  TRACE_RECORDS_MAX,
  type TraceKind,
  type TraceOperand,
  type TraceRecord,
} from '../../base/index.ts';

/** Operands that a record has places for; where there are more, the first place has their list. */
const PLACES = 3;
/** Records of a page: the ring grows by pages, and most devices are idle on their first. */
const PAGE_RECORDS = 16;
const PAGES_MAX = TRACE_RECORDS_MAX / PAGE_RECORDS;
/** Values of a record: where, kind, and its operands' places. */
const VALUES = 2 + PLACES;
/** Numbers of a record: time, how many operands, and of each place what the page has of it. */
const NUMBERS = 2 + PLACES;
/** Bytes of operands that a page has room for: those of short commands. */
const PAGE_BYTES = 256;
/** In place of a span: the operand is what stands in its place. */
const ITSELF = -1;

type Value = TraceKind | TraceOperand | readonly TraceOperand[];

/**
 * Some records one after another, without an object for each: a device notes several a command, and
 * objects that stay for thousands of commands are what a garbage collector is worst at.
 */
class Page {
  readonly values: Value[] = Array<Value>(PAGE_RECORDS * VALUES).fill(undefined);
  readonly numbers = new Float64Array(PAGE_RECORDS * NUMBERS);
  readonly #bytes = new Uint8Array(PAGE_BYTES);
  #used = 0;

  /** Other records come in place of those that it has. */
  empty(): void {
    this.#used = 0;
  }

  /** Copies bytes, and gives their span: where they are, and how many; `ITSELF` without room. */
  keep(bytes: Bytes): number {
    const at = this.#used;
    if (at + bytes.length > PAGE_BYTES) return ITSELF;
    this.#bytes.set(bytes, at);
    this.#used += bytes.length;
    return at * (PAGE_BYTES + 1) + bytes.length;
  }

  bytesAt(span: number): Bytes {
    const at = Math.floor(span / (PAGE_BYTES + 1));
    return this.#bytes.slice(at, at + (span % (PAGE_BYTES + 1)));
  }
}

export class TraceRing implements Trace {
  /** The device's present time, set by the driver of the kernel. */
  now: Time = 0;
  readonly #pages: Page[] = [];
  #seq = 0;

  note(where: string, kind: TraceKind, ...operands: readonly TraceOperand[]): void {
    const page = this.#page(this.#seq);
    const place = this.#seq++ % PAGE_RECORDS;
    if (place === 0) page.empty();
    const { values, numbers } = page;
    const count = operands.length;
    let value = place * VALUES;
    let number = place * NUMBERS;
    values[value++] = where;
    values[value++] = kind;
    numbers[number++] = this.now;
    numbers[number++] = count;
    for (let one = 0; one < PLACES; one++) {
      const operand = count > PLACES ? undefined : operands[one];
      const span = typeof operand === 'object' ? page.keep(operand) : ITSELF;
      values[value++] = span === ITSELF ? operand : undefined;
      numbers[number++] = span;
    }
    if (count > PLACES) values[value - PLACES] = operands;
  }

  /** Records after `seq`, oldest first, as far as the ring still holds them. */
  since(seq: number): readonly TraceRecord[] {
    const first = Math.max(seq, this.#seq - TRACE_RECORDS_MAX) + 1;
    const list: TraceRecord[] = [];
    for (let one = first; one <= this.#seq; one++) list.push(this.#record(one));
    return list;
  }

  /** That of the record after this many others. */
  #page(before: number): Page {
    const at = Math.floor(before / PAGE_RECORDS) % PAGES_MAX;
    return (this.#pages[at] ??= new Page());
  }

  #record(seq: number): TraceRecord {
    const page = this.#page(seq - 1);
    const place = (seq - 1) % PAGE_RECORDS;
    const values = page.values.slice(place * VALUES, (place + 1) * VALUES);
    const [at, count, ...spans] = page.numbers.slice(place * NUMBERS, (place + 1) * NUMBERS);
    const [where, kind, ...places] = values as [string, TraceKind, ...TraceOperand[]];
    const operands =
      count! > PLACES
        ? (values[2] as readonly TraceOperand[])
        : places.slice(0, count).map((operand, one) => {
            const span = spans[one]!;
            return span === ITSELF ? operand : page.bytesAt(span);
          });
    return { seq, at: at!, where, what: kind.name, kind, operands };
  }
}
