/**
 * The routing agent: a pure function from tables, origin and message to a decision. The link that
 * carried the message is the discriminator between containers whose roots share one AID.
 * [M-05] [M-13] [M-16] [M-54] [M-58] [M-60]
 */
import { type Bytes, equal, startsWith } from '../../base/index.ts';
import { SW } from '../../wire/index.ts';
import type { Entity } from '../abi/index.ts';
import type { Decision, RoutingRule } from './decision.ts';
import type { ContainerTable, Origin, Selected, SelectRequest, Tables } from './tables.ts';

/** Decides where a SELECT by name goes. [GPCS §6.4.2] [ISO7816-4 §8.2.1.2] */
export function routeSelect(
  tables: Tables,
  origin: Origin,
  request: SelectRequest & { readonly current: Selected | undefined },
): Decision {
  const { aid, occurrence } = request;
  if (occurrence === 'first') {
    if (aid.length === 0) return routeEmpty(tables, origin);
    const exact = routeExact(tables, origin, aid);
    if (exact) return exact;
  }
  return routePartial(tables, origin, request);
}

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
  return to(
    'empty',
    { origin, container: paired, entity: issuer, name: callerName(tables, paired, issuer) },
    tables,
  );
}

/**
 * A whole AID that an alias or an entity has; `undefined` when nothing has it, or what has it is
 * in use elsewhere, so that the search goes on by partial name.
 */
function routeExact(tables: Tables, origin: Origin, aid: Bytes): Decision | undefined {
  const decision = findExact(tables, origin, aid);
  return decision?.rule === 'in-use' ? undefined : decision;
}

function findExact(tables: Tables, origin: Origin, aid: Bytes): Decision | undefined {
  const paired = tableOf(tables, origin.paired);
  if (isCommon(tables, aid)) {
    const alias = tables.aliases.find(
      (one) => one.container === paired.id && equal(one.common, aid),
    );
    const entity = holder(paired, alias ? alias.real : aid);
    if (!entity) return nowhere('common-absent', origin, SW.NOT_FOUND);
    return to(
      alias ? 'common-alias' : 'common-own',
      { origin, container: paired, entity, name: aid },
      tables,
    );
  }
  const own = holder(paired, aid);
  if (own) return to('own', { origin, container: paired, entity: own, name: aid }, tables);
  for (const container of tables.containers) {
    const entity = container === paired ? undefined : holder(container, aid);
    if (!entity) continue;
    if (mayReach(tables, origin, container))
      return to('elsewhere', { origin, container, entity, name: aid }, tables);
    const rule = tables.policy === 'always' ? 'confined' : 'unreachable';
    return nowhere(rule, origin, SW.NOT_FOUND, container.id);
  }
  return undefined;
}

/**
 * Partial names and next occurrences: the paired container's registry first; only where it has no
 * match at all, the others in pairing order, staying in the first that matches. There, an entity
 * under a common AID is never matched. [M-17] [M-20]
 */
function routePartial(
  tables: Tables,
  origin: Origin,
  request: SelectRequest & { readonly current: Selected | undefined },
): Decision {
  const next = request.occurrence === 'next';
  const common = isCommon(tables, request.aid);
  let container = tableOf(tables, origin.paired);
  let matches = matchesIn(tables, container, request.aid);
  if (matches.length === 0 && !common) {
    for (const other of tables.containers) {
      if (other.id === origin.paired || !mayReach(tables, origin, other)) continue;
      const found = matchesIn(tables, other, request.aid).filter(
        (one) => !isUnderCommon(tables, other, one.entity),
      );
      if (found.length === 0) continue;
      container = other;
      matches = found;
      break;
    }
  }
  if (matches.length === 0) return nowhere('unknown', origin, SW.NOT_FOUND);
  const elsewhere = container.id !== origin.paired;
  const after = next ? positionOf(container, request.current) : -1;
  const rest = matches.filter((one) => container.entities.indexOf(one.entity) > after);
  if (rest.length === 0) return nowhere('exhausted', origin, SW.NOT_FOUND, container.id);
  const free = rest.find(
    (one) => one.entity.multiSelectable || !tables.busy(container.id, one.entity.handle),
  );
  if (!free) return nowhere('in-use', origin, SW.CONDITIONS, container.id);
  const rule: RoutingRule = next
    ? elsewhere
      ? 'next-elsewhere'
      : 'next-own'
    : elsewhere
      ? 'partial-elsewhere'
      : 'partial-own';
  return to(rule, { origin, container, entity: free.entity, name: free.name }, tables);
}

interface Match {
  readonly entity: Entity;
  readonly name: Bytes;
}

/** Selectable entities whose name, real or common, begins with `prefix`, in registry order. */
function matchesIn(tables: Tables, container: ContainerTable, prefix: Bytes): readonly Match[] {
  const found: Match[] = [];
  for (const entity of container.entities) {
    if (!entity.selectable) continue;
    const real = startsWith(entity.aid, prefix) ? entity.aid : undefined;
    const name = commonNameOf(tables, { container, entity, prefix }) ?? real;
    if (name) found.push({ entity, name });
  }
  return found;
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

/** The name under which callers know an entity that was not asked for by name. */
function callerName(tables: Tables, container: ContainerTable, entity: Entity): Bytes {
  const alias = tables.aliases.find(
    (one) => one.container === container.id && equal(one.real, entity.aid),
  );
  return alias ? alias.common : entity.aid;
}

function holder(container: ContainerTable, aid: Bytes): Entity | undefined {
  return container.entities.find((one) => one.selectable && equal(one.aid, aid));
}

/** Common: an alias entry names it, or two containers hold it. */
export function isCommon(tables: Pick<Tables, 'aliases' | 'containers'>, aid: Bytes): boolean {
  for (const alias of tables.aliases) if (equal(alias.common, aid)) return true;
  let count = 0;
  for (const container of tables.containers) {
    if (container.entities.some((one) => equal(one.aid, aid))) count++;
  }
  return count > 1;
}

/** Whether a common AID means this entity in its container. */
function isUnderCommon(tables: Tables, container: ContainerTable, entity: Entity): boolean {
  const aliased = tables.aliases.some(
    (one) => one.container === container.id && equal(one.real, entity.aid),
  );
  return aliased || isCommon(tables, entity.aid);
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

function to(rule: RoutingRule, target: Target, tables: Tables): Decision {
  const { origin, container, entity, name } = target;
  if (!entity.multiSelectable && tables.busy(container.id, entity.handle)) {
    return nowhere('in-use', origin, SW.CONDITIONS, container.id);
  }
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
