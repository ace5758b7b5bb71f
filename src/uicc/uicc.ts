/**
 * One UICC: its files, its PINs, and what is current in the sessions that use it. A profile of an
 * eUICC brings one. All of it follows from memory. [TS102221 §8] [TS102221 §9]
 */
import { type Bytes, EMPTY } from '../base/index.ts';
import {
  type CardSession,
  type Command,
  derived,
  type Entity,
  type EntityList,
  type HeaderAnswer,
  type Nvm,
  ramSlot,
  type Response,
  type Services,
  type Session,
} from '../os/abi/index.ts';
import { applicationName } from './application-name.ts';
import { dispatch, headerAnswer } from './command/dispatch.ts';
import type { Place, SecurityPlace, UiccEnvironment } from './command/definition.ts';
import { selectedByName } from './command/select.ts';
import type { Verified } from './file/access-rule.ts';
import { FileContext } from './file/file-context.ts';
import { type FileEntry, isTerminated } from './file/file-entry.ts';
import { emitFcp } from './file/fcp.ts';
import { type FileRef, FileSystem } from './file/file-system.ts';
import type { Volume } from './file/volume.ts';
import { isUserPin } from './pin/pin.ts';
import { type RemoteApplication, remoteApplicationsIn } from './remote/remote-application.ts';
import { checkRemote } from './remote/remote-file-commands.ts';
import { Pins, type VerifiedKeys } from './pin/security-status.ts';
import { holdsSim } from './setup.ts';
import { Suspension, type SuspendedStatus } from './suspension.ts';
import { SequenceNumbers } from './usim/sequence-numbers.ts';
import { subscriptionIn } from './usim/subscription.ts';

export interface UiccParts {
  readonly services: Services;
  /** The part of memory that holds it. */
  readonly nvm: Nvm;
  /** The container's one source of entity numbers. */
  readonly handles: { of(owner: object): number };
  /** For people: what its MF is called. */
  readonly name: string;
}

/** A UICC in one card session. */
interface CardState {
  readonly verified: VerifiedKeys;
  /** Sessions in which an application is active. */
  readonly active: Map<Session, Volume>;
}

