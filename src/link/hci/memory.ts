/** What a host or the host controller keeps when power goes. */
import type { Bytes } from '../../base/index.ts';

/** Without one, a host rebuilds its pipes at each start. */
export interface HciMemory {
  /** What was saved last. */
  load(): Bytes | undefined;
  save(record: Bytes): void;
}
