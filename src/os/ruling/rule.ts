/** One rule of the ruling data: what it is about, how it reads, how exactly it fits an origin. */
import type { LinkFacts } from '../../base/index.ts';

/**
 * What needs a rule; each is requested before it is done. Locking, unlocking and terminating are
 * acts; a privilege that is denied by a link can neither be given by a command that came over it
 * nor take effect on it. [P-01] [P-07]
 */
export const RULED_ACTIONS = [
  'card-lock',
  'card-unlock',
  'card-terminate',
  'card-reset',
  'final-application',
  'cvm-management',
  'contactless-activation',
] as const;
export type RuledAction = (typeof RULED_ACTIONS)[number];

/** How far an allowed lock goes: its container, or every other one too. */
export const RULING_SCOPES = ['container', 'device'] as const;
export type RulingScope = (typeof RULING_SCOPES)[number];

export const VERDICTS = ['allow', 'deny'] as const;

export interface RulingRule {
  readonly action: RuledAction;
  /**
   * Where the command came from: a link's id, a protocol, `iso7816-3`, `contactless`, `inside` for
   * what begins in a container itself, or `*` for any link.
   */
  readonly by: string;
  /** Only for this container; left out, for any. */
  readonly container?: string | undefined;
  readonly verdict: (typeof VERDICTS)[number];
  /** `device` with an allowed `card-lock` alone; left out, `container`. */
  readonly scope?: RulingScope | undefined;
}

/** Whether a stored value has the shape of a rule; what it names is another question. */
export function isRulingRule(value: unknown): value is RulingRule {
  if (typeof value !== 'object' || value === null) return false;
  const rule = value as Partial<Record<keyof RulingRule, unknown>>;
  const { action, by, container, verdict, scope } = rule;
  return (
    typeof action === 'string' &&
    typeof by === 'string' &&
    (container === undefined || typeof container === 'string') &&
    (verdict === 'allow' || verdict === 'deny') &&
    (scope === undefined || scope === 'container' || scope === 'device')
  );
}

export interface RulingOrigin {
  readonly container: string;
  /** The link the command came by, or `inside` when it began in the container itself. */
  readonly link: LinkFacts | 'inside';
}

/** The rule as people write it: `allow card-lock by spi for C30 of the device`. */
export function ruleInWords(
  rule: Omit<RulingRule, 'action'> & { readonly action: string },
): string {
  const { action, by, container, verdict, scope } = rule;
  const about = container === undefined ? '' : ` for ${container}`;
  const reach = scope === 'device' ? ' of the device' : '';
  return `${verdict} ${action} by ${by}${about}${reach}`;
}

/** How exactly a rule names an origin: the higher wins; 0 means not at all. */
export function exactness(rule: RulingRule, { container, link }: RulingOrigin): number {
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
