/** What the routing agent looks at, as plain data. [M-13] [M-15] */
import type { Bytes } from '../../base/index.ts';
import type { Entity } from '../abi/index.ts';

/** Whether pairing decides for common AIDs only, or for every message. [M-08] [M-09] */
export type Policy = 'only-if-aliased' | 'always';

export interface ContainerTable {
  readonly id: string;
  /** From which links its own AIDs may be selected: all, or those paired with it. */
  readonly reach: 'all' | 'own';
  readonly entities: readonly Entity[];
}

/** In `container`, `common` stands for the entity whose AID is `real`. */
export interface Alias {
  readonly common: Bytes;
  readonly container: string;
  readonly real: Bytes;
}

export interface Tables {
  readonly policy: Policy;
  /** In pairing order: the order in which the pairing rules name them, then the description's. */
  readonly containers: readonly ContainerTable[];
  readonly aliases: readonly Alias[];
  /** Whether an entity that is not multi-selectable is current in another session. */
  busy(container: string, handle: number): boolean;
}

/** Where the message came in, and what that link is paired with. */
export interface Origin {
  readonly link: string;
  readonly lsi: number;
  readonly paired: string;
}

/** What is current in the session. */
export interface Selected {
  readonly container: string;
  readonly handle: number;
}

export interface SelectRequest {
  /** 0 to 16 bytes; fewer than a whole AID is a partial name. */
  readonly aid: Bytes;
  readonly occurrence: 'first' | 'next';
}
