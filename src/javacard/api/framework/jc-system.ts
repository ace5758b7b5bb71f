/** Class JCSystem: transient memory, transactions, applets. [JCAPI §JCSystem] */
import { FLAG, KIND } from '../../heap/index.ts';
import { type Machine, NULL, referenceCell } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { byteArray, bytesIn, checkRange, isNull } from '../arguments.ts';
import { APPLET_TOKEN } from './applet.ts';
import { AID_NAME, aidBytes } from './aid.ts';

const VERSION = 0x0305;
const SHORT_MAX = 0x7fff;
/** Reasons of SystemException. */
const REASON = { ILLEGAL_VALUE: 1, NO_TRANSIENT_SPACE: 2, ILLEGAL_TRANSIENT: 3 } as const;
/** Reasons of TransactionException. */
const IN_PROGRESS = 1;
const NOT_IN_PROGRESS = 2;
const OBJECT_CLASS_TOKEN = 0x0100;
/** Kinds of memory. */
const MEMORY = ['persistent', 'reset', 'deselect'] as const;

function makeTransient(kind: number): NativeCode {
  return (machine, cells, at) => {
    const [length, event] = [cells[at]!, cells[at + 1]!];
    if (event !== FLAG.CLEAR_ON_RESET && event !== FLAG.CLEAR_ON_DESELECT)
      system(machine, REASON.ILLEGAL_VALUE);
    if (length < 0) machine.throw('java.lang.NegativeArraySizeException');
    const { context, applet: owner, host } = machine;
    if (event === FLAG.CLEAR_ON_DESELECT && context !== host.selectedContext)
      system(machine, REASON.ILLEGAL_TRANSIENT);
    const classId = kind === KIND.REFERENCES ? OBJECT_CLASS_TOKEN : 0;
    const array = machine.heap.allocate({ kind, flags: event, owner, context, classId, length });
    if (array === 0) system(machine, REASON.NO_TRANSIENT_SPACE);
    machine.noteCreated(array);
    return referenceCell(array);
  };
}

function system(machine: Machine, reason: number): never {
  return machine.throw('javacard.framework.SystemException', reason);
}

function transaction(machine: Machine, reason: number): never {
  return machine.throw('javacard.framework.TransactionException', reason);
}

function demandTransaction(machine: Machine): void {
  if (!machine.host.transaction.isOpen) transaction(machine, NOT_IN_PROGRESS);
}

function aidCell(machine: Machine, applet: number): number {
  const found = machine.host.applet(applet);
  return found === undefined ? NULL : referenceCell(found.aidObject);
}

/** The object that another applet gives; null where it gives none. [JCRE §6.2.7.2] */
const shareable: NativeCode = (machine, cells, at) => {
  if (isNull(cells[at]!)) return NULL;
  const named = machine.object(cells[at]!);
  if (machine.classOf(named).name !== AID_NAME) return NULL;
  const server = machine.host.appletWith(aidBytes(machine, named));
  if (server === undefined) return NULL;
  if (machine.host.isHeldElsewhere(server.number)) machine.deny(server.instance);
  const { instance, context, number: applet } = server;
  const give = machine.classOf(instance).methods[APPLET_TOKEN.SHAREABLE]!;
  const client = aidCell(machine, machine.applet);
  const args = [referenceCell(instance), client, cells[at + 1]!];
  const outcome = machine.call(give, args, { context, applet });
  if (outcome.kind === 'thrown' || isNull(outcome.cell)) return NULL;
  return machine.classOf(outcome.cell & 0xffff).isShareable ? outcome.cell : NULL;
};

const available: NativeCode = (machine, cells, at) => {
  const kind = MEMORY[cells[at]!];
  if (kind === undefined) return system(machine, REASON.ILLEGAL_VALUE);
  return Math.min(SHORT_MAX, machine.host.available(kind));
};

