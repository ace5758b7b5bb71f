/** Ruling data: which link or container may do what concerns more than one container. */
import type { LinkFacts } from '../../base/index.ts';
import type { Verdict } from '../abi/index.ts';

/** From which links a container's own AIDs may be selected: all, or only those paired with it. */
export type Reach = 'all' | 'own';

export interface RulingData {
  /** By container id; a container not named has `all`. */
  readonly reach: Readonly<Record<string, Reach>>;
}

export interface Origin {
  readonly container: string;
  /** The link the command came by, or `inside` when it began in the container itself. */
  readonly link: LinkFacts | 'inside';
}

export class Ruling {
  readonly #data: RulingData;

  constructor(data: RulingData) {
    this.#data = data;
  }

  reach(container: string): Reach {
    return this.#data.reach[container] ?? 'all';
  }

  /** Nothing rules an action out unless the data says so. */
  judge(_action: string, _origin: Origin): Verdict {
    return { allowed: true, rule: 'default' };
  }
}
