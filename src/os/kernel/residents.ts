/** The containers as the kernel and the routing agent see them. */
import { assert, type Bytes, equal, hex, type LinkFacts } from '../../base/index.ts';
import type { Entity, EntityList } from '../abi/index.ts';
import type { AidHolders, AliasRegistry } from '../alias/index.ts';
import type { PairingSource } from '../pairing/index.ts';
import {
  type ContainerTable,
  type Decision,
  isCommon,
  type Origin,
  type Policy,
  routeSelect,
  type Selected,
  type SelectRequest,
} from '../routing/index.ts';
import type { DeviceLocks, Ruling, RulingData } from '../ruling/index.ts';
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

export class Residents implements AidHolders {
  readonly all: readonly Resident[];
  readonly containers: readonly string[];
  readonly #parts: ResidentsParts;
  readonly #byId = new Map<string, Resident>();
  readonly #lists = new Map<string, EntityList>();
  #tables: readonly ContainerTable[] = [];
  #order: readonly string[] = [];
  #ruling: RulingData | undefined;
  #stale = true;

  constructor(parts: ResidentsParts) {
    this.#parts = parts;
    this.all = parts.all;
    this.containers = parts.all.map((one) => one.id);
    for (const one of parts.all) this.#byId.set(one.id, one);
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
    return resident.container.entities().list.find((one) => one.handle === handle);
  }

  holds(container: string, aid: Bytes): boolean {
    return this.get(container)
      .container.entities()
      .list.some((one) => equal(one.aid, aid));
  }

  /** The rule by which another container has locked the device, this container with it. [P-04] */
  deviceLock(container: string): string | undefined {
    return this.#parts.locks.over(container)?.rule;
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
    busy: (container: string, handle: number) => boolean,
  ): Decision {
    const { policy, aliases } = this.#parts;
    return routeSelect(
      { policy, containers: this.#current(), aliases: aliases.entries(), busy },
      origin,
      request,
    );
  }

  /** The tables as they stand; built anew when a registry or the pairing order has changed. */
  #current(): readonly ContainerTable[] {
    const order = this.#parts.pairing.rules().map((rule) => rule.container);
    if (order.join() !== this.#order.join()) this.#stale = true;
    for (const { id, container } of this.all) {
      if (this.#lists.get(id)?.version !== container.entities().version) this.#stale = true;
    }
    if (this.#parts.ruling.data() !== this.#ruling) this.#stale = true;
    if (this.#stale) this.#rebuild(order);
    return this.#tables;
  }

  #rebuild(order: readonly string[]): void {
    const before = this.#commonAids();
    const named = [...new Set([...order, ...this.containers])].filter((id) => this.#byId.has(id));
    this.#tables = named.map((id) => {
      const list = this.get(id).container.entities();
      this.#lists.set(id, list);
      return { id, reach: this.#parts.ruling.reach(id), entities: list.list };
    });
    this.#order = order;
    this.#ruling = this.#parts.ruling.data();
    this.#stale = false;
    const after = this.#commonAids();
    for (const aid of after)
      if (!before.has(aid)) this.#parts.trace.note('routing', 'became-common', aid);
    for (const aid of before)
      if (!after.has(aid)) this.#parts.trace.note('routing', 'no-longer-common', aid);
  }

  #commonAids(): ReadonlySet<string> {
    const aliases = this.#parts.aliases.entries();
    const containers = this.#tables;
    const all = containers.flatMap((one) => one.entities.map((entity) => entity.aid));
    return new Set(all.filter((aid) => isCommon({ aliases, containers }, aid)).map(hex));
  }
}
