/** One part of an owner's memory: keys of its own, and parts below it. [M-20] [M-107] */
import { assert, bigEndian, readBigEndian } from '../../base/index.ts';
import type {
  Arena,
  Cell,
  Codec,
  Counter,
  Nvm,
  PartOptions,
  Region,
  Savepoint,
} from '../abi/index.ts';
import { PagedArena } from './arena.ts';
import { StoredCell } from './cell.ts';
import { Content } from './content.ts';
import { CountedNumber } from './counter.ts';
import { reading } from './damage.ts';
import { Handles } from './handles.ts';
import {
  checkKey,
  checkPartName,
  emitQuota,
  type Form,
  FORM_MARKS,
  isPaged,
  NUMBER_LENGTH,
  PART_DEPTH_MAX,
  partKey,
  quotaOf,
} from './record-key.ts';
import { PagedRegion } from './region.ts';
import { type RecordView, viewsOf } from './views.ts';

const FORMS = Object.keys(FORM_MARKS) as readonly Form[];
/** What was requested since the part was opened, made or cleared. */
interface Opened {
  readonly content: Content;
  readonly handles: Handles;
  /** Made when first needed: most parts have none below. */
  parts: Map<string, Part> | undefined;
}

export class Part implements Nvm {
  #opened: Opened;
  /** The open parts of its parent, itself among them; absent for an owner's whole memory. */
  readonly #siblings: Map<string, Part> | undefined;
  #titleOf: PartOptions['titleOf'];

  constructor(content: Content, siblings?: Map<string, Part>) {
    this.#opened = opened(content);
    this.#siblings = siblings;
  }

  get quota(): number {
    let at: Content | undefined = this.#opened.content;
    while (at !== undefined && at.quota === undefined) at = at.above;
    return at?.quota ?? Infinity;
  }

  get used(): number {
    return this.#opened.content.records.used;
  }

