/** SMS-DELIVER and SMS-SUBMIT, as the toolkit carries them. [TS23040 §9.2.2] */
import { type Bytes, bytes, concat, fail, isWireError, type WireError } from '../../base/index.ts';
import { emitSmsAddress, parseSmsAddress, type SmsAddress } from './address.ts';
import { emitUserData, parseUserData, type UserData } from './user-data.ts';

interface SmsMessage extends UserData {
  /** Who sent it (SMS-DELIVER), or who receives it (SMS-SUBMIT). */
  readonly address: SmsAddress;
  readonly protocolIdentifier: number;
  readonly dataCodingScheme: number;
}

export interface SmsDeliver extends SmsMessage {
  /** Seven bytes: when the service centre took it. */
  readonly timestamp: Bytes;
}

export interface SmsSubmit extends SmsMessage {
  readonly reference: number;
}

/** What makes a message one for the card: (U)SIM data download. [TS23040 §9.2.3.9] */
export const DATA_DOWNLOAD = { protocolIdentifier: 0x7f, dataCodingScheme: 0xf6 } as const;
/** Bytes of user data, header included. [TS23040 §9.2.3.16] */
export const SMS_USER_DATA_MAX = 140;

/** TP-MTI in the low two bits of the first byte. [TS23040 §9.2.3.1] */
const TYPE = { deliver: 0x00, submit: 0x01 } as const;
const TYPE_MASK = 0x03;
const MORE_MESSAGES_NONE = 0x04;
const HEADER_INDICATOR = 0x40;
const VALIDITY_MASK = 0x18;
const VALIDITY_RELATIVE = 0x10;
const TIMESTAMP_LENGTH = 7;

export function emitSmsDeliver(message: SmsDeliver): Bytes {
  return concat(
    bytes(TYPE.deliver | MORE_MESSAGES_NONE | headerBit(message)),
    emitSmsAddress(message.address),
    bytes(message.protocolIdentifier, message.dataCodingScheme),
    message.timestamp,
    withLength(message),
  );
}

export function emitSmsSubmit(message: SmsSubmit): Bytes {
  return concat(
    bytes(TYPE.submit | headerBit(message), message.reference),
    emitSmsAddress(message.address),
    bytes(message.protocolIdentifier, message.dataCodingScheme),
    withLength(message),
  );
}

export function parseSmsDeliver(source: Bytes): SmsDeliver | WireError {
  const first = source[0];
  if (first === undefined || (first & TYPE_MASK) !== TYPE.deliver)
    return fail('SMS-DELIVER', 0, { expected: 'TP-MTI 00', got: first ?? 'the end' });
  const address = parseSmsAddress(source, 1);
  if (isWireError(address)) return address;
  const at = address.next + 2;
  const timestamp = source.subarray(at, at + TIMESTAMP_LENGTH);
  if (timestamp.length !== TIMESTAMP_LENGTH)
    return fail('SMS-DELIVER', Math.min(at, source.length), {
      expected: 'a time stamp of 7 bytes',
      got: timestamp.length,
    });
  const rest = parseRest(source, { codec: 'SMS-DELIVER', first, address, at: at + 7 });
  return isWireError(rest) ? rest : { ...rest, timestamp };
}

export function parseSmsSubmit(source: Bytes): SmsSubmit | WireError {
  const [first, reference] = source;
  if (first === undefined || reference === undefined || (first & TYPE_MASK) !== TYPE.submit)
    return fail('SMS-SUBMIT', 0, { expected: 'TP-MTI 01', got: first ?? 'the end' });
  const address = parseSmsAddress(source, 2);
  if (isWireError(address)) return address;
  const at = address.next + 2 + validityLength(first);
  const rest = parseRest(source, { codec: 'SMS-SUBMIT', first, address, at });
  return isWireError(rest) ? rest : { ...rest, reference };
}

/** TP-VP: none, one byte, or seven. [TS23040 §9.2.3.3] */
function validityLength(first: number): number {
  const format = first & VALIDITY_MASK;
  return format === 0 ? 0 : format === VALIDITY_RELATIVE ? 1 : TIMESTAMP_LENGTH;
}

interface RestAt {
  readonly codec: string;
  readonly first: number;
  readonly address: SmsAddress & { readonly next: number };
  /** Of TP-UDL. */
  readonly at: number;
}

function parseRest(source: Bytes, { codec, first, address, at }: RestAt): SmsMessage | WireError {
  const [protocolIdentifier, dataCodingScheme, count] = [
    source[address.next],
    source[address.next + 1],
    source[at],
  ];
  if (protocolIdentifier === undefined || dataCodingScheme === undefined || count === undefined)
    return fail(codec, source.length, { expected: 'TP-PID, TP-DCS and TP-UDL', got: 'the end' });
  const length = isSevenBit(dataCodingScheme) ? Math.ceil((count * 7) / 8) : count;
  const data = source.subarray(at + 1);
  if (data.length !== length)
    return fail(codec, at, { expected: `${length} bytes of user data`, got: data.length });
  const userData = (first & HEADER_INDICATOR) === 0 ? { header: [], data } : parseUserData(data);
  if (isWireError(userData)) return userData;
  const { type, digits } = address;
  return { address: { type, digits }, protocolIdentifier, dataCodingScheme, ...userData };
}

/** The general group and group 1111, of which the packet's length counts septets. [TS23038 §4] */
function isSevenBit(dataCodingScheme: number): boolean {
  const group = dataCodingScheme >> 4;
  if (group <= 0x07) return (dataCodingScheme & 0x0c) === 0;
  return group === 0x0f ? (dataCodingScheme & 0x04) === 0 : group === 0x0c || group === 0x0d;
}

function headerBit({ header }: UserData): number {
  return header.length === 0 ? 0 : HEADER_INDICATOR;
}

function withLength(message: UserData): Bytes {
  const data = emitUserData(message);
  return concat(bytes(data.length), data);
}
