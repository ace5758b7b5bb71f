/**
 * A module for tests of the device around it: each of its commands requests of the card one thing
 * that an applet may request. All are of class 80; what the card refuses is 6985.
 *
 * | INS | requests |
 * |---|---|
 * | 01 | the card's state and its own, two bytes |
 * | 02 | the card locked |
 * | 03 | the card terminated |
 * | 04 | its own state made P1 |
 * | 05 | attention: EVT_CONNECTIVITY |
 * | 06 | a transaction counted, and reported with the count (4 bytes) and the command's data |
 * | 07 | the count of transactions, 4 bytes |
 * | 08 | the protocol that carried the command, as `APDU.getProtocol()` says it |
 * | 09 | the data of the last STORE DATA that its security domain received for it |
 * | 0A | the global PIN: act P1 in format P2, 00 for its state alone |
 * | 0B | a global service registered, with P1 01 deregistered: its name as data |
 *
 * STORE DATA whose data begin with FF has the data as its response.
 */
import {
  bigEndian,
  type Bytes,
  bytes,
  concat,
  EMPTY,
  readBigEndian,
  unhex,
} from '../../base/index.ts';
import {
  type ApplicationCode,
  type Cvm,
  CVM_GLOBAL_PIN,
  type CvmState,
  type CvmValue,
  emitFileControlInformation,
  parseHead,
  returnsNothing,
} from '../../gp/index.ts';
import {
  type Cell,
  type Codec,
  type Command,
  type HeaderAnswer,
  NOTICE_PARAMETERS_MAX,
  type Response,
  refuse,
  type Session,
} from '../../os/abi/index.ts';
import { SW } from '../../wire/index.ts';
import type { ModuleContext, NativeModule } from '../module.ts';
import { BYTES } from '../stored-values.ts';

export const PROBE_INS = {
  STATES: 0x01,
  LOCK_CARD: 0x02,
  TERMINATE_CARD: 0x03,
  SET_CONTENT_STATE: 0x04,
  ATTENTION: 0x05,
  TRANSACTION: 0x06,
  COUNT: 0x07,
  PROTOCOL: 0x08,
  PERSONALIZED: 0x09,
  CVM: 0x0a,
  SERVICE: 0x0b,
} as const;

const FORMATS: readonly (CvmValue['format'] | undefined)[] = [undefined, 'ascii', 'bcd', 'hex'];
const STATES: readonly CvmState[] = ['ACTIVE', 'INVALID_SUBMISSION', 'VALIDATED', 'BLOCKED'];

const CLASS = 0x80;
const COUNT_LENGTH = 4;
const COUNT_MAX = 0xffff_ffff;

const COUNT: Codec<number> = {
  parse: (stored) => readBigEndian(stored),
  emit: (value) => bigEndian(value, COUNT_LENGTH),
};

/** Of a command: class, instruction, P1, P2 and length. */
const HEADER_LENGTH = 5;
const ECHO = 0xff;

const KNOWN: readonly number[] = Object.values(PROBE_INS);
/** Acts of the global PIN that bring data: a PIN to verify, to set, and a limit of tries. */
const CVM_WITH_DATA: readonly number[] = [1, 2, 3];
const CVM_ACT_MAX = 6;
const SERVICE_NAME_LENGTH = 2;

/** Refuses what is no command of the probe, and what its header settles. */
function check({ cla, ins, p1, length }: Head): void {
  if (cla !== CLASS) {
    refuse(SW.CLA_NOT_SUPPORTED, 'ISO7816-4 §5.4.1', 'the probe has commands of class 80');
  }
  if (!KNOWN.includes(ins)) {
    refuse(SW.INS_NOT_SUPPORTED, 'ISO7816-4 §5.4.2', 'no instruction of the probe');
  }
  if (ins === PROBE_INS.CVM && p1 > CVM_ACT_MAX)
    refuse(SW.WRONG_P1P2, 'ISO7816-4 §5.4.3', 'no act of the service');
  if (ins === PROBE_INS.SERVICE && length !== SERVICE_NAME_LENGTH)
    refuse(SW.WRONG_LENGTH, 'GPCS §8.1.3', 'a service name is two bytes');
}

interface Head extends Pick<Command, 'cla' | 'ins' | 'p1'> {
  readonly length: number;
}

/** Some bring data whatever comes back, the others only fetch. [ISO7816-3 §10.3.2] */
function directionOf({ ins, p1 }: Head): 'in' | 'out' {
  const brings =
    ins === PROBE_INS.CVM
      ? CVM_WITH_DATA.includes(p1)
      : ins === PROBE_INS.TRANSACTION || ins === PROBE_INS.SERVICE;
  return brings ? 'in' : 'out';
}

