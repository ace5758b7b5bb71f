/**
 * One GlobalPlatform environment: a registry, its security domains, and what depends on the card's
 * life cycle. A container of that kind is one; an eUICC's profiles hold one each. [GPCS §6]
 */
import {
  assert,
  type Bytes,
  EMPTY,
  equal,
  HostError,
  operandText,
  type TraceKind,
} from '../base/index.ts';
import {
  type Command,
  type Entity,
  type EntityList,
  type HeaderAnswer,
  type Response,
  refuse,
  type Services,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import type { ApplicationCode, ApplicationSetup } from './application.ts';
import { headerDirection } from './command-table.ts';
import { DataObjects } from './data-objects.ts';
import type { Environment } from './domain.ts';
import { KeySets, VERSION_INITIAL, VERSION_MAX } from './key-sets.ts';
import { CARD_LIFE_CYCLE, isSelectableState, LOAD_FILE_LOADED } from './life-cycle.ts';
import {
  applicationConflict,
  EXCLUSIVE_PRIVILEGES,
  PRIVILEGE,
  privilegeConflict,
} from './privileges.ts';
import { Registry } from './registry.ts';
import type { RegistryEntry, RegistryState } from './registry-entry.ts';
import { SecurityDomain } from './security-domain.ts';
import { forgetDomainSession } from './session.ts';
import type { GlobalPlatformSetup, SecurityDomainSetup } from './setup.ts';

export class GlobalPlatformCard implements Environment {
  readonly services: Services;
  readonly registry: Registry;
  readonly scp03Option: number;
  readonly volatileFree: number;
  readonly #domains = new Map<number, SecurityDomain>();
  readonly #applications = new Map<number, ApplicationCode>();
  readonly #multiSelectable = new Set<number>();
  #listed: RegistryState | undefined;
  #listedAs = 0;
  #entities: EntityList = [];

  /** Throws `HostError` DESCRIPTION_INVALID where privileges exclude each other. */
  constructor(setup: GlobalPlatformSetup) {
    const { services, keyPrefix } = setup;
    this.services = services;
    this.scp03Option = setup.scp03Option;
    this.volatileFree = setup.volatileFree;
    this.registry = new Registry(services.nvm, `${keyPrefix}registry`, initialRegistry(setup));
    [setup.issuer, ...setup.domains].forEach((domain, index) => {
      const handle = setup.firstHandle + index;
      const key = `${keyPrefix}sd/${handle}`;
      const keys = new KeySets(services.nvm, key, domain.keySets);
      const objects = new DataObjects(services.nvm, key, domain.objects);
      this.#domains.set(
        handle,
        new SecurityDomain(this, { handle, aid: domain.aid, keys, objects }),
      );
    });
    const first = firstApplication(setup);
    setup.applications.forEach((one, index) => {
      const handle = first + index;
      const place = { environment: this, handle, keyPrefix: `${keyPrefix}app/${handle}/` };
      this.#applications.set(handle, one.install(place));
      if (one.multiSelectable) this.#multiSelectable.add(handle);
    });
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

  entities(): EntityList {
    const state = this.registry.state;
    const { lifeCycle } = this;
    if (state !== this.#listed || lifeCycle !== this.#listedAs) {
      this.#listed = state;
      this.#listedAs = lifeCycle;
      const selectable = state.entries.filter((one) => one.kind !== 'load-file');
      this.#entities = selectable.map((one) => this.#entity(one));
    }
    return this.#entities;
  }

  #entity(entry: RegistryEntry): Entity {
    return {
      handle: entry.handle,
      aid: entry.aid,
      name: entry.name,
      root: entry.kind === 'issuer',
      issuer: entry.kind === 'issuer',
      selectable: this.#isSelectable(entry),
      multiSelectable: entry.kind !== 'application' || this.#multiSelectable.has(entry.handle),
      framing: 'kernel',
    };
  }

  /** [GPCS §6.4.2.1.2] [GPCS §9.6.3] [GPCS §9.6.4] */
  #isSelectable(entry: RegistryEntry): boolean {
    const card = this.lifeCycle;
    if (card === CARD_LIFE_CYCLE.TERMINATED) return false;
    const inUse = entry.kind === 'issuer' || isSelectableState(entry.lifeCycle);
    if (card !== CARD_LIFE_CYCLE.CARD_LOCKED) return inUse;
    return inUse && (entry.privileges & PRIVILEGE.FINAL_APPLICATION) !== 0;
  }

  /**
   * What a session is on by itself: the holder of Card Reset, or, on links where ruling data deny
   * it that privilege, the issuer; when that is locked, or the card is, the final application, and
   * then on the basic channel only. [GPCS §6.4.2.1.1] [GPCS §9.6.4] [P-07]
   */
  implicit(session: Session): Entity | undefined {
    const card = this.lifeCycle;
    const ended = card === CARD_LIFE_CYCLE.CARD_LOCKED || card === CARD_LIFE_CYCLE.TERMINATED;
    if (ended) return session.channel === 0 ? this.#final() : undefined;
    const reset = this.#holder(PRIVILEGE.CARD_RESET);
    if (!reset.issuer) {
      const { allowed, rule } = this.services.rule('card-reset', session);
      if (!allowed) {
        this.services.note(CARD_RESET, reset.name, rule);
        return this.entities().find((one) => one.issuer);
      }
    }
    return reset.selectable ? reset : this.#final();
  }

  /** Nothing while it is locked itself. */
  #final(): Entity | undefined {
    const holder = this.#holder(PRIVILEGE.FINAL_APPLICATION);
    const { kind, lifeCycle } = this.registry.entry(holder.handle)!;
    const isLocked = kind !== 'issuer' && !isSelectableState(lifeCycle);
    return isLocked ? undefined : holder;
  }

  #holder(privilege: number): Entity {
    const handle = (this.registry.holder(privilege) ?? this.registry.issuer).handle;
    const entity = this.entities().find((one) => one.handle === handle);
    assert(entity, 'the holder of a privilege is an entity');
    return entity;
  }

  isApplication(entity: Entity): boolean {
    return this.#applications.has(entity.handle);
  }

  /** An application may refuse to be selected. [GPCS §6.4.2] */
  select(entity: Entity, session: Session, from?: Session): boolean {
    return this.#applications.get(entity.handle)?.select(session, from) ?? true;
  }

  /** Called when an entity stops being current in a session: its application session ends. */
  deselect(entity: Entity, session: Session): void {
    const application = this.#applications.get(entity.handle);
    if (application !== undefined) application.deselect(session);
    else forgetDomainSession(session);
  }

  process(entity: Entity, command: Command): Response {
    const application = this.#applications.get(entity.handle);
    if (application !== undefined) {
      this.#refuseWhenTerminated(entity.handle);
      return application.process(command);
    }
    const domain = this.#domains.get(entity.handle);
    assert(domain, 'a command reached an entity that is neither domain nor application');
    return domain.process(command);
  }

  /** What is left is the final application's. [GPCS §5.1.1.5] */
  #refuseWhenTerminated(handle: number): void {
    if (this.lifeCycle !== CARD_LIFE_CYCLE.TERMINATED) return;
    const privileges = this.registry.entry(handle)?.privileges ?? 0;
    if ((privileges & PRIVILEGE.FINAL_APPLICATION) !== 0) return;
    refuse(SW.CONDITIONS, 'GPCS §5.1.1.5', 'the card is terminated');
  }

  /** What is certain of a T=0 command by its header. */
  header(entity: Entity | undefined, header: Bytes, session: Session): HeaderAnswer | undefined {
    if (entity === undefined) return headerDirection(header);
    const application = this.#applications.get(entity.handle);
    if (application === undefined) return this.#domains.get(entity.handle)?.header(header, session);
    this.#refuseWhenTerminated(entity.handle);
    return application.header(header, session);
  }
}

