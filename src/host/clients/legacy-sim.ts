/** A SIM, which answers class A0 alone and has no logical channels. [TS51011 §9.2] */
import { type Bytes, bytes, concat } from '../../base/index.ts';
import { INS } from '../../wire/index.ts';
import { type Conversation, statusOf } from './conversation.ts';
import { FID_MF, pinValue } from './sim-files.ts';

const CLASS = 0xa0;
const CLASS_NOT_SUPPORTED = 0x6e00;
const RESPONSE_READY = 0x9f;
/** STATUS in the class of a UICC, without data. [TS102221 §11.1.2] */
const UICC_STATUS = bytes(0x80, INS.STATUS, 0x00, 0x0c);
/** DFs below the MF whose files 6Fxx a terminal finds without a path. [TS51011 §10] */
const DFS = { gsm: 0x7f20, telecom: 0x7f10 } as const;
export const LEGACY_PATH = { iccid: [0x2fe2], imsi: [DFS.gsm, 0x6f07] } as const;
/** Where the parameters of a DF say how the CHV stand. [TS51011 §9.2.1] */
const AT = { fileSize: 2, characteristics: 13, chv1: 18 } as const;
const CHV1_DISABLED = 0x80;
const ATTEMPTS = 0x0f;
const CHV1 = 0x01;
/** UNBLOCK CHV names CHV1 by zero. [TS51011 §9.2.13] */
const UNBLOCK_CHV1 = 0x00;

/** Whether the card refuses the class of a UICC. */
export function* isLegacySim(): Conversation<boolean> {
  return statusOf(yield UICC_STATUS) === CLASS_NOT_SUPPORTED;
}

/** A command whose response, if one waits, is fetched. [TS51011 §9.4.1] */
export function* legacy(ins: number, ...rest: readonly number[]): Conversation<Bytes> {
  const answer = yield bytes(CLASS, ins, ...rest);
  if (answer.at(-2) !== RESPONSE_READY) return answer;
  return yield bytes(CLASS, INS.GET_RESPONSE, 0, 0, answer.at(-1)!);
}

/** SELECT from the MF on; the whole answer to the last, or to the first that fails. */
export function* legacySelect(path: readonly number[]): Conversation<Bytes> {
  let answer = bytes();
  for (const fid of [FID_MF, ...path.filter((one) => one !== FID_MF)]) {
    answer = yield* legacy(INS.SELECT, 0, 0, 2, fid >> 8, fid & 0xff);
    if (statusOf(answer) !== 0x9000) break;
  }
  return answer;
}

/** An EF from its beginning to its end; the whole answer. */
export function* legacyRead(path: readonly number[]): Conversation<Bytes> {
  const selected = yield* legacySelect(path);
  if (statusOf(selected) !== 0x9000) return selected;
  const size = (selected[AT.fileSize]! << 8) | selected[AT.fileSize + 1]!;
  return yield* legacy(INS.READ_BINARY, 0, 0, Math.min(size, 0xff));
}

/** SELECT of an EF whose DF need not be named; the whole answer. */
export function* legacyFind(fid: number, path: readonly number[]): Conversation<Bytes> {
  const isNamed = path.length > 0 || fid >> 8 !== 0x6f;
  if (isNamed) return yield* legacySelect([...path, fid]);
  const inGsm = yield* legacySelect([DFS.gsm, fid]);
  return statusOf(inGsm) === 0x9000 ? inGsm : yield* legacySelect([DFS.telecom, fid]);
}

/** A command about CHV1, its values as digits. */
export function* legacyPin(ins: number, ...values: readonly string[]): Conversation<number> {
  const data = concat(...values.map(pinValue));
  const p2 = ins === INS.RESET_RETRY_COUNTER ? UNBLOCK_CHV1 : CHV1;
  return statusOf(yield concat(bytes(CLASS, ins, 0, p2, data.length), data));
}

/** What the MF's parameters say of CHV1; nothing where they cannot be read. */
export function* legacyPinFacts(): Conversation<
  { readonly enabled: boolean; readonly attempts: number } | undefined
> {
  const answer = yield* legacySelect([]);
  if (statusOf(answer) !== 0x9000 || answer.length < AT.chv1 + 1 + 2) return undefined;
  return {
    enabled: (answer[AT.characteristics]! & CHV1_DISABLED) === 0,
    attempts: answer[AT.chv1]! & ATTEMPTS,
  };
}
