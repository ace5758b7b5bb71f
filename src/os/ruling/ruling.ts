/**
 * Ruling data: which link, or which container from inside, may do what concerns the whole device.
 * The transport that carried a command is the discriminator here too. [P-01] [P-02]
 */
import { assert, type Bytes, fromUtf8, HostError, type LinkFacts, utf8 } from '../../base/index.ts';
import type { Cell, Nvm, Verdict } from '../abi/index.ts';
import {
  exactness,
  isRulingRule,
  RULED_ACTIONS,
  ruleInWords,
  type RulingOrigin,
  type RulingRule,
} from './rule.ts';

/** From which links a container's own AIDs may be selected: all, or only those paired with it. */
export const REACHES = ['all', 'own'] as const;
export type Reach = (typeof REACHES)[number];

export interface RulingData {
  readonly rules: readonly RulingRule[];
  /** By container id; a container not named has `all`. */
  readonly reach: Readonly<Record<string, Reach>>;
}

/** What rules and reach may name. */
export interface RulingNames {
  readonly links: readonly LinkFacts[];
  readonly containers: readonly string[];
}

const codec = {
  emit: (data: RulingData): Bytes => utf8(JSON.stringify(data)),
  parse(stored: Bytes): RulingData {
    const data: unknown = JSON.parse(fromUtf8(stored));
    assert(isRulingData(data), 'expected rules and reach');
    return data;
  },
};

function isRulingData(value: unknown): value is RulingData {
  if (typeof value !== 'object' || value === null) return false;
  const { rules, reach } = value as Partial<Record<keyof RulingData, unknown>>;
  if (!Array.isArray(rules) || !rules.every(isRulingRule)) return false;
  if (typeof reach !== 'object' || reach === null) return false;
  return Object.values(reach).every((one) => one === 'all' || one === 'own');
}

/** All of it on one line, for people. */
export function rulingInWords({ rules, reach }: RulingData): string {
  const own = Object.entries(reach).filter(([, one]) => one === 'own');
  const words = [...rules.map(ruleInWords), ...own.map(([id]) => `${id} reaches its own links`)];
  return words.length > 0 ? words.join('; ') : 'nothing is ruled';
}

export class Ruling {
  readonly #cell: Cell<RulingData>;
  readonly #names: RulingNames;

  /**
   * Throws `HostError` RULING_INVALID for data, given or stored, that name what the device does not
   * have.
   */
  constructor(partition: Nvm, initial: RulingData, names: RulingNames) {
    this.#names = names;
    this.#check(initial);
    this.#cell = partition.cell<RulingData>('ruling', codec, initial);
    if (this.data() !== initial) this.#check(this.data());
  }

  /** Immutable: another object after every change. */
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
    if (!found) return { allowed: true, rule: 'no rule', scope: 'container' };
    const { verdict, scope = 'container' } = found;
    return { allowed: verdict === 'allow', rule: ruleInWords(found), scope };
  }

  #check({ rules, reach }: RulingData): void {
    const { links, containers } = this.#names;
    const origins = ['*', 'inside', 'iso7816-3', 'contactless'];
    for (const link of links) origins.push(link.id, link.protocol);
    for (const rule of rules) {
      if (!RULED_ACTIONS.includes(rule.action)) {
        throw invalid(`no action is called "${rule.action}"`, RULED_ACTIONS);
      }
      if (!origins.includes(rule.by)) throw invalid(`no origin is called "${rule.by}"`, origins);
      const isAllowedLock = rule.action === 'card-lock' && rule.verdict === 'allow';
      if (rule.scope === 'device' && !isAllowedLock) {
        throw invalid(`"${ruleInWords(rule)}" goes beyond a container`, ['allow card-lock']);
      }
    }
    const named = [...rules.map((rule) => rule.container), ...Object.keys(reach)];
    const stranger = named.find((id) => id !== undefined && !containers.includes(id));
    if (stranger !== undefined) {
      throw invalid(`the device has no container "${stranger}"`, containers);
    }
  }
}

function invalid(message: string, allowed: readonly string[]): HostError {
  return new HostError(
    'RULING_INVALID',
    message,
    `allowed here: ${[...new Set(allowed)].join(', ')}`,
  );
}