/** The same with 32 bits, in two shorts of an array. */
const availableLong: NativeCode = (machine, cells, at) => {
  const array = machine.accessible(cells[at]!, KIND.SHORTS);
  const offset = cells[at + 1]!;
  const kind = MEMORY[cells[at + 2]!];
  if (kind === undefined) return system(machine, REASON.ILLEGAL_VALUE);
  checkRange(machine, array, { offset, length: 2 });
  const left = machine.host.available(kind);
  machine.heap.write(array, 2 * offset, Uint8Array.of(left >> 24, left >> 16, left >> 8, left));
};

export const jcSystem: ApiClass = {
  token: 8,
  name: 'JCSystem',
  extends: 'java.lang.Object',
  statics: [
    method(0, 'abortTransaction()V', (machine) => {
      demandTransaction(machine);
      machine.host.transaction.abort();
    }),
    method(1, 'beginTransaction()V', (machine) => {
      if (machine.host.transaction.isOpen) transaction(machine, IN_PROGRESS);
      machine.host.transaction.begin();
    }),
    method(2, 'commitTransaction()V', (machine) => {
      demandTransaction(machine);
      machine.host.transaction.commit();
    }),
    method(3, 'getAID()Ljavacard/framework/AID;', (machine) => aidCell(machine, machine.applet)),
    method(
      4,
      'getAppletShareableInterfaceObject(Ljavacard/framework/AID;B)Ljavacard/framework/Shareable;',
      shareable,
    ),
    method(5, 'getMaxCommitCapacity()S', ({ host }) =>
      Math.min(SHORT_MAX, host.transaction.capacity),
    ),
    method(6, 'getPreviousContextAID()Ljavacard/framework/AID;', (machine) =>
      aidCell(machine, machine.previousApplet),
    ),
    method(7, 'getTransactionDepth()B', ({ host }) => Number(host.transaction.isOpen)),
    method(8, 'getUnusedCommitCapacity()S', ({ host }) =>
      Math.min(SHORT_MAX, host.transaction.unused),
    ),
    method(9, 'getVersion()S', () => VERSION),
    method(10, 'isTransient(Ljava/lang/Object;)B', (machine, cells, at) => {
      if (isNull(cells[at]!)) return 0;
      const kind = machine.heap.flagsOf(cells[at]! & 0xffff);
      return kind & (FLAG.CLEAR_ON_RESET | FLAG.CLEAR_ON_DESELECT);
    }),
    method(11, 'lookupAID([BSB)Ljavacard/framework/AID;', (machine, cells, at) => {
      const array = byteArray(machine, cells[at]!);
      const given = { offset: cells[at + 1]!, length: cells[at + 2]! };
      const found = machine.host.appletWith(bytesIn(machine, array, given));
      return found === undefined ? NULL : referenceCell(found.aidObject);
    }),
    method(12, 'makeTransientBooleanArray(SB)[Z', makeTransient(KIND.BOOLEANS)),
    method(13, 'makeTransientByteArray(SB)[B', makeTransient(KIND.BYTES)),
    method(14, 'makeTransientObjectArray(SB)[Ljava/lang/Object;', makeTransient(KIND.REFERENCES)),
    method(15, 'makeTransientShortArray(SB)[S', makeTransient(KIND.SHORTS)),
    method(16, 'getAvailableMemory(B)S', available),
    method(17, 'isObjectDeletionSupported()Z', () => 1),
    method(18, 'requestObjectDeletion()V', ({ host }) => host.requestDeletion()),
    method(19, 'getAssignedChannel()B', ({ host }) => host.session?.channel ?? 0),
    method(20, 'isAppletActive(Ljavacard/framework/AID;)Z', (machine, cells, at) => {
      const named = machine.object(cells[at]!);
      if (machine.classOf(named).name !== AID_NAME) return 0;
      const found = machine.host.appletWith(aidBytes(machine, named));
      return Number(found !== undefined && machine.host.isActive(found));
    }),
    method(22, 'getAvailableMemory([SSB)V', availableLong),
  ],
};
