/**
 * The runtime environment of one card: packages, applets and heap in one part of memory, and the
 * machine over them. What a call leaves behind is settled here too. [JCRE §2]
 */
import { type Bytes, equal, type Rng } from '../base/index.ts';
import {
  type Arena,
  type CardSession,
  type Cell,
  type Counter,
  type Nvm,
  refuse,
  type Savepoint,
  type Session,
} from '../os/abi/index.ts';
import type { Crypto } from '../crypto/index.ts';
import { SW } from '../wire/index.ts';
import { AID_NAME, apiClass, setAidBytes } from './api/index.ts';
import {
  collect,
  FLAG,
  Heap,
  KIND,
  RAM_LENGTH,
  type ReferenceKinds,
  ShadowArena,
  TRANSIENT,
} from './heap/index.ts';
import type { LinkedClass, LinkedPackage, Method } from './loader/index.ts';
import {
  type ApduExchange,
  type ExceptionName,
  HANDLERS,
  Machine,
  type MachineHost,
  type Outcome,
} from './machine/index.ts';
import { demandInactive, demandUnreferenced, type Leaving } from './deletion.ts';
import { Packages } from './packages.ts';
import { RepeatedRng } from './repeated-rng.ts';
import { PinTries } from './pin-tries.ts';
import { APPLETS, type AppletRecord, type PackageRecord } from './records.ts';
import { runtimeObjects, type RuntimeObjects } from './runtime-objects.ts';
import { Transaction } from './transaction.ts';

/** What a card allows: some seconds. */
export const BUDGET = 100_000_000;
/** Garbage is collected between commands where less of persistent memory is left. */
export const LOW_WATERMARK = 8_192;
const APPLETS_KEY = 'applets';
const APPLET_NUMBER_MAX = 255;
const EXTENDED_LENGTH = apiClass('javacardx.apdu.ExtendedLength');
const MULTI_SELECTABLE = apiClass('javacard.framework.MultiSelectable');
const NO_APPLETS: readonly AppletRecord[] = [];

export interface EnvironmentOptions {
  readonly crypto: Crypto;
  readonly rng: Rng;
  /** Whether each write of an applet becomes durable alone. */
  readonly isEachDurable: boolean;
  readonly isVerified: boolean;
  /** Blocks of instructions that one call from outside may enter. */
  readonly budget: number;
}

/** Who runs: the package is the context, the applet owns what is made. */
export interface Caller {
  readonly context: number;
  readonly applet: number;
}

/** An applet on its way into the registry. */
export interface Installation {
  readonly number: number;
  readonly context: number;
  aid: Bytes;
  instance: number | undefined;
}

export class RuntimeEnvironment implements MachineHost {
  readonly packages: Packages;
  readonly crypto: Crypto;
  readonly rng: RepeatedRng;
  readonly apiClass = apiClass;
  readonly #card: Nvm;
  readonly #isEachDurable: boolean;
  readonly #budget: number;
  readonly #ram = new Uint8Array(RAM_LENGTH);
  readonly #cards = new Set<CardSession>();
  #machine: Machine | undefined;
  #transaction: Transaction | undefined;
  #objects: RuntimeObjects | undefined;
  #isDeletionRequested = false;
  /** By number, as the packages of `#records` have them. */
  #classes: (LinkedClass | undefined)[] = [];
  #staticsByNumber: (number | undefined)[] = [];
  #records: readonly PackageRecord[] | undefined;
  /** What stands for the heap's memory in a call of which nothing lasts. */
  #shadow: ShadowArena | undefined;
  readonly #tries = new PinTries(() => this.#nvm);
  installing: Installation | undefined;
  selected: AppletRecord | undefined;
  /** What each session has selected. */
  readonly active = new Map<Session, AppletRecord>();
  exchange: ApduExchange | undefined;
  /** Of the last call of an applet. */
  session: Session | undefined;
  isSelecting = false;
  /** A deletion is whole or not at all. [JCRE §11.3.4.1] */
  isLeaving = false;

  constructor(card: Nvm, options: EnvironmentOptions) {
    const { crypto, rng, isEachDurable, isVerified, budget } = options;
    this.crypto = crypto;
    this.rng = new RepeatedRng(rng);
    this.#card = card;
    this.#isEachDurable = isEachDurable;
    this.#budget = budget;
    this.packages = new Packages(() => this.#nvm, isVerified);
  }

  /** Its part of memory, which a refused command may have made and taken with it. */
  get #nvm(): Nvm {
    return this.#card.part('javacard');
  }