function initialRegistry(setup: GlobalPlatformSetup): RegistryState {
  const top = setup.firstHandle;
  const issuer = { ...setup.issuer, privileges: remainingPrivileges(setup) };
  const domains = [issuer, ...setup.domains];
  domains.forEach(checkPrivileges);
  domains.forEach(checkKeys);
  setup.applications.forEach(checkApplication);
  checkNames([...domains, ...setup.applications, ...setup.loadFiles]);
  const source = setup.loadFiles[0]?.aid ?? EMPTY;
  const entries: RegistryEntry[] = domains.map((domain, index) => ({
    kind: index === 0 ? 'issuer' : 'security-domain',
    handle: top + index,
    name: domain.name,
    aid: domain.aid,
    lifeCycle: domain.lifeCycle,
    privileges: domain.privileges,
    domain: top,
    loadFile: source,
    version: EMPTY,
    modules: [],
  }));
  setup.loadFiles.forEach((file, index) => {
    entries.push({
      kind: 'load-file',
      handle: top + domains.length + index,
      name: file.name,
      aid: file.aid,
      lifeCycle: LOAD_FILE_LOADED,
      privileges: 0,
      domain: top,
      loadFile: EMPTY,
      version: file.version,
      modules: file.modules,
    });
  });
  const first = firstApplication(setup);
  setup.applications.forEach((application, index) => {
    entries.push({
      kind: 'application',
      handle: first + index,
      name: application.name,
      aid: application.aid,
      lifeCycle: application.lifeCycle,
      privileges: application.privileges,
      domain: top,
      loadFile: EMPTY,
      version: EMPTY,
      modules: [],
    });
  });
  return { entries, nextHandle: Math.max(...entries.map((one) => one.handle)) + 1 };
}

