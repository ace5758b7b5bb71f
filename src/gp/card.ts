/**
 * One GlobalPlatform environment: a registry, its security domains and applications, and what
 * depends on the card's life cycle. A container of that kind is one; an eUICC is one, and each of
 * its profiles holds one. All of it follows from memory. [GPCS §6]
 */
import { assert, type Bytes, operandText, type TraceKind } from '../base/index.ts';
import {
  type CardSession,
  type Command,
  type Entity,
  entityByHandle,
  type EntityList,
  type HeaderAnswer,
  type Nvm,
  refuse,
  type Response,
  type Services,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { CARD_LIFE_CYCLE, PRIVILEGE } from '../wire/globalplatform/index.ts';
import { channelStates, endSecureChannels } from './channel/channel-state.ts';
import { packetChannel } from './channel/scp80/packet-channel.ts';
import type { ReceivedPacket } from './channel/scp80/packet-receiver.ts';
import { dispatch, headerAnswer } from './command/dispatch.ts';
import { endPersonalization, forgetDomainSession } from './command/domain-session.ts';
import { type DomainRole, STANDARD_ROLE } from './command/role.ts';
import { placeOf, runtimeOf } from './content/add-entries.ts';
import { checkReserves } from './content/memory.ts';
import { settingsCell } from './create-card.ts';
import type { CardSettings } from './domain/card-settings.ts';
import type { Environment, OuterObject } from './domain/domain.ts';
import type { KeyStore } from './domain/key-store.ts';
import { SecurityDomain } from './domain/security-domain.ts';
import type { RegistryEntry } from './registry/entry.ts';
import { CardEntities } from './registry/card-entities.ts';
import { implicitHolder } from './registry/implicit-selection.ts';
import type { Handles } from './registry/handles.ts';
import { isSelectableState } from './registry/life-cycle.ts';
import { Registry } from './registry/registry.ts';
import type { ApplicationCode, ApplicationRuntime, Deselection, UiccRegistry } from './runtime.ts';
import { EntitySessions } from './service/entity-sessions.ts';

export interface CardParts {
  readonly services: Services;
  /** The part of memory that holds it. */
  readonly nvm: Nvm;
  /** The container's one source of handles. */
  readonly handles: Handles;
  readonly runtimes: readonly ApplicationRuntime[];
  /** Keeps what INSTALL says of applications to a UICC; elsewhere it is skipped. */
  readonly uicc?: UiccRegistry | undefined;
  /** Objects that its issuer's domain takes for what the card is part of. */
  readonly outerObjects?: readonly OuterObject[];
  /** Kinds of security domain beside the standard one. */
  readonly roles?: readonly DomainRole[];
}

/** What works for an entry that can be selected. */
type Worker =
  | { readonly domain: SecurityDomain; readonly role: DomainRole }
  | { readonly application: ApplicationCode };

export class GlobalPlatformCard implements Environment {
  readonly services: Services;
  readonly handles: Handles;
  readonly registry: Registry;
  readonly settings: CardSettings;
  readonly runtimes: ReadonlyMap<string, ApplicationRuntime>;
  readonly uicc: UiccRegistry | undefined;
  readonly outerObjects: readonly OuterObject[];
  readonly #roles: ReadonlyMap<string, DomainRole>;
  readonly #sessions = new EntitySessions();
  /** By the memory of the entry, so that what is deleted takes them with it. */
  readonly #workers = new WeakMap<Nvm, Worker>();
  readonly #entities: CardEntities;

  constructor(parts: CardParts) {
    const { services, nvm, handles, runtimes, uicc, outerObjects = [], roles = [] } = parts;
    this.outerObjects = outerObjects;
    this.uicc = uicc;
    this.services = services;
    this.handles = handles;
    this.registry = new Registry(nvm, handles);
    this.settings = settingsCell(nvm).get();
    this.runtimes = new Map(runtimes.map((one) => [one.name, one]));
    this.#roles = new Map([STANDARD_ROLE, ...roles].map((one) => [one.name, one]));
    this.#entities = new CardEntities({
      registry: this.registry,
      version: () => nvm.version,
      isLocked: () => services.deviceLock.holds(),
      lifeCycle: () => this.lifeCycle,
    });
  }

  /** All that entries keep, which is read otherwise when it is first needed. */
  /** A card session ends, or the device is reset. */
  reset(scope: CardSession | 'device'): void {
    for (const one of this.runtimes.values()) one.reset?.(scope);
  }

  readThrough(): void {
    this.registry.checkContents();
    for (const { handle } of this.entities()) this.#worker(handle);
  }

  /**
   * The state the card acts in: the issuer security domain's, unless another container locks the
   * whole device. The registry keeps, and GET STATUS shows, the card's own. [GPCS §5.1] [P-04]
   */
  get lifeCycle(): number {
    const { CARD_LOCKED, TERMINATED } = CARD_LIFE_CYCLE;
    const own = this.registry.issuer.lifeCycle;
    return own !== TERMINATED && this.services.deviceLock.holds() ? CARD_LOCKED : own;
  }

  /** Whether the card is locked or terminated. [GPCS §5.1.1.4] [GPCS §5.1.1.5] */
  get locked(): boolean {
    const { CARD_LOCKED, TERMINATED } = CARD_LIFE_CYCLE;
    return this.lifeCycle === CARD_LOCKED || this.lifeCycle === TERMINATED;
  }

  /** All but load files, in registry order; the same list while nothing changed. */
  entities(session?: CardSession): EntityList {
    return this.#entities.list(session);
  }

  /**
   * What a session is on by itself: the holder of Card Reset, or, on links where ruling data deny
   * it that privilege, the issuer; when that is locked, or the card is, the final application, and
   * then on the basic channel only. [GPCS §6.4.2.1.1] [GPCS §9.6.4] [P-07]
   */
  implicit(session: Session): Entity | undefined {
    if (this.locked) return session.channel === 0 ? this.#final() : undefined;
    const reset = this.#implicit(session);
    if (!reset.issuer) {
      const { allowed, rule } = this.services.rule('card-reset', session);
      if (!allowed) {
        this.services.note(CARD_RESET, reset.name, rule);
        return this.entities().find((one) => one.issuer);
      }
    }
    return reset.selectable ? reset : this.#final();
  }

  /** By parameter for the session's channel, then for the basic one, with Card Reset. */
  #implicit({ card, channel }: Session): Entity {
    const { entries, issuer } = this.registry;
    const { mode } = card.link;
    const holder =
      implicitHolder(entries, { mode, channel }) ?? implicitHolder(entries, { mode, channel: 0 });
    return this.#entityOf(holder ?? issuer);
  }

  /** Nothing while it is locked itself. */
  #final(): Entity | undefined {
    const holder = this.#holder(PRIVILEGE.FINAL_APPLICATION);
    const entry = this.registry.byHandle(holder.handle);
    const isLocked = entry?.kind !== 'issuer' && !isSelectableState(entry?.lifeCycle ?? 0);
    return isLocked ? undefined : holder;
  }

  #holder(privilege: number): Entity {
    return this.#entityOf(this.registry.holder(privilege) ?? this.registry.issuer);
  }

  #entityOf(holder: RegistryEntry): Entity {
    const handle = this.registry.handle(holder);
    const entity = entityByHandle(this.entities(), handle);
    assert(entity, 'what is selected by itself is an entity');
    return entity;
  }

  isApplication({ handle }: Entity): boolean {
    return this.registry.byHandle(handle)?.kind === 'application';
  }

  isSelected(entry: RegistryEntry, besides?: Session): boolean {
    return this.#sessions.isSelected(this.registry.handle(entry), besides);
  }

  worker(entry: RegistryEntry): Worker | undefined {
    return this.#worker(this.registry.handle(entry));
  }

  /** An application may refuse to be selected. [GPCS §6.4.2] */
  select({ handle }: Entity, session: Session, from?: Session): boolean {
    const worker = this.#worker(handle);
    if (worker === undefined) return false;
    if ('application' in worker && !worker.application.select(session, from)) return false;
    // On another logical channel too a selection ends what is being stored. [GPCS §11.11.1]
    for (const one of this.#sessions.of(handle)) {
      if (one.card === session.card) endPersonalization(one);
    }
    this.#sessions.begin(handle, session);
    return true;
  }

  /** Called when an entity stops being current in a session: its application session ends. */
  deselect({ handle }: Entity, session: Session, reason: Deselection = 'select'): void {
    this.#sessions.end(session);
    const worker = this.#worker(handle);
    if (worker !== undefined && 'application' in worker)
      worker.application.deselect(session, reason);
    if (worker !== undefined && 'role' in worker) worker.role.leave?.(session);
    forgetDomainSession(session);
    endSecureChannels(session);
  }

  /**
   * Runs commands at a security domain, or an application, under the security of a packet that came
   * by a bearer; `go` gets what processes one command. [TS102226 §8]
   */
  underPacket<T>(
    entry: RegistryEntry,
    { packet, session }: { readonly packet: ReceivedPacket; readonly session: Session },
    go: (process: (command: Command) => Response) => T,
  ): T {
    const handle = this.registry.handle(entry);
    const { crypto } = this.services;
    const keys = this.keysOf(entry);
    const { spi, keySet } = packet;
    const channel = packetChannel({ crypto, domain: handle, keys, spi, keySet });
    channelStates(session).set(handle, { stage: 'open', channel });
    try {
      return go((command) => {
        const worker = this.#worker(handle);
        if (worker === undefined) return refuse(SW.CONDITIONS, 'GPCS §6.4', 'it was deleted');
        const response = this.#run(worker, command, handle);
        checkReserves(this);
        return response;
      });
    } finally {
      forgetDomainSession(session);
      endSecureChannels(session);
    }
  }

  /** Keys of a security domain. */
  keysOf(entry: RegistryEntry): KeyStore {
    const worker = this.worker(entry);
    assert(worker !== undefined && 'domain' in worker, `${entry.name} is a security domain`);
    return worker.domain.keys;
  }

  process({ handle, name }: Entity, command: Command): Response {
    const worker = this.#worker(handle);
    if (worker === undefined) refuse(SW.CONDITIONS, 'GPCS §6.4', `${name} was deleted`);
    const response = this.#run(worker, command, handle);
    checkReserves(this);
    return response;
  }

  #run(worker: Worker, command: Command, handle: number): Response {
    if ('domain' in worker) return dispatch(worker.domain, worker.role, command);
    this.#refuseWhenTerminated(handle);
    return worker.application.process(command);
  }

  /** What is left is the final application's. [GPCS §5.1.1.5] */
  #refuseWhenTerminated(handle: number): void {
    if (this.lifeCycle !== CARD_LIFE_CYCLE.TERMINATED) return;
    const privileges = this.registry.byHandle(handle)?.privileges ?? 0;
    if ((privileges & PRIVILEGE.FINAL_APPLICATION) !== 0) return;
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.5', 'the card is terminated');
  }

  /** What is certain of a command by its T=0 header; what is refused already is thrown. */
  header(entity: Entity | undefined, header: Bytes, session: Session): HeaderAnswer | undefined {
    const worker = entity && this.#worker(entity.handle);
    if (entity === undefined || worker === undefined) return undefined;
    if ('domain' in worker) return headerAnswer({ ...worker, session }, header);
    this.#refuseWhenTerminated(entity.handle);
    return worker.application.header(header, session);
  }

  /** The code of an entry, made when it is first needed after a boot. */
  #worker(handle: number): Worker | undefined {
    const memory = this.registry.memoryOf(handle);
    if (memory === undefined) return undefined;
    const known = this.#workers.get(memory);
    if (known !== undefined) return known;
    const worker = this.#make(this.registry.byHandle(handle)!);
    this.#workers.set(memory, worker);
    return worker;
  }

  #make(entry: RegistryEntry): Worker {
    if (entry.kind === 'application') {
      const runtime = runtimeOf(this, entry);
      return { application: runtime.code(entry.module, placeOf(this, entry)) };
    }
    const role = this.#roles.get(entry.role);
    assert(role, `${entry.name} has the role "${entry.role}", which is not here`);
    return { role, domain: new SecurityDomain(this, entry, role) };
  }
}

export const CARD_RESET: TraceKind = {
  name: 'card-reset',
  words: ([holder, rule]) =>
    `${operandText(holder)} is not selected by itself here: ruling data ${operandText(rule)}`,
};
