/** Class APDU: how an applet receives a command and sends its response. [JCAPI §APDU] */
import { APDU_STATE, type ApduExchange, type Machine, referenceCell } from '../../machine/index.ts';
import { type ApiClass, method, type NativeCode } from '../api-class.ts';
import { byteArray, bytesIn, checkRange } from '../arguments.ts';

/** Reasons of APDUException. */
const REASON = { ILLEGAL_USE: 1, BUFFER_BOUNDS: 2, BAD_LENGTH: 3 } as const;
/** What a block carries to an applet: one byte where T=0 lets no card ask for more at once. */
const IN_BLOCK = { 'get-response': 1, direct: 254 } as const;
/** From an applet, with a status word. */
const OUT_BLOCK = 258;
const STATUS_LENGTH = 2;
const SHORT_LENGTH_MAX = OUT_BLOCK - STATUS_LENGTH;
const LENGTH_MAX = 0x7fff;
/** Of `getProtocol`, where no link is at hand. */
const T1 = 1;
/** Virtual milliseconds that a request for more time takes. */
const EXTENSION_MS = 100;

function fail(machine: Machine, reason: number): never {
  return machine.throw('javacard.framework.APDUException', reason);
}

/** The command that runs; an APDU object outside one is of no use. */
function exchangeOf(machine: Machine): ApduExchange {
  return machine.host.exchange ?? fail(machine, REASON.ILLEGAL_USE);
}

function bufferLength(machine: Machine): number {
  return machine.heap.lengthOf(machine.host.apduBuffer);
}

function inBlock({ host }: Machine): number {
  return IN_BLOCK[host.session?.card.link.outgoing ?? 'direct'];
}

/** The exchange, where the selected applet calls in its `process`. [JCAPI §APDU] */
function currentExchange(machine: Machine): ApduExchange {
  const { exchange, selectedContext } = machine.host;
  if (exchange !== undefined && machine.context === selectedContext) return exchange;
  return machine.throw('java.lang.SecurityException');
}

/** The next bytes of the data, to a place in the buffer. */
function receive(machine: Machine, offset: number): number {
  const bytes = exchangeOf(machine).receive(bufferLength(machine) - offset);
  machine.heap.write(machine.host.apduBuffer, offset, bytes);
  return bytes.length;
}

const setIncomingAndReceive: NativeCode = (machine) => {
  const exchange = exchangeOf(machine);
  if (exchange.state !== APDU_STATE.INITIAL) fail(machine, REASON.ILLEGAL_USE);
  return receive(machine, exchange.dataOffset);
};

const receiveBytes: NativeCode = (machine, cells, at) => {
  const { state, command, received } = exchangeOf(machine);
  const offset = cells[at + 1]!;
  const block = Math.min(inBlock(machine), command.data.length - received);
  const isIncoming = state === APDU_STATE.PARTIAL_INCOMING || state === APDU_STATE.FULL_INCOMING;
  if (!isIncoming) fail(machine, REASON.ILLEGAL_USE);
  if (offset < 0 || offset + block > bufferLength(machine)) fail(machine, REASON.BUFFER_BOUNDS);
  return receive(machine, offset);
};

const setOutgoing: NativeCode = (machine) => {
  const exchange = exchangeOf(machine);
  if (exchange.state >= APDU_STATE.OUTGOING) fail(machine, REASON.ILLEGAL_USE);
  exchange.turn();
  const { expected, command } = exchange;
  // On T=0 a short Le of 00 may stand for an extended one. [JCRE §9.4.4]
  const isT0 = command.session.card.link.outgoing === 'get-response';
  const isUnknown = isT0 && expected === SHORT_LENGTH_MAX && machine.host.isExtended;
  return isUnknown ? LENGTH_MAX : Math.min(LENGTH_MAX, expected);
};

const setOutgoingNoChaining: NativeCode = (machine, cells, at) => {
  const expected = setOutgoing(machine, cells, at);
  exchangeOf(machine).isUnchained = true;
  return expected;
};

function announce(machine: Machine, length: number): void {
  const exchange = exchangeOf(machine);
  if (exchange.state !== APDU_STATE.OUTGOING) fail(machine, REASON.ILLEGAL_USE);
  const most = machine.host.isExtended && !exchange.isUnchained ? LENGTH_MAX : SHORT_LENGTH_MAX;
  if (length < 0 || length > most) fail(machine, REASON.BAD_LENGTH);
  exchange.announced = length;
  exchange.state = APDU_STATE.OUTGOING_LENGTH_KNOWN;
}

/** Sends bytes of an array; those of the whole response may not pass what was announced. */
function send(machine: Machine, bytes: Uint8Array): void {
  const exchange = exchangeOf(machine);
  const { state, sentLength, announced, isWhole } = exchange;
  const isOutgoing = state >= APDU_STATE.OUTGOING_LENGTH_KNOWN && !isWhole;
  if (!isOutgoing || sentLength + bytes.length > announced) fail(machine, REASON.ILLEGAL_USE);
  exchange.send(bytes);
}

