/** The virtual machine of a card as the card calls it: packages, applets. [JCRE §3] [JCRE §4] */
import { type Bytes, equal, hex, operandText, type TraceKind } from '../base/index.ts';
import {
  type CardSession,
  type Command,
  type HeaderAnswer,
  type Nvm,
  type Response,
  refuse,
  type Services,
  type Session,
} from '../os/abi/index.ts';
import { SW } from '../wire/index.ts';
import { apiClass, APPLET_TOKEN } from './api/index.ts';
import { isSubclass, methodAt } from './loader/index.ts';
import {
  ApduExchange,
  Direction,
  type Machine,
  type Outcome,
  referenceCell,
} from './machine/index.ts';
import { parseLoadFile } from './load-file.ts';
import type { AppletRecord } from './records.ts';
import type { Leaving } from './deletion.ts';
import { createStaticFields } from './static-fields.ts';
import { BUDGET, type Installation, RuntimeEnvironment } from './runtime-environment.ts';

const ISO_EXCEPTION = 'javacard.framework.ISOException';
/** Bytes that an applet can be sent. */
const EXTENDED_LENGTH_MAX = 0x7fff;
const MULTI_SELECTABLE = apiClass('javacard.framework.MultiSelectable');
/** Tokens of MultiSelectable. */
const MULTI = { SELECT: 0, DESELECT: 1 } as const;
/** Of AppletEvent. */
const UNINSTALL = 0;

export interface MachineOptions {
  readonly services: Services;
  /** Of the card: the machine has a part of it. */
  readonly nvm: Nvm;
  /** Whether each write of an applet becomes durable alone, for tests of power cuts. */
  readonly isEachDurable?: boolean;
  /** False for tests alone: code then meets the checks of the machine and no others. */
  readonly isVerified?: boolean;
  /** Blocks of instructions that one call may enter. */
  readonly budget?: number;
}

/** A load file as a card lists it. */
export interface LoadedPackage {
  readonly aid: Bytes;
  /** Two bytes, major and minor. */
  readonly version: Bytes;
  /** AIDs of its applets. */
  readonly modules: readonly Bytes[];
}

/** What `install` gets, each with a byte of length before it. [GPCS §11.5.2.3] */
export interface AppletParameters {
  readonly aid: Bytes;
  readonly privileges: Bytes;
  readonly specific: Bytes;
  /** Of the command that has it installed. */
  readonly session?: Session | undefined;
}

export class VirtualMachine {
  readonly #services: Services;
  readonly #environment: RuntimeEnvironment;

  constructor({
    services,
    nvm,
    isEachDurable = false,
    isVerified = true,
    budget = BUDGET,
  }: MachineOptions) {
    this.#services = services;
    this.#environment = new RuntimeEnvironment(nvm, { isEachDurable, isVerified, budget });
  }

  /** Keeps a load file; a `Refusal` where it is none, cannot be linked, or fails verification. */
  load(block: Bytes): LoadedPackage {
    const file = parseLoadFile(block);
    const { aid, major, minor } = file.header.package;
    const { packages } = this.#environment;
    const number = packages.freeNumber();
    const statics = createStaticFields(this.#environment.ready().heap, { number, file });
    packages.add({ number, statics, block });
    const modules = file.applets.map((one) => one.aid);
    return { aid, version: Uint8Array.of(major, minor), modules };
  }

  forgetFile(aid: Bytes): void {
    const { packages } = this.#environment;
    const record = packages.withAid(aid);
    if (record === undefined) return;
    packages.remove(record);
    this.#environment.collectOrClear();
  }

  /** Another package that imports this one, in words. */
  deletionBlockedBy(aid: Bytes): string | undefined {
    const { packages } = this.#environment;
    const record = packages.withAid(aid);
    const [importer] = record === undefined ? [] : packages.importersOf(record);
    return importer === undefined ? undefined : `package ${importer} imports it`;
  }

  /** Calls `install` of a module; a `Refusal` undoes all of it. [JCRE §3.1] */
  install(
    module: Bytes,
    parameters: AppletParameters,
  ): { readonly aid: Bytes; readonly isMultiSelectable: boolean } {
    const environment = this.#environment;
    const record = environment.packages.withModule(module);
    if (record === undefined)
      return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'JCRE §3.1', `no module ${hex(module)}`);
    const linked = environment.packages.linkedOf(record);
    const { installOffset } = linked.code!.file.applets.find((one) => equal(one.aid, module))!;
    const machine = environment.ready();
    const { aid, privileges, specific } = parameters;
    const given = [aid, privileges, specific].flatMap((one) => [one.length, ...one]);
    const [number, context] = [environment.freeNumber(), record.number];
    environment.selected = undefined;
    environment.session = parameters.session;
    const installing: Installation = { number, context, aid, instance: undefined };
    environment.installing = installing;
    try {
      const args = this.#inBuffer(machine, Uint8Array.from(given));
      const as = { context, applet: number };
      const outcome = environment.run(methodAt(linked, installOffset), args, as);
      this.#demandInstalled(outcome, installing);
      const { aid: registered, instance } = environment.add(installing);
      environment.collectIfDue();
      return { aid: registered, isMultiSelectable: machine.isInstance(instance, MULTI_SELECTABLE) };
    } finally {
      environment.installing = undefined;
      machine.heap.viewOf(environment.apduBuffer).fill(0);
    }
  }

