/**
 * Ruling data: which link, or which container from inside, may do what concerns the whole device.
 * The transport that carried a command is the discriminator here too. [P-01] [P-02]
 */
import { type Bytes, fromUtf8, HostError, type LinkFacts, utf8 } from '../../base/index.ts';
import type { Cell, Nvm, Verdict } from '../abi/index.ts';

/** From which links a container's own AIDs may be selected: all, or only those paired with it. */
export type Reach = 'all' | 'own';

/** What is ruled: each is asked for by the container that is about to do it. */
export const RULED_ACTIONS = ['card-lock', 'card-terminate'] as const;
export type RuledAction = (typeof RULED_ACTIONS)[number];

export interface RulingRule {
  readonly action: RuledAction;
  /**
   * Where the command came from: a link's id, a protocol, `iso7816-3`, `contactless`, `inside` for
   * what begins in a container itself, or `*` for any link.
   */
  readonly by: string;
  /** Only for this container; left out, for any. */
  readonly container?: string | undefined;
  readonly verdict: 'allow' | 'deny';
}

export interface RulingData {
  readonly rules: readonly RulingRule[];
  /** By container id; a container not named has `all`. */
  readonly reach: Readonly<Record<string, Reach>>;
}

export interface RulingOrigin {
  readonly container: string;
  /** The link the command came by, or `inside` when it began in the container itself. */
  readonly link: LinkFacts | 'inside';
}

export interface RulingScope {
  readonly links: readonly LinkFacts[];
  readonly containers: readonly string[];
}

const codec = {
  emit: (data: RulingData): Bytes => utf8(JSON.stringify(data)),
  parse: (stored: Bytes): RulingData => JSON.parse(fromUtf8(stored)) as RulingData,
};

export class Ruling {
  readonly #cell: Cell<RulingData>;
  readonly #scope: RulingScope;

  /** Throws `HostError` RULING_INVALID for data that name what the device does not have. */
  constructor(partition: Nvm, initial: RulingData, scope: RulingScope) {
    this.#scope = scope;
    this.#check(initial);
    this.#cell = partition.cell<RulingData>('ruling', codec, initial);
  }

  data(): RulingData {
    return this.#cell.get();
  }

  reach(container: string): Reach {
    return this.data().reach[container] ?? 'all';
  }

  /** Replaces rules and reach as a whole. Throws `HostError` RULING_INVALID. */
  replace(next: RulingData): void {
    this.#check(next);
    this.#cell.set(next);
  }

  /** The most exact rule decides; among equals a denial; without any rule, nothing is denied. */
  judge(action: string, origin: RulingOrigin): Verdict {
    let best = 0;
    let found: RulingRule | undefined;
    for (const rule of this.data().rules) {
      const rank = rule.action === action ? exactness(rule, origin) : 0;
      if (rank === 0 || rank < best) continue;
      if (rank > best || rule.verdict === 'deny') found = rule;
      best = rank;
    }
    if (!found) return { allowed: true, rule: 'no rule' };
    const about = found.container === undefined ? '' : ` for ${found.container}`;
    const rule = `${found.verdict} ${found.action} by ${found.by}${about}`;
    return { allowed: found.verdict === 'allow', rule };
  }

  #check({ rules, reach }: RulingData): void {
    const { links, containers } = this.#scope;
    const origins = ['*', 'inside', 'iso7816-3', 'contactless'];
    for (const link of links) origins.push(link.id, link.protocol);
    for (const rule of rules) {
      if (!RULED_ACTIONS.includes(rule.action)) {
        throw invalid(`no action is called "${rule.action}"`, RULED_ACTIONS);
      }
      if (!origins.includes(rule.by)) throw invalid(`no origin is called "${rule.by}"`, origins);
    }
    const named = [...rules.map((rule) => rule.container), ...Object.keys(reach)];
    const stranger = named.find((id) => id !== undefined && !containers.includes(id));
    if (stranger !== undefined) {
      throw invalid(`the device has no container "${stranger}"`, containers);
    }
  }
}

/** How exactly a rule names an origin: the higher wins; 0 means not at all. */
function exactness(rule: RulingRule, { container, link }: RulingOrigin): number {
  if (rule.container !== undefined && rule.container !== container) return 0;
  const named = rule.container === undefined ? 0 : 1;
  if (link === 'inside') return rule.by === 'inside' ? 9 + named : 0;
  if (rule.by === link.id) return 7 + named;
  if (rule.by === link.protocol) return 5 + named;
  const isFamily = rule.by === 'iso7816-3' && link.family === 'iso7816-3';
  const isMode = rule.by === 'contactless' && link.mode === 'contactless';
  if (isFamily || isMode) return 3 + named;
  return rule.by === '*' ? 1 + named : 0;
}

function invalid(message: string, allowed: readonly string[]): HostError {
  return new HostError(
    'RULING_INVALID',
    message,
    `allowed here: ${[...new Set(allowed)].join(', ')}`,
  );
}