export class Uicc implements UiccEnvironment {
  readonly services: Services;
  readonly nvm: Nvm;
  readonly name: string;
  readonly files: FileSystem;
  readonly pins: Pins;
  readonly suspension: Suspension;
  /** A card of the second generation, from its creation on. [TS51011 §9.2] */
  readonly isSim: boolean;
  readonly #handles: UiccParts['handles'];
  readonly #cards = ramSlot<CardSession, CardState>(() => ({
    verified: new Set(),
    active: new Map(),
  }));
  readonly #contexts = ramSlot<Session, FileContext>(() => new FileContext(this.files));
  readonly #volumeByHandle = new Map<number, Volume>();
  /** By the DF of a volume: what has not changed is the same entity. */
  readonly #entityOf = new WeakMap<FileEntry, Entity>();
  readonly #entities: () => EntityList;
  #listed: readonly FileEntry[] = [];

  constructor({ services, nvm, handles, name }: UiccParts) {
    this.services = services;
    this.nvm = nvm;
    this.name = name;
    this.#handles = handles;
    this.files = new FileSystem(nvm);
    this.pins = new Pins(this.files);
    this.suspension = new Suspension(nvm);
    this.isSim = holdsSim(nvm);
    const list = derived(
      () => this.#roots(),
      () => this.files.volumes.map((one) => this.#entity(one)),
    );
    this.#entities = derived(
      () => nvm.version,
      () => list(),
    );
  }

  /** All that it keeps, which is read otherwise when it is first needed. */
  readThrough(): void {
    this.entities();
    remoteApplicationsIn(this.nvm).get();
    for (const { nvm } of this.files.applications) {
      subscriptionIn(nvm).get();
      new SequenceNumbers(nvm).highest();
    }
  }

  /** The UICC itself, which no name selects, then its applications. */
  entities(): EntityList {
    return this.#entities();
  }

  /** What a session is on after reset: the MF is current. [TS102221 §8.4.1] */
  implicit(): Entity {
    return this.entities()[0]!;
  }

  /** TERMINATE CARD USAGE leaves the MF in its termination state. [TS102222 §6.9] */
  get isTerminated(): boolean {
    return isTerminated(this.files.mf.entry);
  }

  select({ handle }: Entity, session: Session, from?: Session): boolean {
    const context = this.#contexts.of(session);
    const volume = this.#volumeByHandle.get(handle);
    if (volume === undefined) return false;
    if (from !== undefined) context.inherit(this.#contexts.of(from));
    else if (volume === this.files.mf.volume) context.end();
    else context.begin(volume);
    this.#follow(session, context.application);
    return true;
  }

  /** The application session ends, and with its last one what is verified for it alone. */
  deselect(session: Session): void {
    this.#follow(session, undefined);
    this.#contexts.forget(session);
  }

  /** [TS102221 §8.5.3] */
  endApplication(session: Session): void {
    this.#contexts.of(session).end();
    this.#follow(session, undefined);
  }

  process(command: Command): Response {
    const place = this.#place(command.session);
    if (command.selecting !== undefined) return selectedByName(place, command);
    return dispatch(place, command);
  }

  /** A command of a packet for files. [TS102226 §7.1] */
  processRemote(command: Command): Response {
    checkRemote(command);
    return this.process(command);
  }

  header(header: Bytes, session: Session): HeaderAnswer {
    return headerAnswer(this.#place(session), header);
  }

  /** Applications of remote file management. */
  get remoteApplications(): readonly RemoteApplication[] {
    return remoteApplicationsIn(this.nvm).get();
  }

  /**
   * Begins a session of remote file management: in the ADF of the application, with its PINs
   * and keys as if they were verified. [TS102226 §7]
   */
  beginRemote(session: Session, { adf, access }: RemoteApplication): boolean {
    if (access !== 'none') {
      const isGiven = (key: number): boolean => access === 'full' || access.includes(key);
      this.pins.verifyAll(this.verifiedKeys(session), isGiven);
    }
    if (adf.length === 0) return true;
    const volume = this.files.application(adf);
    if (volume === undefined) return false;
    this.#contexts.of(session).begin(volume);
    this.#follow(session, volume);
    return true;
  }

  /** Whether no application is active in another session of the card session. */
  isAlone(session: Session): boolean {
    return [...this.#cards.of(session.card).active.keys()].every((one) => one === session);
  }

  /** What a suspended card session continues with. [TS102221 §11.1.22] */
  status(session: Session): Omit<SuspendedStatus, 'terminalProfile'> {
    const verified = [...this.verifiedKeys(session)];
    return { verified, context: this.#contexts.of(session).status };
  }

  resume(session: Session, { verified, context }: SuspendedStatus): void {
    const current = this.#contexts.of(session);
    current.restore(context);
    this.#follow(session, current.application);
    for (const key of verified) this.verifiedKeys(session).add(key);
  }

  verifiedKeys(session: Session): VerifiedKeys {
    return this.#cards.of(session.card).verified;
  }

  verified(session: Session, at: SecurityPlace): Verified {
    return this.pins.verified(this.verifiedKeys(session), at);
  }

  /** File control parameters of a file for one session. */
  controlParameters(file: FileRef, context: FileContext, calledAs?: Bytes): Bytes {
    const near = [file.volume, context.application];
    const find = (reference: number) => this.pins.find(reference, near)?.pin;
    const keys = this.#keysOf(file);
    return emitFcp(file, {
      availableMemory: this.nvm.free,
      calledAs,
      keys,
      isEnabled: (reference) => find(reference)?.enabled ?? false,
      usesUniversal: [...keys].some((one) => isUserPin(one) && find(one)?.replaced === true),
    });
  }

  /** Of a DF without key references of its own, those of the DF above. */
  #keysOf(file: FileRef): Bytes {
    for (let at = file; ; at = this.files.parent(at)) {
      if (at.entry.keys.length > 0) return at.entry.keys;
      if (at.entry === this.files.mf.entry) return EMPTY;
    }
  }

  #place(session: Session): Place {
    return { uicc: this, session, context: this.#contexts.of(session) };
  }

  /**
   * Which application is active in a session now. What is verified for it alone begins with its
   * first session, and ends with its last one. [TS102221 §9.3]
   */
  #follow(session: Session, application: Volume | undefined): void {
    const { verified, active } = this.#cards.of(session.card);
    const before = active.get(session);
    const forget = (one: Volume | undefined): void => {
      if (one === undefined || [...active.values()].includes(one)) return;
      for (const key of verified) if (key >> 8 === one.number) verified.delete(key);
    };
    active.delete(session);
    forget(before);
    forget(application);
    if (application !== undefined) active.set(session, application);
  }

  /** The same list while no ADF has come, gone or changed. */
  #roots(): readonly FileEntry[] {
    const roots = this.files.volumes.map(({ root }) => root);
    const known = this.#listed;
    const isSame = roots.length === known.length && roots.every((one, at) => one === known[at]);
    if (!isSame) this.#listed = roots;
    return this.#listed;
  }

  #entity(volume: Volume): Entity {
    const known = this.#entityOf.get(volume.root);
    if (known !== undefined) return known;
    const isMf = volume === this.files.mf.volume;
    const { name } = volume.root;
    const handle = this.#handles.of(volume);
    this.#volumeByHandle.set(handle, volume);
    const entity = {
      handle,
      aid: isMf ? EMPTY : name,
      name: isMf ? this.name : applicationName(name),
      root: false,
      issuer: false,
      selectable: true,
      multiSelectable: true,
      framing: 'kernel',
      applicationSession: !isMf,
    } as const;
    this.#entityOf.set(volume.root, entity);
    return entity;
  }
}