class Probe implements ApplicationCode {
  readonly #context: ModuleContext;
  readonly #count: Cell<number>;
  readonly #personal: Cell<Bytes>;

  constructor(context: ModuleContext) {
    this.#context = context;
    this.#count = context.nvm.cell('count', COUNT, 0);
    this.#personal = context.nvm.cell('personal', BYTES, EMPTY);
  }

  select(): boolean {
    return true;
  }

  deselect(): void {}

  process(command: Command): Response {
    const { selecting } = command;
    if (selecting === undefined) return { data: this.#answer(command), sw: SW.OK };
    const data = returnsNothing(command.p2) ? EMPTY : emitFileControlInformation(selecting);
    return { data, sw: SW.OK };
  }

  processData(command: Bytes): Bytes {
    const data = command.slice(HEADER_LENGTH);
    this.#personal.set(data);
    return data[0] === ECHO ? data : EMPTY;
  }

  header(header: Bytes, session: Session): HeaderAnswer | undefined {
    const head = { ...parseHead(header, session), length: header[4] ?? 0 };
    check(head);
    if (head.ins === PROBE_INS.CVM) this.#cvmOf(session);
    return directionOf(head);
  }

  #answer(command: Command): Bytes {
    const { cla, ins, p1, data, session } = command;
    check({ cla, ins, p1, length: data.length });
    const { system, notify } = this.#context;
    switch (ins) {
      case PROBE_INS.STATES:
        return bytes(system.cardState, system.contentState);
      case PROBE_INS.LOCK_CARD:
        return granted(system.lockCard());
      case PROBE_INS.TERMINATE_CARD:
        return granted(system.terminateCard());
      case PROBE_INS.SET_CONTENT_STATE:
        return granted(system.setContentState(p1));
      case PROBE_INS.ATTENTION:
        notify();
        return EMPTY;
      case PROBE_INS.TRANSACTION:
        return this.#transaction(data);
      case PROBE_INS.PROTOCOL:
        return bytes(session.card.link.javaCardProtocol);
      case PROBE_INS.PERSONALIZED:
        return this.#personal.get();
      case PROBE_INS.CVM:
        return this.#cvm(command);
      case PROBE_INS.SERVICE:
        return this.#service(command);
      default:
        return this.#coded();
    }
  }

  #cvm({ session, p1, p2, data }: Command): Bytes {
    const cvm = this.#cvmOf(session);
    const value: CvmValue = { format: FORMATS[p2] ?? 'hex', value: data };
    const acts: readonly (() => boolean)[] = [
      () => true,
      () => cvm.verify(value),
      () => cvm.update(value),
      () => cvm.setTryLimit(data[0] ?? 0),
      () => cvm.resetState(),
      () => cvm.blockState(),
      () => cvm.resetAndUnblockState(),
    ];
    const did = acts[p1]!();
    // The answer has the outcome: a refusal would undo what was counted.
    const { state } = cvm;
    return bytes(
      did ? 1 : 0,
      state === undefined ? 0 : 1 + STATES.indexOf(state),
      cvm.triesRemaining,
    );
  }

  #cvmOf(session: Session): Cvm {
    const cvm = this.#context.system.cvm(CVM_GLOBAL_PIN, session);
    const why = 'the card has no global PIN';
    return cvm ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §8.2.1', why);
  }

  #service({ p1, data }: Command): Bytes {
    const { system } = this.#context;
    const name = readBigEndian(data);
    return granted(p1 === 0 ? system.registerService(name) : system.deregisterService(name));
  }

  #transaction(data: Bytes): Bytes {
    if (data.length > NOTICE_PARAMETERS_MAX - COUNT_LENGTH) {
      refuse(SW.WRONG_LENGTH, 'TS102622 §11.4', 'longer than the parameters of one event');
    }
    const count = this.#count.get();
    this.#count.set(count === COUNT_MAX ? 0 : count + 1);
    this.#context.notify(concat(this.#coded(), data));
    return this.#coded();
  }

  #coded(): Bytes {
    return bigEndian(this.#count.get(), COUNT_LENGTH);
  }
}

/** An answer without data, or 6985. */
function granted(did: boolean): Bytes {
  if (!did) refuse(SW.CONDITIONS, 'GPCS §9.6.3', 'the card did not grant it');
  return EMPTY;
}

export const probe: NativeModule = {
  name: 'probe',
  aid: unhex('F0424946524F4E530101'),
  traits: { multiSelectable: true, framing: 'kernel' },
  start: (context) => new Probe(context),
};
