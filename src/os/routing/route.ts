/**
 * The routing agent: a pure function from tables, origin and message to a decision. The link that
 * carried the message is the discriminator between containers whose roots share one AID.
 * [M-05] [M-13] [M-16] [M-54] [M-58] [M-60]
 */
import { type Bytes, equal, startsWith } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import { entitiesByAid, type Entity } from '../abi/index.ts';
import type { Decision, RoutingRule } from './decision.ts';
import type { ContainerTable, Origin, Selected, SelectRequest, Tables } from './tables.ts';

/** Decides where a SELECT by name goes. [GPCS §6.4.2] [ISO7816-4 §8.2.1.2] */
export function routeSelect(tables: Tables, origin: Origin, request: Request): Decision {
  const { aid, occurrence } = request;
  const paired = tableOf(tables, origin.paired);
  if (occurrence === 'next') return routePartial(tables, origin, request);
  if (aid.length === 0) return routeEmpty(tables, origin);
  if (isCommonFrom(tables, origin, aid)) return routeCommon(tables, origin, request);
  const reached = [paired, ...tables.containers].find(
    (one) => mayReach(tables, origin, one) && holder(one, aid),
  );
  if (reached) return routeHeld(tables, origin, request, reached);
  const decision = routePartial(tables, origin, request);
  if (decision.rule !== 'unknown') return decision;
  const hidden = tables.containers.find((one) => holder(one, aid));
  const why = tables.policy === 'always' ? 'confined' : 'unreachable';
  return hidden ? nowhere(why, origin, SW.NOT_FOUND, hidden.id) : decision;
}

type Request = SelectRequest & { readonly current: Selected | undefined };

function tableOf(tables: Tables, id: string): ContainerTable {
  return tables.containers.find((one) => one.id === id)!;
}

function mayReach(tables: Tables, origin: Origin, container: ContainerTable): boolean {
  if (container.id === origin.paired) return true;
  return tables.policy === 'only-if-aliased' && container.reach === 'all';
}

function routeEmpty(tables: Tables, origin: Origin): Decision {
  const paired = tableOf(tables, origin.paired);
  const issuer = paired.entities.find((one) => one.issuer && one.selectable);
  if (!issuer) return nowhere('unknown', origin, SW.NOT_FOUND);
  const name = callerName(tables, paired, issuer);
  const target = { origin, container: paired, entity: issuer, name };
  return to('empty', target, tables) ?? nowhere('in-use', origin, SW.CONDITIONS);
}

/**
 * A common AID: what it means in the paired container, and never in another. Where that cannot be
 * selected now, the search goes on in there, as it would if no other container held the AID. [M-41]
 */
function routeCommon(tables: Tables, origin: Origin, request: Request): Decision {
  const { aid } = request;
  const paired = tableOf(tables, origin.paired);
  const alias = tables.aliases.find((one) => one.container === paired.id && equal(one.common, aid));
  const entity = holder(paired, alias ? alias.real : aid);
  if (!entity) {
    const isKnown = alias !== undefined || entitiesByAid(paired.entities, aid).length > 0;
    const further = isKnown ? routePartial(tables, origin, request) : undefined;
    const found = further !== undefined && further.rule !== 'unknown';
    return found ? further : nowhere('common-absent', origin, SW.NOT_FOUND);
  }
  const rule = alias ? 'common-alias' : 'common-own';
  const target = { origin, container: paired, entity, name: aid };
  return to(rule, target, tables) ?? routePartial(tables, origin, request);
}

/** A whole AID of one container; where it is in use elsewhere, the search goes on there. */
function routeHeld(
  tables: Tables,
  origin: Origin,
  request: Request,
  container: ContainerTable,
): Decision {
  const { aid } = request;
  const rule = container.id === origin.paired ? 'own' : 'elsewhere';
  const target = { origin, container, entity: holder(container, aid)!, name: aid };
  const direct = to(rule, target, tables);
  if (direct) return direct;
  const further = searchIn(tables, origin, request, container);
  const none = further.rule === 'exhausted';
  return none ? nowhere('in-use', origin, SW.CONDITIONS, container.id) : further;
}

/**
 * Partial names and next occurrences: the paired container's registry first; only where it has no
 * match at all, the others in pairing order, staying in the first that matches. [M-17] [M-20]
 */
function routePartial(tables: Tables, origin: Origin, request: Request): Decision {
  const paired = tableOf(tables, origin.paired);
  if (matchesIn(tables, origin, { container: paired, prefix: request.aid }).length > 0) {
    return searchIn(tables, origin, request, paired);
  }
  if (isCommonFrom(tables, origin, request.aid)) return nowhere('unknown', origin, SW.NOT_FOUND);
  for (const other of tables.containers) {
    if (other === paired || !mayReach(tables, origin, other)) continue;
    if (matchesIn(tables, origin, { container: other, prefix: request.aid }).length === 0) continue;
    return searchIn(tables, origin, request, other);
  }
  return nowhere('unknown', origin, SW.NOT_FOUND);
}