function inBuffer(machine: Machine, offset: number, length: number): Uint8Array {
  const fits = offset >= 0 && length >= 0 && offset + length <= bufferLength(machine);
  if (!fits) fail(machine, REASON.BUFFER_BOUNDS);
  return machine.heap.viewOf(machine.host.apduBuffer).subarray(offset, offset + length);
}

const sendBytesLong: NativeCode = (machine, cells, at) => {
  const array = byteArray(machine, cells[at + 1]!);
  const range = { offset: cells[at + 2]!, length: cells[at + 3]! };
  checkRange(machine, array, range);
  send(machine, bytesIn(machine, array, range));
};

/** Three methods in one: what an earlier one did stays where a later one throws. */
const setOutgoingAndSend: NativeCode = (machine, cells, at) => {
  const [offset, length] = [cells[at + 1]!, cells[at + 2]!];
  setOutgoing(machine, cells, at);
  announce(machine, length);
  send(machine, inBuffer(machine, offset, length));
  exchangeOf(machine).isWhole = true;
};

/** A fact of the command whose data have begun to come. */
function ofIncoming(fact: (exchange: ApduExchange) => number): NativeCode {
  return (machine) => {
    const exchange = exchangeOf(machine);
    if (exchange.state < APDU_STATE.PARTIAL_INCOMING || exchange.state >= APDU_STATE.OUTGOING)
      fail(machine, REASON.ILLEGAL_USE);
    return fact(exchange);
  };
}

/** A fact of the class byte, as it was sent. [ISO7816-4 §5.4.1] */
function ofClass(fact: (cla: number) => boolean): NativeCode {
  return (machine) => Number(fact(exchangeOf(machine).command.header[0]!));
}

const isFurther = (cla: number): boolean => (cla & 0xc0) === 0x40;

export const apdu: ApiClass = {
  token: 10,
  name: 'APDU',
  extends: 'java.lang.Object',
  statics: [
    method(0, 'getInBlockSize()S', inBlock),
    method(1, 'getOutBlockSize()S', () => OUT_BLOCK),
    method(2, 'getProtocol()B', (machine) =>
      signed(machine.host.session?.card.link.javaCardProtocol ?? T1),
    ),
    method(3, 'waitExtension()V', (machine) => {
      const { isUnchained, command } = exchangeOf(machine);
      if (isUnchained) fail(machine, REASON.ILLEGAL_USE);
      command.charge(EXTENSION_MS);
    }),
    method(4, 'getCurrentAPDU()Ljavacard/framework/APDU;', (machine) => {
      currentExchange(machine);
      return referenceCell(machine.host.apduObject);
    }),
    method(5, 'getCurrentAPDUBuffer()[B', (machine) => {
      currentExchange(machine);
      return referenceCell(machine.host.apduBuffer);
    }),
    method(6, 'getCLAChannel()B', (machine) => exchangeOf(machine).command.session.channel),
  ],
  virtuals: [
    method(1, 'getBuffer()[B', ({ host }) => referenceCell(host.apduBuffer)),
    method(2, 'getNAD()B', () => 0),
    method(3, 'receiveBytes(S)S', receiveBytes),
    method(4, 'sendBytes(SS)V', (machine, cells, at) =>
      send(machine, inBuffer(machine, cells[at + 1]!, cells[at + 2]!)),
    ),
    method(5, 'sendBytesLong([BSS)V', sendBytesLong),
    method(6, 'setIncomingAndReceive()S', setIncomingAndReceive),
    method(7, 'setOutgoing()S', setOutgoing),
    method(8, 'setOutgoingAndSend(SS)V', setOutgoingAndSend),
    method(9, 'setOutgoingLength(S)V', (machine, cells, at) => announce(machine, cells[at + 1]!)),
    method(10, 'setOutgoingNoChaining()S', setOutgoingNoChaining),
    method(11, 'getCurrentState()B', (machine) => exchangeOf(machine).state),
    method(
      12,
      'isCommandChainingCLA()Z',
      ofClass((cla) => cla < 0x80 && (cla & 0x10) !== 0),
    ),
    method(
      13,
      'isSecureMessagingCLA()Z',
      ofClass((cla) => (isFurther(cla) ? (cla & 0x20) !== 0 : (cla & 0x0c) !== 0)),
    ),
    method(
      14,
      'isISOInterindustryCLA()Z',
      ofClass((cla) => cla < 0x80),
    ),
    method(
      15,
      'getIncomingLength()S',
      ofIncoming(({ command }) => command.data.length),
    ),
    method(
      16,
      'getOffsetCdata()S',
      ofIncoming(({ dataOffset }) => dataOffset),
    ),
    method(
      17,
      'isValidCLA()Z',
      ofClass((cla) => cla !== 0xff),
    ),
  ],
};

function signed(byte: number): number {
  return (byte << 24) >> 24;
}
