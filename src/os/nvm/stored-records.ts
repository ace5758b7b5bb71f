/** What an image holds, record by record and undecoded: for memory that does not read. */
import type { Image } from '../../base/index.ts';
import { ownerOf } from './damage.ts';
import { formOf, namedPart, ownerEnd, partAt } from './record-key.ts';
import type { RecordView } from './views.ts';

/** A record of memory, with its owner. */
export interface OwnedRecord extends RecordView {
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
}

export function storedRecords(image: Image): readonly OwnedRecord[] {
  return [...image].map(([full, value]) => {
    let at = ownerEnd(full);
    const owner = ownerOf(full.slice(0, at).replace(/\/$/, ''));
    const path: string[] = [];
    for (let inner = partAt(full, at); inner; inner = partAt(full, at)) {
      path.push(inner.name);
      at = inner.next;
    }
    const local = full.slice(at);
    const name = namedPart(local);
    const form = name === undefined ? formOf(local) : 'part';
    const key = name ?? local.slice(2);
    return { owner, form, part: path.join('/'), key, title: '', value, decoded: false };
  });
}
