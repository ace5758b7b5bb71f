/** One part of an owner's memory: keys of its own, and parts below it. [M-20] [M-107] */
import { assert, bigEndian, readBigEndian } from '../../base/index.ts';
import type { Cell, Codec, Counter, Nvm, PartOptions, Region, Savepoint } from '../abi/index.ts';
import { StoredCell } from './cell.ts';
import { Content } from './content.ts';
import { CountedNumber } from './counter.ts';
import { reading } from './damage.ts';
import {
  checkKey,
  checkPartName,
  emitQuota,
  type Form,
  FORM_MARKS,
  NUMBER_LENGTH,
  PART_DEPTH_MAX,
  partKey,
  quotaOf,
} from './record-key.ts';
import { PagedRegion } from './region.ts';
import { type RecordView, viewsOf } from './views.ts';

const FORMS = Object.keys(FORM_MARKS) as readonly Form[];
export class Part implements Nvm {
  #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  get quota(): number {
    return this.#content.chain.find((up) => up.quota !== undefined)?.quota ?? Infinity;
  }

  get used(): number {
    return this.#content.records.used;
  }

  get free(): number {
    const left = this.#content.chain.map(
      ({ quota, records }) => (quota ?? Infinity) - records.used,
    );
    return Math.max(0, Math.min(...left));
  }

  get version(): object {
    return this.#content.records.version;
  }

  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T> {
    const content = this.#live();
    const known = content.handles.get(key)?.cell;
    if (known) {
      assert(known.codec === codec, `cell ${key} asked for with two codecs`);
      return known as Cell<unknown> as Cell<T>;
    }
    const full = this.#key('cell', key);
    const place = { owner: content.owner, key: content.named(key) };
    const cell = reading(place, () => new StoredCell(content, full, { codec, initial }));
    content.handlesOf(key).cell = cell as StoredCell<unknown>;
    return cell;
  }

  counter(key: string, initial: number): Counter {
    const content = this.#live();
    const handles = content.handlesOf(key);
    handles.counter ??= new CountedNumber(content, {
      key,
      full: this.#key('counter', key),
      initial,
    });
    return handles.counter;
  }

  region(key: string, length: number): Region {
    const content = this.#live();
    const handles = content.handlesOf(key);
    if (handles.region) {
      assert(handles.region.length === length, `region ${key} asked for with two lengths`);
      return handles.region;
    }
    const full = this.#key('region', key);
    const stored = content.records.get(full);
    if (stored !== undefined && readBigEndian(stored) !== length)
      throw content.damage(key, `a region of ${length} bytes has another length`);
    const region = new PagedRegion(content, full);
    if (stored === undefined) {
      content.store(full, bigEndian(length, NUMBER_LENGTH), () => {
        region.isGone = true;
        delete handles.region;
      });
    }
    handles.region = region;
    return region;
  }

  part(name: string, { quota }: PartOptions = {}): Part {
    const content = this.#live();
    const part = content.parts.get(name) ?? this.#openPart(name, quota);
    content.parts.set(name, part);
    if (quota !== undefined) this.#setQuota(name, part.#content, quota);
    return part;
  }

  parts(): readonly string[] {
    return this.#live().records.partNames();
  }

  has(key: string): boolean {
    const { records } = this.#live();
    if (records.names(key)) return true;
    return FORMS.some((form) => records.get(this.#key(form, key)) !== undefined);
  }

  drop(key: string): void {
    const content = this.#live();
    const { records } = content;
    if (records.names(key)) this.part(key).clear();
    content.dropHandles(key);
    for (const form of FORMS) {
      const full = this.#key(form, key);
      const stored = records.get(full);
      if (stored === undefined) continue;
      if (form === 'region') new PagedRegion(content, full).dropPages(0, readBigEndian(stored));
      content.store(full, undefined);
    }
  }

  clear(): void {
    const content = this.#live();
    const { memory, above, path } = content;
    for (const place of [...content.records.places()]) memory.write(place, undefined);
    content.isGone = true;
    memory.onUndo(() => {
      content.isGone = false;
    });
    const name = path.at(-1);
    if (above === undefined || name === undefined) {
      const empty = content.emptied();
      this.#content = empty;
      memory.onUndo(() => {
        empty.isGone = true;
        this.#content = content;
      });
    } else {
      above.store(above.records.prefix + partKey(name), undefined);
      above.parts.delete(name);
      memory.onUndo(() => above.parts.set(name, this));
    }
  }

  savepoint(): Savepoint {
    return this.#content.memory.savepoint();
  }

  writePoint(): void {
    this.#content.memory.writePoint();
  }

  /** Every cell that was asked for, stored or not, and every other record that is stored. */
  records(): readonly RecordView[] {
    const content = this.#live();
    const below = this.parts().flatMap((name) => this.part(name).records());
    return [...viewsOf(content), ...below];
  }

  /** The bytes that stand under a cell's key at this moment. */
  storedCell(key: string): Uint8Array | undefined {
    return this.#live().records.get(this.#key('cell', key));
  }

  #openPart(name: string, quota: number | undefined): Part {
    const content = this.#live();
    const { memory, owner } = content;
    const path = [...content.path, checkPartName(name)];
    assert(path.length <= PART_DEPTH_MAX, `parts within parts pass ${PART_DEPTH_MAX}`);
    const full = content.records.prefix + partKey(name);
    const stored = content.records.get(full);
    const opened = new Content({
      memory,
      records: content.records.part(name),
      above: content,
      owner,
      path,
      quota: stored === undefined ? quota : quotaOf(stored),
      isNew: stored === undefined,
    });
    if (stored === undefined) {
      content.store(full, emitQuota(quota), () => {
        opened.isGone = true;
        content.parts.delete(name);
      });
    }
    return new Part(opened);
  }

  #setQuota(name: string, part: Content, quota: number): void {
    const before = part.quota;
    if (quota === before) return;
    const content = this.#live();
    content.store(content.records.prefix + partKey(name), emitQuota(quota), () => {
      part.quota = before;
    });
    part.quota = quota;
  }

  #live(): Content {
    this.#content.check();
    return this.#content;
  }

  #key(form: Form, key: string): string {
    return `${this.#content.records.prefix}${FORM_MARKS[form]}/${checkKey(key)}`;
  }
}