  /** Calls `uninstall` where the applet has it; its exceptions change nothing. [JCRE §11.3.4] */
  uninstall(aid: Bytes, leaving: Leaving = { applets: [aid] }): void {
    const environment = this.#environment;
    const found = this.#applet(aid);
    const machine = environment.ready();
    const event = apiClass('javacard.framework.AppletEvent');
    const method = machine.implementationOf(found.instance, event, UNINSTALL);
    environment.isLeaving = true;
    try {
      environment.selected = found;
      if (method !== undefined)
        environment.run(method, [referenceCell(found.instance)], callerOf(found));
      environment.abortOpen();
      environment.demandDeletable(found, leaving);
      environment.remove(found);
      environment.collect();
    } finally {
      environment.selected = undefined;
      environment.isLeaving = false;
    }
  }

  /** False where the applet refuses to be selected. [JCRE §4.5] */
  select(aid: Bytes, session: Session): boolean {
    const environment = this.#environment;
    const found = this.#begin(aid, session);
    const others = environment.othersActive(found, session);
    this.#demandMultiSelectable(found, others);
    const isAlready = others.includes(found);
    const outcome =
      others.length > 0
        ? this.#multi(found, MULTI.SELECT, isAlready)
        : this.#call(found, APPLET_TOKEN.SELECT, []);
    const isLeftOpen = environment.abortOpen();
    const isSelected = outcome.kind === 'returned' && outcome.cell !== 0 && !isLeftOpen;
    if (isSelected) environment.active.set(session, found);
    environment.collectIfDue();
    return isSelected;
  }

  /** Its exceptions change nothing; on a reset it does not run. [JCRE §4.6] */
  deselect(aid: Bytes, session: Session, runs = true): void {
    const environment = this.#environment;
    const found = this.#begin(aid, session);
    const others = environment.othersActive(found, session);
    if (runs && others.length > 0) this.#multi(found, MULTI.DESELECT, others.includes(found));
    else if (runs) this.#call(found, APPLET_TOKEN.DESELECT, []);
    environment.abortOpen();
    if (others.length === 0) environment.clearOnDeselect(found.context);
    environment.active.delete(session);
    environment.selected = undefined;
  }

  /**
   * T=0: in which direction the data of a command go, from a run up to where the applet turns to
   * them, of which nothing lasts; or the status word of a command that ends before. [JCRE §9.4]
   */
  header(aid: Bytes, command: Command): HeaderAnswer | undefined {
    const exchange = new ApduExchange(command, { isTrial: true });
    try {
      this.#environment.undone(() => this.#process(aid, exchange));
    } catch (end) {
      if (end instanceof Direction) return end.found;
      throw end;
    }
    return this.process(aid, command).sw;
  }

  /** [JCRE §4.7] */
  process(aid: Bytes, command: Command): Response {
    return this.#process(aid, new ApduExchange(command));
  }

