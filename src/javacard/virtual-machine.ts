/**
 * The virtual machine of one card: its packages, its applets and its heap, all of them in one part
 * of memory. Calls come one at a time. [JCRE §3] [JCRE §4]
 */
import { type Bytes, equal, hex, operandText, type TraceKind } from '../base/index.ts';
import {
  type CardSession,
  type Cell,
  type Command,
  type Counter,
  type Nvm,
  type Response,
  refuse,
  type Services,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { AID_NAME, apiClass, APPLET_TOKEN, setAidBytes } from './api/index.ts';
import { collect, FLAG, Heap, KIND, RAM_LENGTH, TRANSIENT } from './heap/index.ts';
import { isSubclass, type LinkedPackage, type Method, methodAt } from './loader/index.ts';
import {
  ApduExchange,
  type ExceptionName,
  HANDLERS,
  Machine,
  type MachineHost,
  type Outcome,
  referenceCell,
} from './machine/index.ts';
import { Packages, parseLoadFile } from './packages.ts';
import { APPLETS, type AppletRecord, type PackageRecord } from './records.ts';
import { runtimeObjects, type RuntimeObjects } from './runtime-objects.ts';
import { Transaction } from './transaction.ts';

/** Blocks of instructions that one call from outside may enter: some seconds. */
export const BUDGET = 100_000_000;
const NO_APPLETS: readonly AppletRecord[] = [];
const APPLET_NUMBER_MAX = 255;
const ISO_EXCEPTION: ExceptionName = 'javacard.framework.ISOException';
/** Of AppletEvent. */
const UNINSTALL = 0;

export interface MachineOptions {
  readonly services: Services;
  /** Of the card: the machine has a part of it. */
  readonly nvm: Nvm;
  /** Whether each write of an applet becomes durable alone, for tests of power cuts. */
  readonly isEachDurable?: boolean;
}

export class VirtualMachine implements MachineHost {
  readonly #services: Services;
  readonly #card: Nvm;
  readonly #isEachDurable: boolean;
  readonly #ram = new Uint8Array(RAM_LENGTH);
  readonly #packages: Packages;
  readonly #cards = new Set<CardSession>();
  #machine: Machine | undefined;
  #transaction: Transaction | undefined;
  #objects: RuntimeObjects | undefined;
  #installing: { number: number; context: number; aid: Bytes; instance?: number } | undefined;
  #isDeletionRequested = false;
  #selected: AppletRecord | undefined;
  exchange: ApduExchange | undefined;
  isSelecting = false;

  constructor({ services, nvm, isEachDurable = false }: MachineOptions) {
    this.#services = services;
    this.#card = nvm;
    this.#isEachDurable = isEachDurable;
    this.#packages = new Packages(() => this.#nvm);
  }

  /** Its part of memory, which a refused command may have made and taken with it. */
  get #nvm(): Nvm {
    return this.#card.part('javacard');
  }

  get #applets(): Cell<readonly AppletRecord[]> {
    return this.#nvm.cell('applets', APPLETS, NO_APPLETS);
  }

  /** Keeps a load file; a `Refusal` where it is none, or where it cannot be linked. */
  load(block: Bytes): {
    readonly aid: Bytes;
    readonly version: Bytes;
    readonly modules: readonly Bytes[];
  } {
    const file = parseLoadFile(block);
    const { aid, major, minor } = file.header.package;
    this.#packages.add(file, block);
    return {
      aid,
      version: Uint8Array.of(major, minor),
      modules: file.applets.map((one) => one.aid),
    };
  }

  forgetFile(aid: Bytes): void {
    const record = this.#packages.withAid(aid);
    if (record === undefined) return;
    this.#packages.remove(record);
    this.#collect();
  }

  deletionBlockedBy(aid: Bytes): string | undefined {
    const record = this.#packages.withAid(aid);
    const [importer] = record === undefined ? [] : this.#packages.importersOf(record);
    return importer === undefined ? undefined : `package ${importer} imports it`;
  }

  /** Calls `install` of a module. [JCRE §3.1] */
  install(
    module: Bytes,
    parameters: { readonly aid: Bytes; readonly privileges: Bytes; readonly specific: Bytes },
  ): { readonly aid: Bytes; readonly isMultiSelectable: boolean } {
    const record = this.#packages.withModule(module);
    if (record === undefined)
      return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'JCRE §3.1', `no module ${hex(module)}`);
    const linked = this.#packages.linkedOf(record);
    const { installOffset } = linked.code!.file.applets.find((one) => equal(one.aid, module))!;
    const machine = this.#ready();
    const number = this.#freeNumber();
    this.#statics(linked, record);
    const { aid, privileges, specific } = parameters;
    const bytes = [aid, privileges, specific].flatMap((one) => [one.length, ...one]);
    const { buffer } = this.#objects!;
    machine.heap.write(buffer, 0, Uint8Array.from(bytes));
    this.#installing = { number, context: record.number, aid };
    const args = [referenceCell(buffer), 0, (bytes.length << 24) >> 24];
    try {
      const as = { context: record.number, applet: number };
      this.#mustReturn(this.#run(methodAt(linked, installOffset), args, as), 'install');
      return this.#registered();
    } finally {
      machine.heap.ram.fill(
        0,
        machine.heap.dataOf(buffer),
        machine.heap.dataOf(buffer) + bytes.length,
      );
      this.#installing = undefined;
    }
  }

  uninstall(aid: Bytes): void {
    const found = this.#record(aid);
    this.#ready();
    const event = apiClass('javacard.framework.AppletEvent');
    const its = this.#machine!.classOf(found.instance);
    if (isSubclass(its, event)) this.#callInterface(found, event, UNINSTALL, []);
    this.#applets.set(this.#applets.get().filter((one) => one !== found));
    this.#collect();
  }

  /** False where the applet refuses to be selected. [JCRE §4.5] */
  select(aid: Bytes, session: Session): boolean {
    const found = this.#record(aid);
    this.#begin(found, session);
    const outcome = this.#method(found, APPLET_TOKEN.SELECT, []);
    const isLeftOpen = this.#abortOpen();
    return outcome.kind === 'returned' && outcome.cell !== 0 && !isLeftOpen;
  }

  /** Its exceptions change nothing. [JCRE §4.6] */
  deselect(aid: Bytes, session: Session): void {
    const found = this.#record(aid);
    this.#begin(found, session);
    this.#method(found, APPLET_TOKEN.DESELECT, []);
    this.#abortOpen();
    this.#clear(FLAG.CLEAR_ON_DESELECT, found.context);
    this.#selected = undefined;
  }

  /** [JCRE §4.7] */
  process(aid: Bytes, command: Command): Response {
    const found = this.#record(aid);
    this.#begin(found, command.session);
    const machine = this.#machine!;
    const { heap } = machine;
    const { buffer, apdu } = this.#objects!;
    const exchange = new ApduExchange(command);
    heap.viewOf(buffer).fill(0);
    heap.write(buffer, 0, exchange.header);
    this.exchange = exchange;
    this.isSelecting = command.selecting !== undefined;
    try {
      const outcome = this.#method(found, APPLET_TOKEN.PROCESS, [referenceCell(apdu)]);
      const isLeftOpen = this.#abortOpen();
      if (isLeftOpen) return this.#failed('a transaction was left open');
      return { data: exchange.sent, sw: this.#statusOf(outcome) };
    } finally {
      this.exchange = undefined;
      this.isSelecting = false;
      if (this.#isDeletionRequested) this.#collect();
    }
  }

  /** A card session ends; the last one takes the transient data with it. [JCRE §5.2] */
  reset(scope: CardSession | 'device'): void {
    if (scope === 'device') this.#cards.clear();
    else this.#cards.delete(scope);
    if (this.#cards.size === 0) this.#ram.fill(0);
  }

  classById(id: number) {
    return this.#packages.classById(id);
  }

  exception(name: ExceptionName): number {
    return this.#objects!.exception(name);
  }

  staticsOf(linked: LinkedPackage): number {
    return this.#statics(linked, this.#packages.byNumber(linked.number)!);
  }

  get selectedContext(): number {
    return this.#selected?.context ?? this.#installing?.context ?? 0;
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
    const installing = this.#installing;
    if (installing === undefined || installing.instance !== undefined) return false;
    const isTaken = this.appletWith(aid ?? installing.aid) !== undefined;
    if (isTaken) return false;
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
    return this.#selected === applet;
  }

  tries(pin: number): Counter {
    return this.#nvm.counter(triesKey(pin), 0);
  }

  requestDeletion(): void {
    this.#isDeletionRequested = true;
  }

  available(kind: 'persistent' | 'reset' | 'deselect'): number {
    const heap = this.#machine!.heap;
    if (kind === 'persistent') return Math.min(this.#nvm.free, 0x7fffffff);
    let used = 0;
    for (const object of heap.objects())
      if ((heap.flagsOf(object) & TRANSIENT) !== 0) used += heap.dataLengthOf(object);
    return RAM_LENGTH - used;
  }

  /** The machine over the heap as memory has it: another one where a refusal took the first. */
  #ready(): Machine {
    const arena = Heap.arenaOf(this.#nvm);
    if (this.#machine !== undefined && this.#machine.heap.arena === arena) {
      this.#transaction!.forget();
      this.#machine.depth = 0;
      return this.#machine;
    }
    const heap = new Heap(this.#nvm, { ram: this.#ram, isEachDurable: this.#isEachDurable });
    this.#objects = runtimeObjects(heap);
    this.#machine = new Machine({
      heap,
      host: this,
      handlers: HANDLERS,
      objectClass: apiClass('java.lang.Object'),
      throwableClass: apiClass('java.lang.Throwable'),
    });
    this.#transaction = new Transaction(this.#card, this.#machine);
    return this.#machine;
  }

  #begin(applet: AppletRecord, session: Session): void {
    this.#ready();
    this.#cards.add(session.card);
    this.#selected = applet;
  }

  #method(applet: AppletRecord, token: number, args: readonly number[]): Outcome {
    const { instance, context, number } = applet;
    const method = this.#machine!.classOf(instance).methods[token]!;
    return this.#run(method, [referenceCell(instance), ...args], { context, applet: number });
  }

  #callInterface(
    applet: AppletRecord,
    implemented: ReturnType<typeof apiClass>,
    token: number,
    args: readonly number[],
  ): Outcome {
    const { instance, context, number } = applet;
    const method = this.#machine!.implementationOf(instance, implemented, token)!;
    return this.#run(method, [referenceCell(instance), ...args], { context, applet: number });
  }

  #run(
    method: Method,
    args: readonly number[],
    as: { readonly context: number; readonly applet: number },
  ): Outcome {
    const machine = this.#machine!;
    machine.budget = BUDGET;
    return machine.call(method, args, as);
  }

  /** The status word of a return or of an exception. [JCRE §4.7] */
  #statusOf(outcome: Outcome): number {
    if (outcome.kind === 'returned') return SW.OK;
    const { name, reason } = this.#described(outcome.exception);
    if (name === ISO_EXCEPTION) return reason;
    this.#services.note(UNCAUGHT, name, reason);
    return SW.NO_DIAGNOSIS;
  }

  #mustReturn(outcome: Outcome, what: string): void {
    const isLeftOpen = this.#abortOpen();
    if (outcome.kind === 'returned' && !isLeftOpen) return;
    if (outcome.kind === 'returned')
      return refuse(SW.CONDITIONS, 'JCRE §7.3', `${what} left a transaction open`);
    const { name, reason } = this.#described(outcome.exception);
    const sw = name === ISO_EXCEPTION && reason !== SW.OK ? reason : SW.CONDITIONS;
    return refuse(
      sw,
      'JCRE §3.1',
      `${what} threw ${name} ${hex(Uint8Array.of(reason >> 8, reason))}`,
    );
  }

  #failed(why: string): Response {
    this.#services.note(UNCAUGHT, why, 0);
    return { data: new Uint8Array(0), sw: SW.NO_DIAGNOSIS };
  }

  #described(exception: number): { readonly name: string; readonly reason: number } {
    const { heap } = this.#machine!;
    const its = this.#machine!.classOf(exception);
    const hasReason =
      isSubclass(its, apiClass('javacard.framework.CardRuntimeException')) ||
      isSubclass(its, apiClass('javacard.framework.CardException'));
    const data = heap.viewOf(exception);
    return { name: its.name, reason: hasReason ? (data[0]! << 8) | data[1]! : 0 };
  }

  /** Whether a transaction was open; it is aborted. [JCRE §7.6.2] */
  #abortOpen(): boolean {
    if (!this.#transaction!.isOpen) return false;
    this.#transaction!.abort();
    return true;
  }

  #registered(): { readonly aid: Bytes; readonly isMultiSelectable: boolean } {
    const { number, context, aid, instance } = this.#installing!;
    if (instance === undefined)
      return refuse(SW.CONDITIONS, 'JCRE §3.1', 'install returned without a call of register');
    const machine = this.#machine!;
    const { id: classId, cells: length } = apiClass(AID_NAME);
    const flags = FLAG.ENTRY_POINT;
    const object = { kind: KIND.INSTANCE, flags, owner: 0, context: 0, classId, length };
    const aidObject = machine.heap.allocate(object);
    if (aidObject === 0) return refuse(SW.NO_MEMORY, 'JCRE §3.1', 'no room in the heap');
    setAidBytes(machine, aidObject, aid);
    this.#applets.set([...this.#applets.get(), { number, context, instance, aidObject, aid }]);
    const multi = apiClass('javacard.framework.MultiSelectable');
    return { aid, isMultiSelectable: isSubclass(machine.classOf(instance), multi) };
  }

  #record(aid: Bytes): AppletRecord {
    const found = this.appletWith(aid);
    return found ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, 'JCRE §4', `no applet ${hex(aid)}`);
  }

  /** The object of a package's static fields, made when first needed. [JCVM §6.11] */
  #statics(linked: LinkedPackage, record: PackageRecord): number {
    if (record.statics !== 0) return record.statics;
    const { heap } = this.#machine!;
    const { imageSize, referenceCount, arrays, defaultValueCount, values } =
      linked.code!.file.staticFields;
    const owned = { owner: 0, context: linked.number };
    const statics = heap.allocate({
      ...owned,
      kind: KIND.STATICS,
      classId: linked.number,
      length: imageSize,
    });
    const first = arrays.map(({ type, values: elements }) => {
      const length = elements.length / (ELEMENTS[type] ?? 1);
      const array = heap.allocate({ ...owned, kind: type, length });
      if (array !== 0) heap.write(array, 0, elements);
      return array;
    });
    if (statics === 0 || first.includes(0))
      return refuse(SW.NO_MEMORY, 'JCVM §6.11', 'no room in the heap for static fields');
    heap.write(statics, 0, Uint8Array.from(first.flatMap((one) => [one >> 8, one])));
    heap.write(statics, 2 * referenceCount + defaultValueCount, values);
    this.#packages.setStatics(record, statics);
    return statics;
  }

  #clear(flag: number, context: number): void {
    const { heap } = this.#machine!;
    for (const object of heap.objects()) {
      const isMeant = (heap.flagsOf(object) & flag) !== 0 && heap.contextOf(object) === context;
      if (isMeant) heap.viewOf(object).fill(0);
    }
  }

  #collect(): void {
    this.#isDeletionRequested = false;
    const { heap } = this.#ready();
    const references = [
      this.#objects!.table,
      ...this.#applets.get().flatMap(({ instance, aidObject }) => [instance, aidObject]),
      ...this.#packages.records.map((one) => one.statics),
    ];
    const freed = collect(heap, {
      references,
      referenceCellsOf: (id) => this.classById(id).referenceCells,
      staticReferencesOf: (number) =>
        this.#packages.fileOf(this.#packages.byNumber(number)!).staticFields.referenceCount,
    });
    for (const one of freed) if (this.#nvm.has(triesKey(one))) this.#nvm.drop(triesKey(one));
  }

  #freeNumber(): number {
    for (let number = 1; number <= APPLET_NUMBER_MAX; number++)
      if (this.applet(number) === undefined) return number;
    return refuse(SW.NO_MEMORY, 'JCRE §3.1', 'no number for another applet');
  }
}

/** Bytes of one element of an initial array, by its type. */
const ELEMENTS: Readonly<Record<number, number>> = { 2: 1, 3: 1, 4: 2, 5: 4 };

function triesKey(pin: number): string {
  return `tries ${pin}`;
}

export const UNCAUGHT: TraceKind = {
  name: 'uncaught',
  words: ([name, reason]) => {
    const words = typeof reason === 'number' && reason !== 0 ? ` with reason ${reason}` : '';
    return `the applet ended with ${operandText(name)}${words}`;
  },
};
