/** The records of a part, decoded as their owner reads them. */
import { type Bytes, readBigEndian } from '../../base/index.ts';
import type { PagedArena } from './arena.ts';
import type { Content } from './content.ts';
import type { Handles } from './handles.ts';
import { type Form, formOf, isPage, isPaged, namedPart, quotaOf } from './record-key.ts';
import { PagedRegion } from './region.ts';

/** One record of a container’s memory, decoded. */
export interface RecordView {
  /** `part`: the record that names a part of this one. */
  readonly form: Form | 'part';
  /** The part it stands in: names from the owner's memory down, joined by `/`; empty for none. */
  readonly part: string;
  /** Its key in that part, or the name of a part. */
  readonly key: string;
  /** What it belongs to, for people: titles of parts and key, outermost first; empty for none. */
  readonly title: string;
  /**
   * A cell's value, described where its codec can; a counter's number; the `RegionView` of a region
   * or an arena; a part's `quota`, or `none`.
   */
  readonly value: unknown;
  /** False for a cell that nothing has read since boot: then its value is the bytes stored. */
  readonly decoded: boolean;
}

type Untitled = Omit<RecordView, 'title'>;

export interface RegionView {
  readonly length: number;
  /** Pages that were ever written, by number. */
  readonly pages: ReadonlyMap<number, Bytes>;
}

/** Every cell that was requested, stored or not, and every other record that is stored. */
export function viewsOf(content: Content, handles: Handles): readonly Untitled[] {
  const { records, path } = content;
  const part = path.join('/');
  const views: Untitled[] = [];
  for (const [key, cell] of handles.cells())
    views.push({ form: 'cell', part, key, value: cell.describe(), decoded: true });
  for (const [full, stored] of records.entries()) {
    if (isPage(full)) continue;
    const local = full.slice(records.prefix.length);
    const name = namedPart(local);
    const form = name === undefined ? formOf(local) : 'part';
    const key = name ?? local.slice(2);
    if (form === 'cell' && handles.get(key)?.cell) continue;
    const value = decoded(content, { form, full, stored, arena: handles.get(key)?.arena });
    views.push({ form, part, key, value, decoded: form !== 'cell' });
  }
  return views;
}

function decoded(
  content: Content,
  record: {
    readonly form: RecordView['form'];
    readonly full: string;
    readonly stored: Bytes;
    readonly arena: PagedArena | undefined;
  },
): unknown {
  const { form, full, stored, arena } = record;
  if (form === 'counter') return readBigEndian(stored);
  if (form === 'part') return { quota: quotaOf(stored) ?? 'none' };
  if (!isPaged(form)) return stored;
  const paged = (form === 'arena' ? arena : undefined) ?? new PagedRegion(content, full);
  return {
    length: readBigEndian(stored),
    pages: paged.pages(),
  } satisfies RegionView;
}
