/** The containers as the kernel and the routing agent see them. */
import {
  assert,
  type Bytes,
  equal,
  hex,
  type LinkFacts,
  operandText,
  startsWith,
  type TraceKind,
} from '../../base/index.ts';
import {
  aidKey,
  type CardSession,
  derived,
  entitiesByAid,
  type Entity,
  entityByHandle,
  type EntityList,
} from '../abi/index.ts';
import type { AidHolders, AliasEntry, AliasRegistry } from '../alias/index.ts';
import type { PairingSource } from '../pairing/index.ts';
import {
  type ContainerTable,
  type Decision,
  type Origin,
  type Policy,
  routeSelect,
  type Selected,
  type SelectRequest,
} from '../routing/index.ts';
import type { DeviceLocks, Ruling } from '../ruling/index.ts';
import type { Resident } from './session-table.ts';
import type { TraceRing } from './trace-ring.ts';

export interface ResidentsParts {
  /** In the order of the description. */
  readonly all: readonly Resident[];
  readonly policy: Policy;
  readonly pairing: PairingSource;
  readonly aliases: AliasRegistry;
  readonly ruling: Ruling;
  readonly locks: DeviceLocks;
  readonly trace: TraceRing;
}

type Ordered = Omit<ContainerTable, 'entities'>;

export class Residents implements AidHolders {
  readonly all: readonly Resident[];
  readonly containers: readonly string[];
  readonly #parts: ResidentsParts;
  readonly #byId = new Map<string, Resident>();
  /** By container: its list when its AIDs were last looked at, and those AIDs. */
  readonly #names = new Map<string, { list: EntityList; readonly aids: Set<string> }>();
  #aliases: readonly AliasEntry[] | undefined;
  readonly #common = new Set<string>();
  /** In pairing order, with what ruling data say of each. */
  readonly #ordered: () => () => readonly Ordered[];

  constructor(parts: ResidentsParts) {
    this.#parts = parts;
    this.all = parts.all;
    this.containers = parts.all.map((one) => one.id);
    const { pairing, ruling } = parts;
    this.#ordered = derived(
      () => pairing.rules(),
      (rules) =>
        derived(
          () => ruling.data(),
          () => this.#inOrder(rules).map((id) => ({ id, reach: ruling.reach(id) })),
        ),
    );
    for (const one of parts.all) {
      this.#byId.set(one.id, one);
      this.#names.set(one.id, { list: [], aids: new Set() });
    }
  }

  get(id: string): Resident {
    const resident = this.#byId.get(id);
    assert(resident, `no container ${id}`);
    return resident;
  }

  paired(link: string, lsi: number): string {
    return this.#parts.pairing.current().get(link)![lsi]!.container;
  }

  entity(resident: Resident, handle: number): Entity | undefined {
    return entityByHandle(resident.container.entities(), handle);
  }

  /** Whether a name, or its beginning, is the entity's, by its own AID or by a common one. */
  isNamed({ id }: Resident, { aid }: Entity, name: Bytes): boolean {
    if (name.length === 0) return false;
    if (startsWith(aid, name)) return true;
    return this.#parts.aliases
      .entries()
      .some(
        ({ container, real, common }) =>
          container === id && equal(real, aid) && startsWith(common, name),
      );
  }

  holds(container: string, aid: Bytes): boolean {
    return entitiesByAid(this.get(container).container.entities(), aid).length > 0;
  }

  /** The rule by which another container has locked the device, this container with it. [P-04] */
  deviceLock(container: string): string | undefined {
    return this.#parts.locks.over(container)?.rule;
  }

  /**
   * Whether an origin may select what a container has under its own AIDs: always in the paired one,
   * in another where policy and reach allow.
   */
  isReachable({ paired }: Origin, container: string): boolean {
    const { policy, ruling } = this.#parts;
    if (container === paired) return true;
    return policy === 'only-if-aliased' && ruling.reach(container) === 'all';
  }

  /** The rule that keeps from this link what a locked container leaves, if one does. [P-07] */
  finalDenial(container: string, link: LinkFacts): string | undefined {
    if (!this.get(container).container.locked()) return undefined;
    const { allowed, rule } = this.#parts.ruling.judge('final-application', { container, link });
    return allowed ? undefined : rule;
  }

  route(
    origin: Origin,
    request: SelectRequest & { readonly current: Selected | undefined },
    parts: {
      readonly busy: (container: string, handle: number) => boolean;
      /** The card session object of one container. */
      readonly card: (container: string) => CardSession;
    },
  ): Decision {
    const { policy, aliases } = this.#parts;
    this.#noteCommonAids();
    const containers = this.#ordered()().map(({ id, reach }) => ({
      id,
      reach,
      entities: this.get(id).container.entities(parts.card(id)),
    }));
    return routeSelect(
      { policy, containers, aliases: aliases.entries(), busy: parts.busy },
      origin,
      request,
    );
  }

  /** Containers by the rules of pairing data, then those that no rule names. */
  #inOrder(rules: ReturnType<PairingSource['rules']>): readonly string[] {
    const order = rules.map((rule) => rule.container);
    return [...new Set([...order, ...this.containers])].filter((id) => this.#byId.has(id));
  }

  /**
   * Records which AIDs became common and which no longer are, once a registry has changed: what two
   * containers hold, and what one holds that an alias entry names. [M-40]
   */
  #noteCommonAids(): void {
    const aliases = this.#parts.aliases.entries();
    const changed = new Set<string>();
    for (const { id, container } of this.all) {
      const names = this.#names.get(id)!;
      const list = container.entities();
      if (names.list === list) continue;
      for (const { isGone, entity } of differences(names.list, list)) {
        // What has no name is never common.
        if (entity.aid.length === 0) continue;
        const key = aidKey(entity);
        changed.add(key);
        if (isGone) names.aids.delete(key);
        else names.aids.add(key);
      }
      names.list = list;
    }
    if (aliases !== this.#aliases) {
      for (const { common } of [...(this.#aliases ?? []), ...aliases]) changed.add(hex(common));
      this.#aliases = aliases;
    }
    for (const aid of changed) this.#noteIfCommon(aid, aliases);
  }

  #noteIfCommon(aid: string, aliases: readonly AliasEntry[]): void {
    let holders = 0;
    for (const { aids } of this.#names.values()) if (aids.has(aid)) holders++;
    const isNamed = holders > 0 && aliases.some(({ common }) => hex(common) === aid);
    const isCommon = holders > 1 || isNamed;
    if (isCommon === this.#common.has(aid)) return;
    if (isCommon) this.#common.add(aid);
    else this.#common.delete(aid);
    this.#parts.trace.note('routing', isCommon ? BECAME_COMMON : NO_LONGER_COMMON, aid);
  }
}

interface Difference {
  readonly isGone: boolean;
  readonly entity: Entity;
}

/** The entities in one list only, removed ones first; equal entities are the same objects. */
function differences(before: EntityList, after: EntityList): readonly Difference[] {
  const least = Math.min(before.length, after.length);
  let head = 0;
  while (head < least && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const middle = (list: EntityList) => list.slice(head, list.length - tail);
  return [
    ...middle(before).map((entity) => ({ isGone: true, entity })),
    ...middle(after).map((entity) => ({ isGone: false, entity })),
  ];
}

export const BECAME_COMMON: TraceKind = {
  name: 'became-common',
  words: ([aid]) => `AID ${operandText(aid)} is common from now on`,
};

export const NO_LONGER_COMMON: TraceKind = {
  name: 'no-longer-common',
  words: ([aid]) => `AID ${operandText(aid)} is no longer common`,
};