function firstApplication(setup: GlobalPlatformSetup): number {
  const others = 1 + setup.domains.length + setup.loadFiles.length;
  return setup.firstApplication ?? setup.firstHandle + others;
}

/** The issuer security domain lacks what one of the others holds alone. [GPCS §6.6.2] */
function remainingPrivileges(setup: GlobalPlatformSetup): number {
  let privileges = setup.issuer.privileges;
  for (const exclusive of EXCLUSIVE_PRIVILEGES) {
    const others = [...setup.domains, ...setup.applications];
    const holders = others.filter((one) => (one.privileges & exclusive) !== 0);
    if (holders.length > 1) {
      const names = holders.map((one) => one.name).join(', ');
      throw invalid(`${names}: only one may hold Card Reset, and one Final Application`);
    }
    if (holders.length === 1) privileges &= ~exclusive;
  }
  return privileges;
}

function checkPrivileges(domain: SecurityDomainSetup): void {
  const conflict = privilegeConflict(domain.privileges);
  if (conflict !== undefined) throw invalid(`${domain.name}: ${conflict}`);
}

/** One version and identifier name one key; FF is the version of an initial set. [GPCS §7.5.1] */
function checkKeys({ name, keySets }: SecurityDomainSetup): void {
  const versions = keySets.map((one) => one.version);
  const twice = versions.find((version, at) => versions.indexOf(version) !== at);
  if (twice !== undefined) throw invalid(`${name}: two key sets have version ${twice}`);
  const strange = versions.find((version) => version > VERSION_MAX && version !== VERSION_INITIAL);
  if (strange === undefined) return;
  throw invalid(
    `${name}: ${strange} is no key version: 1 to ${VERSION_MAX}, or ${VERSION_INITIAL}`,
  );
}

/** [GPCS §6.6.1] */
function checkApplication({ name, privileges }: ApplicationSetup): void {
  const conflict = applicationConflict(privileges);
  if (conflict !== undefined) throw invalid(`${name}: ${conflict}`);
}

/** One AID names one entry of a registry. [GPCS §6.1] */
function checkNames(all: readonly { readonly name: string; readonly aid: Bytes }[]): void {
  for (const [at, one] of all.entries()) {
    const twin = all.slice(0, at).find((other) => equal(other.aid, one.aid));
    if (twin !== undefined) throw invalid(`${twin.name} and ${one.name} have one AID`);
  }
}

function invalid(message: string): HostError {
  return new HostError(
    'DESCRIPTION_INVALID',
    message,
    'mend the security domains and applications of the description',
  );
}

export const CARD_RESET: TraceKind = {
  name: 'card-reset',
  words: ([holder, rule]) =>
    `${operandText(holder)} is not selected by itself here: ruling data ${operandText(rule)}`,
};
