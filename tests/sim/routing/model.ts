/**
 * What a SELECT by name must reach, written from the table of decisions about routing and from
 * nothing else: as sets of names and their order, without an eye on how the agent finds them.
 */
import { type Bytes, equal } from '../../../src/base/index.ts';
import type {
  ContainerTable,
  Origin,
  Selected,
  SelectRequest,
  Tables,
} from '../../../src/os/routing/index.ts';
import type { Entity } from '../../../src/os/abi/index.ts';

/** Where the message must go, with the names that the caller may get for the entity; or the SW. */
export type Expected =
  | { readonly container: string; readonly handle: number; readonly names: readonly Bytes[] }
  | { readonly sw: number };

export type Request = SelectRequest & { readonly current: Selected | undefined };

const NOT_FOUND = { sw: 0x6a82 } as const;
const IN_USE = { sw: 0x6985 } as const;

export function expectSelect(tables: Tables, origin: Origin, request: Request): Expected {
  const { aid, occurrence } = request;
  if (occurrence === 'next') return partial(tables, origin, request);
  if (aid.length === 0) return issuer(tables, origin);
  const paired = pairedOf(tables, origin);
  if (isCommon(tables, origin, aid)) {
    const { id } = paired.container;
    const entry = tables.aliases.some((one) => one.container === id && equal(one.common, aid));
    const has = entry || holderOf(paired.container, aid) !== undefined;
    return has ? search(tables, origin, paired, request) : NOT_FOUND;
  }
  const views = [paired, ...others(tables, origin)];
  const holder = views.find((one) => known(tables, one, aid));
  return holder ? search(tables, origin, holder, request) : partial(tables, origin, request);
}

/** A container on one link: which names there mean which entity. */
interface View {
  readonly container: ContainerTable;
  readonly paired: boolean;
}

function pairedOf(tables: Tables, { paired }: Origin): View {
  const container = tables.containers.find((one) => one.id === paired)!;
  return { container, paired: true };
}

/** The containers that a link may reach besides its own, in pairing order. */
function others({ policy, containers }: Tables, { paired }: Origin): readonly View[] {
  if (policy === 'always') return [];
  return containers
    .filter((one) => one.id !== paired && one.reach === 'all')
    .map((container) => ({ container, paired: false }));
}

/**
 * Two containers hold it, or an alias entry names it. A container that the link may not reach is
 * to it as if it held nothing, so it does not count.
 */
function isCommon(tables: Tables, origin: Origin, aid: Bytes): boolean {
  if (tables.aliases.some((one) => equal(one.common, aid))) return true;
  const views = [pairedOf(tables, origin), ...others(tables, origin)];
  return views.filter(({ container }) => holderOf(container, aid)).length > 1;
}

function holderOf({ entities }: ContainerTable, aid: Bytes): Entity | undefined {
  return entities.find((one) => equal(one.aid, aid));
}

/** The entity a whole name means in a view, as long as it can be selected at all. */
function known(tables: Tables, { container, paired }: View, name: Bytes): Entity | undefined {
  const alias = tables.aliases.find(
    (one) => paired && equal(one.common, name) && one.container === container.id,
  );
  const entity = holderOf(container, alias ? alias.real : name);
  return entity?.selectable ? entity : undefined;
}

/** The common AIDs that mean an entity in its container. */
function commonNames(tables: Tables, { id }: ContainerTable, entity: Entity): readonly Bytes[] {
  return tables.aliases
    .filter((one) => one.container === id && equal(one.real, entity.aid))
    .map((one) => one.common);
}

/** The names that begin as requested and under which a partial name may find the entity. */
function namesOf(
  tables: Tables,
  origin: Origin,
  { view, entity, begin }: { view: View; entity: Entity; begin: Bytes },
): readonly Bytes[] {
  const aliases = () => commonNames(tables, view.container, entity);
  const names = [entity.aid, ...(view.paired ? aliases() : [])].filter((one) => begins(one, begin));
  if (names.length === 0 || !entity.selectable) return [];
  const underCommon = () => aliases().length > 0 || isCommon(tables, origin, entity.aid);
  return view.paired || !underCommon() ? names : [];
}

function begins(name: Bytes, begin: Bytes): boolean {
  if (name.length < begin.length) return false;
  for (let at = 0; at < begin.length; at++) if (name[at] !== begin[at]) return false;
  return true;
}

/** The paired container, or when it has no match at all, the first other one that has. */
function partial(tables: Tables, origin: Origin, request: Request): Expected {
  const begin = request.aid;
  const common = isCommon(tables, origin, begin);
  for (const view of [pairedOf(tables, origin), ...(common ? [] : others(tables, origin))]) {
    const found = view.container.entities.some(
      (entity) => namesOf(tables, origin, { view, entity, begin }).length > 0,
    );
    if (found) return search(tables, origin, view, request);
  }
  return NOT_FOUND;
}

/** The first that is free, in registry order with a whole match ahead; next: behind the current. */
function search(tables: Tables, origin: Origin, view: View, request: Request): Expected {
  const { aid, occurrence, current } = request;
  const { container } = view;
  const { entities, id } = container;
  let from = 0;
  if (occurrence === 'next' && current?.container === id) {
    from = entities.findIndex((one) => one.handle === current.handle) + 1;
  }
  const whole = occurrence === 'first' ? known(tables, view, aid) : undefined;
  if (whole && isFree(tables, id, whole)) return place(id, whole, [aid]);
  let inUse = whole !== undefined;
  for (const entity of entities.slice(from)) {
    const names = entity === whole ? [] : namesOf(tables, origin, { view, entity, begin: aid });
    if (names.length === 0) continue;
    if (isFree(tables, id, entity)) return place(id, entity, names);
    inUse = true;
  }
  return inUse ? IN_USE : NOT_FOUND;
}

function isFree(tables: Tables, container: string, entity: Entity): boolean {
  return entity.multiSelectable || !tables.busy(container, entity.handle);
}

function place(container: string, { handle }: Entity, names: readonly Bytes[]): Expected {
  return { container, handle, names };
}

function issuer(tables: Tables, origin: Origin): Expected {
  const { container } = pairedOf(tables, origin);
  const found = container.entities.find((one) => one.issuer);
  if (!found?.selectable) return NOT_FOUND;
  const names = [found.aid, ...commonNames(tables, container, found)];
  return isFree(tables, container.id, found) ? place(container.id, found, names) : IN_USE;
}
