/**
 * The profiles of an SM-DP+ and their orders: memory is the truth, and each change gives the
 * records to write. A package is written once, its order at every change.
 */
import type { Batch, Bytes, Image, Write } from '../../base/index.ts';
import {
  emitProfileRecord,
  parseProfileRecord,
  type ProfileOrder,
  type ProfileRecord,
} from './profile-record.ts';

const RECORD = 'profile/';
const PACKAGE = 'package/';

export class ProfileShelf {
  readonly #records = new Map<string, ProfileRecord>();
  readonly #packages = new Map<string, Bytes>();
  /** Matching identifiers of open orders, to the profile of each. */
  readonly #matching = new Map<string, string>();
  #writes: Write[] = [];

  /** Keys of records that could not be read are in `damaged`. */
  static of(image: Image): { readonly shelf: ProfileShelf; readonly damaged: readonly string[] } {
    const shelf = new ProfileShelf();
    const damaged: string[] = [];
    for (const [key, value] of image) {
      if (!key.startsWith(RECORD)) continue;
      const record = parseProfileRecord(value);
      const upp = image.get(PACKAGE + key.slice(RECORD.length));
      if (record === undefined || upp === undefined) damaged.push(key);
      else shelf.#hold(record, upp);
    }
    return { shelf, damaged };
  }

  get records(): readonly ProfileRecord[] {
    return [...this.#records.values()];
  }

  find(iccid: string): ProfileRecord | undefined {
    return this.#records.get(iccid);
  }

  byMatchingId(matchingId: string): ProfileRecord | undefined {
    const iccid = this.#matching.get(matchingId);
    return iccid === undefined ? undefined : this.find(iccid);
  }

  packageOf(iccid: string): Bytes | undefined {
    return this.#packages.get(iccid);
  }

  add(record: ProfileRecord, upp: Bytes): void {
    this.#hold(record, upp);
    const writes = [
      { key: PACKAGE + record.iccid, value: upp },
      { key: RECORD + record.iccid, value: emitProfileRecord(record) },
    ];
    this.#writes.push(...writes);
  }

  change(record: ProfileRecord, changes: Partial<Omit<ProfileRecord, 'iccid'>>): ProfileRecord {
    const next = { ...record, ...changes };
    const before = record.order.matchingId;
    if (before !== undefined && before !== '') this.#matching.delete(before);
    this.#hold(next);
    this.#writes.push({ key: RECORD + next.iccid, value: emitProfileRecord(next) });
    return next;
  }

  changeOrder(record: ProfileRecord, changes: ProfileOrder): ProfileRecord {
    return this.change(record, { order: { ...record.order, ...changes } });
  }

  /** What was changed since the last call, in one batch: whole or not at all. */
  takeBatches(): readonly Batch[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes.length === 0 ? [] : [{ writes }];
  }

  #hold(record: ProfileRecord, upp?: Bytes): void {
    this.#records.set(record.iccid, record);
    if (upp !== undefined) this.#packages.set(record.iccid, upp);
    const { matchingId } = record.order;
    if (matchingId !== undefined && matchingId !== '') this.#matching.set(matchingId, record.iccid);
  }
}
