/**
 * Pairing data: which container each (link, LSI) belongs to. Rules are written in the order of
 * them and resolve to exactly one container, or are refused by name. [M-03] [M-04] [M-53]
 */
import { type Bytes, fromUtf8, HostError, type LinkFacts, utf8 } from '../../base/index.ts';

export interface PairingRule {
  /** A link's id, a protocol's name, `iso7816-3` for the family, or `*`. */
  readonly link: string;
  /** One LSI only; left out, all LSIs of the links named. */
  readonly lsi?: number | undefined;
  readonly container: string;
}

export interface Pair {
  readonly container: string;
  /** The rule that decided, as written. */
  readonly by: string;
}

/** Total: holds a pair for every LSI of every link. */
export type Pairing = ReadonlyMap<string, readonly Pair[]>;

export interface PairingScope {
  readonly links: readonly LinkFacts[];
  readonly containers: readonly string[];
}

/** How exactly a rule names a link: the higher wins; 0 means not at all. */
function exactness(rule: PairingRule, link: LinkFacts, lsi: number): number {
  if (rule.lsi !== undefined && rule.lsi !== lsi) return 0;
  const byLsi = rule.lsi === undefined ? 0 : 1;
  if (rule.link === link.id) return 7 + byLsi;
  if (rule.link === link.protocol) return 5 + byLsi;
  if (rule.link === link.family && rule.link === 'iso7816-3') return 3 + byLsi;
  return rule.link === '*' ? 1 + byLsi : 0;
}

/** Resolves rules; throws `HostError` PAIRING_UNASSIGNED, PAIRING_AMBIGUOUS or PAIRING_INVALID. */
export function resolvePairing(rules: readonly PairingRule[], scope: PairingScope): Pairing {
  for (const rule of rules) checkRule(rule, scope);
  const pairing = new Map<string, readonly Pair[]>();
  for (const link of scope.links) {
    const pairs: Pair[] = [];
    for (let lsi = 0; lsi < link.lsis; lsi++) pairs.push(resolveOne(rules, link, lsi));
    pairing.set(link.id, pairs);
  }
  return pairing;
}

function resolveOne(rules: readonly PairingRule[], link: LinkFacts, lsi: number): Pair {
  let best = 0;
  let found: PairingRule | undefined;
  let twice = false;
  for (const rule of rules) {
    const rank = exactness(rule, link, lsi);
    if (rank === 0 || rank < best) continue;
    twice = rank === best;
    best = rank;
    found = rule;
  }
  const where = link.lsis > 1 ? `link ${link.id}, LSI ${lsi}` : `link ${link.id}`;
  if (!found) {
    throw new HostError(
      'PAIRING_UNASSIGNED',
      `${where} is assigned to no container`,
      'add a rule for it, or a default: { "link": "*", "container": … }',
    );
  }
  if (twice) {
    throw new HostError(
      'PAIRING_AMBIGUOUS',
      `${where} is assigned twice by rules that are equally exact ("${found.link}")`,
      'keep one rule for each link',
    );
  }
  return { container: found.container, by: found.link };
}

function checkRule(rule: PairingRule, { links, containers }: PairingScope): void {
  if (!containers.includes(rule.container)) {
    throw new HostError(
      'PAIRING_INVALID',
      `the device has no container "${rule.container}"`,
      `containers here: ${containers.join(', ')}`,
    );
  }
  const { lsi } = rule;
  if (lsi !== undefined && !links.some((link) => exactness(rule, link, lsi) && lsi < link.lsis)) {
    throw new HostError(
      'PAIRING_INVALID',
      `no link that "${rule.link}" names has LSI ${lsi}`,
      `LSIs here: ${links.map((link) => `${link.id} 0 to ${link.lsis - 1}`).join(', ')}`,
    );
  }
  const known = [
    '*',
    'iso7816-3',
    ...links.map((link) => link.protocol),
    ...links.map((link) => link.id),
  ];
  if (!known.includes(rule.link)) {
    throw new HostError(
      'PAIRING_INVALID',
      `no link or protocol is called "${rule.link}"`,
      `links here: ${links.map((link) => link.id).join(', ')}; also protocols, iso7816-3 and *`,
    );
  }
}

function isRule(value: unknown): value is PairingRule {
  if (typeof value !== 'object' || value === null) return false;
  const { link, lsi, container } = value as Partial<Record<keyof PairingRule, unknown>>;
  return (
    typeof link === 'string' &&
    typeof container === 'string' &&
    (lsi === undefined || Number.isInteger(lsi))
  );
}

/** The stored form: JSON, so that a store outside the OS can write it. */
export const pairingRulesCodec = {
  emit: (rules: readonly PairingRule[]): Bytes => utf8(JSON.stringify(rules)),
  /** Throws SyntaxError or TypeError for bytes that are no list of rules. */
  parse(stored: Bytes): readonly PairingRule[] {
    const rules: unknown = JSON.parse(fromUtf8(stored));
    if (!Array.isArray(rules) || !rules.every(isRule))
      throw new TypeError('pairing data: expected a list of rules');
    return rules;
  },
};
