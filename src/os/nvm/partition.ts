/** One owner's whole memory, under its own quota. [M-20] [M-107] */
import { Content } from './content.ts';
import { MemoryDamage, ownerOf } from './damage.ts';
import { findingsOf } from './findings.ts';
import type { Memory } from './memory.ts';
import { Part } from './part.ts';

export class Partition extends Part {
  /**
   * Deletes counters whose part no record names. Throws `MemoryDamage` for a record that cannot be
   * what its key says, and for more than the quota.
   */
  constructor(memory: Memory, options: { readonly id: string; readonly quota: number }) {
    const { id, quota } = options;
    const owner = ownerOf(id);
    const prefix = `${id}/`;
    const records = memory.records(prefix);
    const content = new Content({
      memory,
      records,
      above: undefined,
      owner,
      name: undefined,
      quota,
      isNew: false,
    });
    super(content);
    const found = memory.found(prefix);
    if (found === undefined) return;
    const { longest, unnamed, counters, others } = findingsOf(owner, found);
    if (longest.length > quota) {
      const what = `the length of a region or an arena, ${longest.length},`;
      const cause = `${what} passes the quota of ${quota}`;
      throw new MemoryDamage({ owner, key: longest.key }, cause);
    }
    // A counter stays where the command that made room for it is undone, and may pass the quota so.
    const stored = Math.max(counters, others);
    if (stored > quota)
      throw new MemoryDamage({ owner }, `${stored} bytes are stored, and its quota is ${quota}`);
    for (const path of unnamed) {
      const part = path.reduce((above, name) => above.part(name), records);
      for (const place of part.places()) memory.write(place, undefined);
    }
  }
}
