/** Files and PINs of the UICC as a modem's own software uses them. [TS102221 §11.1] [TS31102 §4] */
import { type Bytes, bytes, concat, isWireError, startsWith, unhex } from '../../base/index.ts';
import { classWithChannel, findTlv, INS, parseTlv, parseTlvs } from '../../wire/index.ts';
import { closeChannel, isSuccess, openChannel, selectName } from './channels.ts';
import { type Conversation, statusOf, whole } from './conversation.ts';

/** SELECT, by path from the MF or by identifier; parameters are returned. */
const P1 = { path: 0x08, fid: 0x00 } as const;
const P2_PARAMETERS = 0x04;
export const FID_MF = 0x3f00;
const FID_DIR = 0x2f00;
const USIM = unhex('A0000000871002');
const TAG_APPLICATION = 0x61;
const TAG_AID = 0x4f;
/** Records of EF_DIR that are read. */
const DIR_RECORDS_MAX = 16;
const PIN_LENGTH = 8;

/** Runs on a channel of the modem's own, so that what programs have selected stays selected. */
export function* onOwnChannel<T>(
  work: (channel: number) => Conversation<T>,
): Conversation<T | undefined> {
  const channel = yield* openChannel();
  if (channel === undefined) return undefined;
  const result = yield* work(channel);
  yield* closeChannel(channel);
  return result;
}

/** SELECT by identifiers below the MF; the whole answer. */
export function* selectPath(channel: number, fids: readonly number[]): Conversation<Bytes> {
  const path = concat(...fids.map((fid) => bytes(fid >> 8, fid & 0xff)));
  const isMf = fids.length === 1 && fids[0] === FID_MF;
  const p1 = isMf ? P1.fid : P1.path;
  const header = bytes(classWithChannel(0, channel), INS.SELECT, p1, P2_PARAMETERS, path.length);
  return yield* whole(concat(header, path, bytes(0)));
}

/** SELECT by an identifier in the current DF; the whole answer. */
export function* selectFid(channel: number, fid: number): Conversation<Bytes> {
  const cla = classWithChannel(0, channel);
  const header = bytes(cla, INS.SELECT, P1.fid, P2_PARAMETERS, 2);
  return yield* whole(concat(header, bytes(fid >> 8, fid & 0xff, 0)));
}

/** The AID of the USIM, as EF_DIR has it. [TS102221 §13.1] */
export function* findUsim(channel: number): Conversation<Bytes | undefined> {
  const selected = yield* selectPath(channel, [FID_DIR]);
  if (!isSuccess(selected)) return undefined;
  for (let number = 1; number <= DIR_RECORDS_MAX; number++) {
    const cla = classWithChannel(0, channel);
    const record = yield* whole(bytes(cla, INS.READ_RECORD, number, 0x04, 0));
    if (!isSuccess(record)) return undefined;
    const aid = aidIn(record.subarray(0, -2));
    if (aid !== undefined && startsWith(aid, USIM)) return aid;
  }
  return undefined;
}

/** Bytes FF fill a record. */
function aidIn(record: Bytes): Bytes | undefined {
  const template = parseTlv(record);
  if (isWireError(template) || template.tag !== TAG_APPLICATION) return undefined;
  const objects = parseTlvs(template.value);
  return isWireError(objects) ? undefined : findTlv(objects, TAG_AID);
}

/** The USIM is active on the channel; false where there is none. */
export function* selectUsim(channel: number): Conversation<boolean> {
  const aid = yield* findUsim(channel);
  if (aid === undefined) return false;
  return isSuccess(yield* selectName(aid, { channel, p2: 0x04 }));
}

/** READ BINARY of the current EF from its beginning; the whole answer. */
export function* readBinary(channel: number, length = 0): Conversation<Bytes> {
  return yield* whole(bytes(classWithChannel(0, channel), INS.READ_BINARY, 0, 0, length));
}

/** An EF of the USIM; the whole answer. */
export function* readOfUsim(channel: number, fid: number): Conversation<Bytes> {
  const selected = yield* selectFid(channel, fid);
  return isSuccess(selected) ? yield* readBinary(channel) : selected;
}

export const PIN1 = 0x01;

/** A command with a PIN, its values as digits; none queries the attempts that are left. */
export function* pinCommand(ins: number, ...values: readonly string[]): Conversation<number> {
  const data = concat(...values.map(pinValue));
  const body = data.length === 0 ? data : concat(bytes(data.length), data);
  return statusOf(yield* whole(concat(bytes(0x00, ins, 0x00, PIN1), body)));
}

/** Eight bytes, filled with FF. [TS102221 §9.5.1] */
export function pinValue(digits: string): Bytes {
  const value = new Uint8Array(PIN_LENGTH).fill(0xff);
  [...digits].forEach((digit, at) => (value[at] = digit.charCodeAt(0)));
  return value;
}