  #process(aid: Bytes, exchange: ApduExchange): Response {
    const environment = this.#environment;
    const { command } = exchange;
    const found = this.#begin(aid, command.session);
    const isPlain = command.selecting !== undefined || environment.isExtended;
    if (command.extended && (!isPlain || command.data.length > EXTENDED_LENGTH_MAX))
      return refuse(SW.WRONG_LENGTH, 'JCRE §9.4.4', 'extended lengths are not for this applet');
    this.#inBuffer(environment.ready(), exchange.header);
    environment.exchange = exchange;
    environment.isSelecting = command.selecting !== undefined;
    try {
      const args = [referenceCell(environment.apduObject)];
      const outcome = this.#call(found, APPLET_TOKEN.PROCESS, args);
      // The exception may be an object that goes with the transaction.
      const status = this.#statusOf(outcome);
      const isLeftOpen = environment.abortOpen() && outcome.kind === 'returned';
      const sw = isLeftOpen ? this.#failed('an open transaction') : status;
      if (!exchange.isTrial) environment.collectIfDue();
      return { data: exchange.sent, sw };
    } finally {
      environment.exchange = undefined;
      environment.isSelecting = false;
    }
  }

  /** What the objects of an applet's package hold, in the order of the heap. */
  objectsOf(aid: Bytes): readonly Bytes[] {
    const { context } = this.#applet(aid);
    const { heap } = this.#environment.ready();
    const own = [...heap.objects()].filter((one) => heap.contextOf(one) === context);
    return own.map((one) => heap.viewOf(one).slice());
  }

  reset(scope: CardSession | 'device'): void {
    this.#environment.reset(scope);
  }

  #applet(aid: Bytes): AppletRecord {
    const found = this.#environment.appletWith(aid);
    return found ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, 'JCRE §4', `no applet ${hex(aid)}`);
  }

  #begin(aid: Bytes, session: Session): AppletRecord {
    const environment = this.#environment;
    const found = this.#applet(aid);
    environment.ready();
    environment.noteCard(session.card);
    environment.session = session;
    environment.selected = found;
    return found;
  }

  /** Clears the APDU buffer and writes to it; gives it with a range as arguments. */
  #inBuffer(machine: Machine, bytes: Uint8Array): readonly number[] {
    const { apduBuffer } = this.#environment;
    machine.heap.viewOf(apduBuffer).fill(0);
    machine.heap.write(apduBuffer, 0, bytes);
    return [referenceCell(apduBuffer), 0, (bytes.length << 24) >> 24];
  }

  /** All applets of a package that are selected at once are MultiSelectable. [JCRE §4.2] */
  #demandMultiSelectable(applet: AppletRecord, others: readonly AppletRecord[]): void {
    const machine = this.#environment.ready();
    const isMulti = [applet, ...others].every(({ instance }) =>
      machine.isInstance(instance, MULTI_SELECTABLE),
    );
    if (others.length === 0 || isMulti) return;
    refuse(SW.CONDITIONS, 'JCRE §4.2', 'an applet of its package is selected in another session');
  }

  #multi(applet: AppletRecord, token: number, flag: boolean): Outcome {
    const { instance } = applet;
    const method = this.#environment.ready().implementationOf(instance, MULTI_SELECTABLE, token)!;
    const args = [referenceCell(instance), Number(flag)];
    return this.#environment.run(method, args, callerOf(applet));
  }

  #call(applet: AppletRecord, token: number, args: readonly number[]): Outcome {
    const method = this.#environment.ready().classOf(applet.instance).methods[token]!;
    return this.#environment.run(
      method,
      [referenceCell(applet.instance), ...args],
      callerOf(applet),
    );
  }

  /** The status word of a return or of an exception. [JCRE §4.7] */
  #statusOf(outcome: Outcome): number {
    if (outcome.kind === 'returned') return SW.OK;
    const { name, reason } = this.#described(outcome.exception);
    const isStatus = name === ISO_EXCEPTION && isStatusWord(reason);
    return isStatus ? reason : this.#failed(name, reason);
  }

  #failed(why: string, reason = 0): number {
    if (this.#environment.exchange?.isTrial !== true) this.#services.note(UNCAUGHT, why, reason);
    return SW.NO_DIAGNOSIS;
  }

  /** An exception after `register` changes nothing: the applet is installed. [JCRE §3.1] */
  #demandInstalled(outcome: Outcome, { instance }: Installation): void {
    const thrown = outcome.kind === 'thrown' ? this.#described(outcome.exception) : undefined;
    const isLeftOpen = this.#environment.abortOpen();
    if (thrown !== undefined && (instance === undefined || isLeftOpen)) {
      const { name, reason } = thrown;
      const isStatus = name === ISO_EXCEPTION && isStatusWord(reason) && reason !== SW.OK;
      const why = `install threw ${name}, reason ${reason}`;
      return refuse(isStatus ? reason : SW.CONDITIONS, 'JCRE §3.1', why);
    }
    if (isLeftOpen) refuse(SW.CONDITIONS, 'JCRE §7.6.2', 'install left a transaction open');
    if (thrown !== undefined) this.#services.note(UNCAUGHT, thrown.name, thrown.reason);
  }

  #described(exception: number): { readonly name: string; readonly reason: number } {
    const { heap } = this.#environment;
    const its = this.#environment.classById(heap.classOf(exception));
    const [runtime, checked] = REASONED.map(apiClass);
    const hasReason = isSubclass(its, runtime!) || isSubclass(its, checked!);
    const data = heap.viewOf(exception);
    return { name: its.name, reason: hasReason ? (data[0]! << 8) | data[1]! : 0 };
  }
}

/** Whether SW1 is one: on T=0 any other is a procedure byte. [ISO7816-3 §10.3.3] */
function isStatusWord(reason: number): boolean {
  const sw1 = reason >> 8;
  return (sw1 & 0xf0) === 0x90 || (sw1 > 0x60 && sw1 <= 0x6f);
}

/** Classes whose first cell is a reason. */
const REASONED = ['javacard.framework.CardRuntimeException', 'javacard.framework.CardException'];

function callerOf({ context, number }: AppletRecord) {
  return { context, applet: number };
}

export const UNCAUGHT: TraceKind = {
  name: 'uncaught',
  words: ([name, reason]) => {
    const words = typeof reason === 'number' && reason !== 0 ? `, reason ${reason}` : '';
    return `the applet ended with ${operandText(name)}${words}`;
  },
};