  get #applets(): Cell<readonly AppletRecord[]> {
    return this.#nvm.cell(APPLETS_KEY, APPLETS, NO_APPLETS);
  }

  /** The machine over the heap as memory has it: another one where a refusal took the first. */
  ready(): Machine {
    this.#forgetOthers();
    const arena = Heap.arenaOf(this.#nvm);
    if (this.#machine !== undefined && this.#isShown(this.#machine, arena)) {
      this.#transaction!.forget();
      this.#machine.depth = 0;
      return this.#machine;
    }
    const onWritten = this.#isEachDurable ? () => this.#onWritten() : undefined;
    const heap = new Heap({ arena, ram: this.#ram, onWritten });
    this.#objects = runtimeObjects(heap);
    this.#machine = new Machine({
      heap,
      host: this,
      handlers: HANDLERS,
      objectClass: apiClass('java.lang.Object'),
      throwableClass: apiClass('java.lang.Throwable'),
    });
    this.#transaction = new Transaction(this.#machine, () => this.#savepoint());
    return this.#machine;
  }

  /** Before `register` nothing of an installation lasts. [JCRE §3.1] */
  #onWritten(): void {
    if (this.installing === undefined && !this.isLeaving) this.#card.writePoint();
  }

  /** That of the call that runs. */
  get heap(): Heap {
    return this.#machine!.heap;
  }

  /** Drops what follows from packages that are no longer those of memory. */
  #forgetOthers(): void {
    const { records } = this.packages;
    if (records === this.#records) return;
    this.#records = records;
    this.#classes = [];
    this.#staticsByNumber = [];
  }

  /** Whether a machine's heap is what memory has, or stands for it. */
  #isShown({ heap }: Machine, arena: Arena): boolean {
    return heap.arena === arena || heap.arena === this.#shadow;
  }

  run(method: Method, args: readonly number[], as: Caller): Outcome {
    const machine = this.#machine!;
    machine.budget = this.#budget;
    return machine.call(method, args, as);
  }

  /** Whether a transaction was open; it is aborted. [JCRE §7.6.2] */
  abortOpen(): boolean {
    if (!this.transaction.isOpen) return false;
    this.transaction.abort();
    return true;
  }

  /** Clears transient data of an applet's package. [JCRE §5.2] */
  clearOnDeselect(context: number): void {
    const { heap } = this.#machine!;
    for (const object of heap.objects()) {
      const isMeant =
        (heap.flagsOf(object) & FLAG.CLEAR_ON_DESELECT) !== 0 && heap.contextOf(object) === context;
      if (isMeant) heap.viewOf(object).fill(0);
    }
  }

  noteCard(card: CardSession): void {
    this.#cards.add(card);
  }

  /** Applets of the same package that other sessions have selected. [JCRE §4.2] */
  othersActive({ context }: AppletRecord, session: Session): readonly AppletRecord[] {
    const others = [...this.active].filter(([one]) => one !== session);
    return others.flatMap(([, applet]) => {
      const found = this.applet(applet.number);
      return found?.context === context ? [found] : [];
    });
  }

  /** A card session ends; the last one takes the transient data with it. [JCRE §5.2] */
  reset(scope: CardSession | 'device'): void {
    if (scope === 'device') this.#cards.clear();
    else this.#cards.delete(scope);
    for (const session of this.active.keys())
      if (scope === 'device' || session.card === scope) this.active.delete(session);
    if (this.#cards.size === 0) this.#ram.fill(0);
  }

  /** Makes the applet that was installed one of the card's. */
  add({ number, context, aid, instance }: Installation): AppletRecord {
    const machine = this.#machine!;
    if (instance === undefined)
      return refuse(SW.CONDITIONS, 'JCRE §3.1', 'install returned without a call of register');
    const { id: classId, cells: length } = apiClass(AID_NAME);
    const owned = { flags: FLAG.ENTRY_POINT, owner: 0, context: 0 };
    const aidObject = machine.heap.allocate({ ...owned, kind: KIND.INSTANCE, classId, length });
    if (aidObject === 0) return refuse(SW.NO_MEMORY, 'JCRE §3.1', 'no room in the heap');
    setAidBytes(machine, aidObject, aid);
    const added = { number, context, instance, aidObject, aid };
    this.#applets.set([...this.#applets.get(), added]);
    return added;
  }

  remove(applet: AppletRecord): void {
    const left = this.#applets.get().filter((one) => one !== applet);
    // Memory is as it was before the first one came.
    if (left.length > 0) this.#applets.set(left);
    else this.#nvm.drop(APPLETS_KEY);
  }

  freeNumber(): number {
    for (let number = 1; number <= APPLET_NUMBER_MAX; number++)
      if (this.applet(number) === undefined) return number;
    return refuse(SW.NO_MEMORY, 'JCRE §3.1', 'no number for another applet');
  }

  /** After a package is gone: with the last one, the whole part of memory goes. */
  collectOrClear(): void {
    if (this.packages.records.length > 0) this.collect();
    else this.#nvm.clear();
  }

  /** Frees what nothing refers to, with the counters of PINs that are gone. [JCRE §8.2] */
  collect(): void {
    this.#isDeletionRequested = false;
    const { heap } = this.ready();
    heap.isChanged = false;
    heap.isExhausted = false;
    const references = [
      this.#objects!.table,
      ...this.#applets.get().flatMap(({ instance, aidObject }) => [instance, aidObject]),
      ...this.packages.records.map((one) => one.statics),
    ];
    const freed = collect(heap, references, this.#kinds);
    this.#tries.forget(freed);
  }

  /** Refuses to remove what others use. [JCRE §11.3.4] */
  demandDeletable(applet: AppletRecord, { applets, file }: Leaving): void {
    demandInactive(applet, this.active.values());
    this.collect();
    demandUnreferenced(applet, this.heap, {
      kinds: this.#kinds,
      applets: applets.flatMap((one) => this.appletWith(one)?.number ?? []),
      context: file === undefined ? undefined : this.packages.withAid(file)?.number,
    });
  }

  /** Which cells are references. */
  readonly #kinds: ReferenceKinds = {
    referenceCellsOf: (id) => this.classById(id).referenceCells,
    staticReferencesOf: (number) =>
      this.packages.fileOf(this.packages.byNumber(number)!).staticFields.referenceCount,
  };

  /** Between commands: where an applet requested it, or memory runs low. [JCRE §8.2] */
  collectIfDue(): void {
    const { heap } = this.#machine!;
    const isLow = heap.isChanged && heap.roomAbove(this.#nvm.free) < LOW_WATERMARK;
    if (this.#isDeletionRequested || heap.isExhausted || isLow) this.collect();
  }

  staticsOf({ number }: LinkedPackage): number {
    return (this.#staticsByNumber[number] ??= this.packages.byNumber(number)!.statics);
  }

  classById(id: number): LinkedClass {
    return (this.#classes[id] ??= this.packages.classById(id));
  }

  exception(name: ExceptionName): number {
    return this.#objects!.exception(name);
  }

  get selectedContext(): number {
    return this.selected?.context ?? this.installing?.context ?? 0;
  }

  get isExtended(): boolean {
    const { selected } = this;
    return selected !== undefined && this.#machine!.isInstance(selected.instance, EXTENDED_LENGTH);
  }

  get apduObject(): number {
    return this.#objects!.apdu;
  }

  get apduBuffer(): number {
    return this.#objects!.buffer;
  }

  get transaction(): Transaction {
    return this.#transaction!;
  }

  register(instance: number, aid: Bytes | undefined): boolean {
    const { installing } = this;
    if (installing === undefined || installing.instance !== undefined) return false;
    if (this.appletWith(aid ?? installing.aid) !== undefined) return false;
    installing.instance = instance;
    installing.aid = aid ?? installing.aid;
    return true;
  }

  applet(number: number): AppletRecord | undefined {
    return this.#applets.get().find((one) => one.number === number);
  }

  appletWith(aid: Bytes): AppletRecord | undefined {
    return this.#applets.get().find((one) => equal(one.aid, aid));
  }

  isActive(applet: AppletRecord): boolean {
    return [...this.active.values()].some(({ number }) => number === applet.number);
  }

  isHeldElsewhere(number: number): boolean {
    const applet = this.applet(number);
    if (applet === undefined || this.#machine!.isInstance(applet.instance, MULTI_SELECTABLE))
      return false;
    return [...this.active].some(
      ([session, one]) => session !== this.session && one.number === number,
    );
  }

  /** Makes a call of which nothing lasts: neither in memory nor in transient data. */
  undone<T>(act: () => T): T {
    const machine = this.ready();
    const { selected } = this;
    const { heap } = machine;
    this.#shadow = new ShadowArena(heap.arena);
    machine.heap = new Heap({ arena: this.#shadow, ram: this.#ram.slice() });
    this.rng.beginTrial();
    try {
      return this.#tries.undone(act);
    } finally {
      this.rng.endTrial();
      this.transaction.forget();
      machine.heap = heap;
      this.#shadow = undefined;
      this.selected = selected;
      this.#isDeletionRequested = false;
    }
  }

  #savepoint(): Savepoint {
    return this.#shadow?.savepoint() ?? this.#card.savepoint();
  }

  tries(pin: number): Counter {
    return this.#tries.of(pin);
  }

  requestDeletion(): void {
    this.#isDeletionRequested = true;
  }

  available(kind: 'persistent' | 'reset' | 'deselect'): number {
    const { heap } = this.#machine!;
    if (kind === 'persistent') return heap.reclaimed + heap.roomAbove(this.#nvm.free);
    let used = 0;
    for (const object of heap.objects())
      if ((heap.flagsOf(object) & TRANSIENT) !== 0) used += heap.dataLengthOf(object);
    return RAM_LENGTH - used;
  }
}
