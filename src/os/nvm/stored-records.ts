/** What an image holds, record by record and undecoded: for memory that nobody can read. */
import type { Image } from '../../base/index.ts';
import { ownerOf } from './damage.ts';
import type { RecordView } from './partition.ts';

const FORMS: Readonly<Record<string, RecordView['form']>> = { n: 'counter', r: 'region' };

export interface OwnedRecord extends RecordView {
  /** `os`, `pairing`, or a container's id. */
  readonly owner: string;
}

export function storedRecords(image: Image): readonly OwnedRecord[] {
  return [...image].map(([full, value]) => {
    const [id = '', form = 'c', ...key] = full.split('/');
    const place = { owner: ownerOf(id), form: FORMS[form] ?? 'cell', key: key.join('/') };
    return { ...place, value, decoded: false };
  });
}