/** The first match in one container that is free; for a next occurrence, behind the current one. */
function searchIn(
  tables: Tables,
  origin: Origin,
  request: Request,
  container: ContainerTable,
): Decision {
  const { aid, occurrence, current } = request;
  const next = occurrence === 'next';
  const after = next ? positionOf(container, current) : -1;
  const rest = matchesIn(tables, origin, { container, prefix: aid }).filter(
    (one) => container.entities.indexOf(one.entity) > after,
  );
  if (rest.length === 0) return nowhere('exhausted', origin, SW.NOT_FOUND, container.id);
  const rules = RULES_OF_SEARCH[occurrence];
  const rule = container.id === origin.paired ? rules.own : rules.elsewhere;
  for (const match of rest) {
    const decision = to(rule, { origin, container, ...match }, tables);
    if (decision) return decision;
  }
  return nowhere('in-use', origin, SW.CONDITIONS, container.id);
}

const RULES_OF_SEARCH = {
  first: { own: 'partial-own', elsewhere: 'partial-elsewhere' },
  next: { own: 'next-own', elsewhere: 'next-elsewhere' },
} as const;

interface Match {
  readonly entity: Entity;
  readonly name: Bytes;
}

/**
 * Selectable entities whose name, real or common, begins with `prefix`, in registry order. Outside
 * the paired container an entity under a common AID never matches.
 */
function matchesIn(
  tables: Tables,
  origin: Origin,
  { container, prefix }: { readonly container: ContainerTable; readonly prefix: Bytes },
): readonly Match[] {
  const isPaired = container.id === origin.paired;
  const found: Match[] = [];
  for (const entity of container.entities) {
    const real = isNamed(entity) && startsWith(entity.aid, prefix) ? entity.aid : undefined;
    const common = isPaired ? commonNameOf(tables, { container, entity, prefix }) : undefined;
    const name = common ?? real;
    if (!name || !entity.selectable) continue;
    if (!isPaired && isUnderCommon(tables, origin, { container, entity })) continue;
    found.push({ entity, name });
  }
  return found;
}

/** The files of a UICC are an entity that no name selects, an empty one included. */
function isNamed({ aid }: Entity): boolean {
  return aid.length > 0;
}

function commonNameOf(
  tables: Tables,
  { container, entity, prefix }: { container: ContainerTable; entity: Entity; prefix: Bytes },
): Bytes | undefined {
  for (const alias of tables.aliases) {
    if (alias.container !== container.id || !equal(alias.real, entity.aid)) continue;
    if (startsWith(alias.common, prefix)) return alias.common;
  }
  return undefined;
}

/** The name that callers use for an entity that was not requested by name. */
function callerName(tables: Tables, container: ContainerTable, entity: Entity): Bytes {
  const alias = tables.aliases.find(
    (one) => one.container === container.id && equal(one.real, entity.aid),
  );
  return alias ? alias.common : entity.aid;
}

function holder(container: ContainerTable, aid: Bytes): Entity | undefined {
  return entitiesByAid(container.entities, aid).find((one) => one.selectable);
}

/**
 * Common: an alias entry names it, or two containers hold it. One that the origin may not reach
 * does not count, or its registry would show in the answers of others' links. [M-20]
 */
function isCommonFrom(tables: Tables, origin: Origin, aid: Bytes): boolean {
  const { aliases, containers } = tables;
  for (const alias of aliases) if (equal(alias.common, aid)) return true;
  let count = 0;
  for (const container of containers) {
    if (!mayReach(tables, origin, container)) continue;
    if (entitiesByAid(container.entities, aid).length > 0) count++;
  }
  return count > 1;
}

/** Whether a common AID means this entity in its container. */
function isUnderCommon(
  tables: Tables,
  origin: Origin,
  { container, entity }: { readonly container: ContainerTable; readonly entity: Entity },
): boolean {
  const aliased = tables.aliases.some(
    (one) => one.container === container.id && equal(one.real, entity.aid),
  );
  return aliased || isCommonFrom(tables, origin, entity.aid);
}

/** Where a search goes on after; -1 when what is current is not of this container. */
function positionOf(container: ContainerTable, current: Selected | undefined): number {
  if (!current || current.container !== container.id) return -1;
  return container.entities.findIndex((one) => one.handle === current.handle);
}

interface Target {
  readonly origin: Origin;
  readonly container: ContainerTable;
  readonly entity: Entity;
  readonly name: Bytes;
}

/** `undefined` where the entity is in use elsewhere and not multi-selectable. */
function to(rule: RoutingRule, target: Target, tables: Tables): Decision | undefined {
  const { origin, container, entity, name } = target;
  if (!entity.multiSelectable && tables.busy(container.id, entity.handle)) return undefined;
  return {
    rule,
    container: container.id,
    handle: entity.handle,
    name,
    operands: [origin.link, origin.paired, container.id],
  };
}

function nowhere(
  rule: RoutingRule,
  origin: Origin,
  sw: number,
  about: string = origin.paired,
): Decision {
  return { rule, operands: [origin.link, origin.paired, about], sw };
}