  get free(): number {
    let left = Infinity;
    for (let up: Content | undefined = this.#opened.content; up; up = up.above)
      left = Math.min(left, (up.quota ?? Infinity) - up.records.used);
    return Math.max(0, left);
  }

  get version(): object {
    return this.#opened.content.records.version;
  }

  cell<T>(key: string, codec: Codec<T>, initial: T): Cell<T> {
    const { content, handles } = this.#live();
    const known = handles.get(key)?.cell;
    if (known) {
      assert(known.codec === codec, `cell ${key} requested with two codecs`);
      return known as Cell<unknown> as Cell<T>;
    }
    const full = this.#key('cell', key);
    const place = { owner: content.owner, key: content.named(key) };
    const cell = reading(place, () => new StoredCell(content, full, { codec, initial }));
    handles.of(key).cell = cell as StoredCell<unknown>;
    return cell;
  }

  counter(key: string, initial: number): Counter {
    const { content, handles } = this.#live();
    const full = this.#key('counter', key);
    const ofKey = handles.of(key);
    ofKey.counter ??= new CountedNumber(content, { key, full, initial });
    return ofKey.counter;
  }

  region(key: string, length: number): Region {
    const { content, handles } = this.#live();
    assert(Number.isInteger(length) && length >= 0, 'a region has a whole number of bytes');
    const full = this.#key('region', key);
    const ofKey = handles.of(key);
    if (ofKey.region) {
      assert(ofKey.region.length === length, `region ${key} requested with two lengths`);
      return ofKey.region;
    }
    const stored = content.records.get(full);
    if (stored !== undefined && readBigEndian(stored) !== length)
      throw content.damage(key, `a region of ${length} bytes has another length`);
    const region = new PagedRegion(content, full);
    if (stored === undefined) {
      content.store(full, bigEndian(length, NUMBER_LENGTH), () => {
        region.isGone = true;
        delete ofKey.region;
      });
    }
    ofKey.region = region;
    return region;
  }

  arena(key: string, lengthMax: number): Arena {
    const { content, handles } = this.#live();
    const full = this.#key('arena', key);
    const ofKey = handles.of(key);
    if (ofKey.arena) {
      assert(ofKey.arena.lengthMax === lengthMax, `arena ${key} requested with two lengths`);
      return ofKey.arena;
    }
    const stored = content.records.get(full);
    if (stored !== undefined && readBigEndian(stored) > lengthMax)
      throw content.damage(key, `an arena of at most ${lengthMax} bytes is longer`);
    const arena = new PagedArena(content, full, lengthMax);
    if (stored === undefined) {
      content.store(full, bigEndian(0, NUMBER_LENGTH), () => {
        arena.isGone = true;
        delete ofKey.arena;
      });
    }
    ofKey.arena = arena;
    return arena;
  }

  part(name: string, { quota, titleOf }: PartOptions = {}): Part {
    const live = this.#live();
    const parts = (live.parts ??= new Map());
    let part = parts.get(name);
    if (part === undefined) parts.set(name, (part = this.#openPart(name, parts, quota)));
    part.#titleOf = titleOf ?? part.#titleOf;
    if (quota !== undefined) this.#setQuota(name, part.#opened.content, quota);
    return part;
  }

  parts(): readonly string[] {
    return this.#live().content.records.partNames();
  }

  has(key: string): boolean {
    const { records } = this.#live().content;
    if (records.names(key)) return true;
    return FORMS.some((form) => records.get(this.#key(form, key)) !== undefined);
  }

  drop(key: string): void {
    const { content, handles } = this.#live();
    const { records } = content;
    if (records.names(key)) this.part(key).clear();
    handles.drop(key);
    for (const form of FORMS) {
      const full = this.#key(form, key);
      const stored = records.get(full);
      if (stored === undefined) continue;
      if (isPaged(form)) new PagedRegion(content, full).dropPages(0, readBigEndian(stored));
      content.store(full, undefined);
    }
  }

  clear(): void {
    const before = this.#live();
    const { memory, above, records, name } = before.content;
    for (const place of records.places()) memory.write(place, undefined);
    before.content.isGone = true;
    memory.onUndo(() => {
      before.content.isGone = false;
    });
    if (above !== undefined && name !== undefined) {
      above.store(above.records.prefix + partKey(name), undefined);
      this.#siblings?.delete(name);
      memory.onUndo(() => this.#siblings?.set(name, this));
      return;
    }
    const empty = opened(before.content.emptied());
    this.#opened = empty;
    memory.onUndo(() => {
      empty.content.isGone = true;
      this.#opened = before;
    });
  }

  savepoint(): Savepoint {
    return this.#opened.content.memory.savepoint();
  }

  writePoint(): void {
    this.#opened.content.memory.writePoint();
  }

  /** Every cell that was requested, stored or not, and every other record that is stored. */
  records(titles: readonly string[] = []): readonly RecordView[] {
    const { content, handles } = this.#live();
    const titlesFor = (name: string): readonly string[] => {
      const title = this.#titleOf?.(name);
      return title === undefined ? titles : [...titles, title];
    };
    const own = viewsOf(content, handles).map((view) => ({
      ...view,
      title: titlesFor(view.key).join(', '),
    }));
    return [...own, ...this.parts().flatMap((name) => this.part(name).records(titlesFor(name)))];
  }

  /** The bytes that stand under a cell's key at this moment. */
  storedCell(key: string): Uint8Array | undefined {
    return this.#live().content.records.get(this.#key('cell', key));
  }

  #openPart(name: string, parts: Map<string, Part>, quota: number | undefined): Part {
    const { content } = this.#live();
    const { memory, owner, records } = content;
    checkPartName(name);
    const isDeep = content.path.length >= PART_DEPTH_MAX;
    assert(!isDeep, `parts within parts pass ${PART_DEPTH_MAX}`);
    const key = records.prefix + partKey(name);
    const stored = records.get(key);
    const inner = new Content({
      memory,
      records: records.part(name),
      above: content,
      owner,
      name,
      quota: stored === undefined ? quota : quotaOf(stored),
      isNew: stored === undefined,
    });
    if (stored === undefined) {
      content.store(key, emitQuota(quota), () => {
        inner.isGone = true;
        parts.delete(name);
      });
    }
    return new Part(inner, parts);
  }

  #setQuota(name: string, part: Content, quota: number): void {
    const before = part.quota;
    if (quota === before) return;
    const { content } = this.#live();
    content.store(content.records.prefix + partKey(name), emitQuota(quota), () => {
      part.quota = before;
    });
    part.quota = quota;
  }

  #live(): Opened {
    this.#opened.content.check();
    return this.#opened;
  }

  #key(form: Form, key: string): string {
    return `${this.#opened.content.records.prefix}${FORM_MARKS[form]}/${checkKey(key)}`;
  }
}

function opened(content: Content): Opened {
  return { content, handles: new Handles(content), parts: undefined };
}
