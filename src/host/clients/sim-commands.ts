/**
 * AT commands about the SIM: its files, its identifiers, its PIN. They run on a channel of the
 * modem's own. [TS27007 §5.6] [TS27007 §7.4] [TS27007 §8.3] [TS27007 §8.18]
 */
import { type Bytes, bytes, concat, hex, isWireError, unhex } from '../../base/index.ts';
import {
  classWithChannel,
  findTlv,
  INS,
  parseDigits,
  parseImsi,
  parseTlv,
  parseTlvs,
} from '../../wire/index.ts';
import { isSuccess, selectName } from './channels.ts';
import { type Conversation, statusOf, whole } from './conversation.ts';
import {
  isLegacySim,
  legacy,
  LEGACY_PATH,
  legacyFind,
  legacyPin,
  legacyPinFacts,
  legacyRead,
} from './legacy-sim.ts';
import type { ModemError } from './modem-error.ts';
import {
  FID_MF,
  findUsim,
  onOwnChannel,
  PIN1,
  pinCommand,
  readBinary,
  readOfUsim,
  selectFid,
  selectPath,
  selectUsim,
} from './sim-files.ts';

export type SimOutcome = readonly string[] | ModemError;
export type SimCommand = (
  form: 'act' | 'set' | 'read',
  values: string,
) => Conversation<SimOutcome | undefined>;

const FID = { iccid: 0x2fe2, imsi: 0x6f07, mf: FID_MF } as const;
const FID_ADF = 0x7fff;
const CLASS_NOT_SUPPORTED = 0x6e00;
/** Answers of a SIM. [TS51011 §9.4] */
const LEGACY_SW = { notFound: 0x9404, denied: 0x9804, contradiction: 0x9808, blocked: 0x9840 };
/** [TS102221 §11.1.1.4.10] */
const TAG_PIN_STATUS = 0xc6;
const TAG_ENABLED = 0x90;
const TAG_REFERENCE = 0x83;
/** Numbers of +CRSM that are commands of a UICC too; 192 is the parameters of the file. */
const CRSM = { readBinary: 176, readRecord: 178, parameters: 192, status: 242 } as const;
const CRSM_UPDATES: readonly number[] = [214, 220];

/** By name; nothing is answered to a form that a command does not have. */
export const SIM_COMMANDS: Readonly<Record<string, SimCommand>> = {
  '+CIMI': imsi,
  '+CCID': iccid,
  '+ICCID': iccid,
  '+CPIN': pin,
  '+CLCK': lock,
  '+CPWD': password,
  '+CRSM': restrictedAccess,
};

function* imsi(form: string): Conversation<SimOutcome | undefined> {
  if (form !== 'act') return undefined;
  const answer = yield* readImsi();
  if (answer === undefined) return 'failure';
  if (!isSuccess(answer)) return errorOf(statusOf(answer));
  const digits = parseImsi(answer.subarray(0, -2));
  return digits === undefined ? 'failure' : [digits];
}

function* iccid(form: string): Conversation<SimOutcome | undefined> {
  if (form === 'set') return undefined;
  const answer = yield* atCard(
    function* (channel) {
      const selected = yield* selectPath(channel, [FID.iccid]);
      return isSuccess(selected) ? yield* readBinary(channel) : selected;
    },
    () => legacyRead(LEGACY_PATH.iccid),
  );
  if (answer === undefined) return 'failure';
  if (!isSuccess(answer)) return errorOf(statusOf(answer));
  const digits = parseDigits(answer.subarray(0, -2));
  return [form === 'read' ? `+CCID: ${digits}` : digits];
}

/** Which code is needed; or one is given, or the unblock code with a new one. */
function* pin(form: string, values: string): Conversation<SimOutcome | undefined> {
  if (form === 'read') {
    const state = yield* pinState();
    return state === undefined ? 'failure' : [`+CPIN: ${state}`];
  }
  const codes = quoted(values);
  if (form !== 'set' || codes === undefined || codes.length > 2) return 'parameters';
  if (!codes.every(isCode)) return 'parameters';
  const ins = codes.length === 1 ? INS.VERIFY : INS.RESET_RETRY_COUNTER;
  return yield* withPin(ins, ...codes);
}

/** An empty VERIFY gives attempts, verified or not: whether files can be read shows the rest. */
function* pinState(): Conversation<string | undefined> {
  const sw = yield* pinCommand(INS.VERIFY);
  if (sw === CLASS_NOT_SUPPORTED) return yield* legacyPinState();
  if (sw === 0x9000 || sw === 0x6984) return 'READY';
  if (sw === 0x6983 || sw === 0x63c0) return 'SIM PUK';
  if (sw >> 4 !== 0x63c) return undefined;
  const answer = yield* readImsi();
  return answer !== undefined && isSuccess(answer) ? 'READY' : 'SIM PIN';
}

function* legacyPinState(): Conversation<string | undefined> {
  const facts = yield* legacyPinFacts();
  if (facts === undefined) return undefined;
  if (facts.attempts === 0) return 'SIM PUK';
  return !facts.enabled || isSuccess(yield* legacyRead(LEGACY_PATH.imsi)) ? 'READY' : 'SIM PIN';
}

function* readImsi(): Conversation<Bytes | undefined> {
  return yield* atCard(
    function* (channel) {
      if (!(yield* selectUsim(channel))) return undefined;
      return yield* readOfUsim(channel, FID.imsi);
    },
    () => legacyRead(LEGACY_PATH.imsi),
  );
}

/** On a channel of the modem's own; on the only one that there is where the card is a SIM. */
function* atCard<T>(
  ofUicc: (channel: number) => Conversation<T>,
  ofSim: () => Conversation<T>,
): Conversation<T | undefined> {
  return (yield* isLegacySim()) ? yield* ofSim() : yield* onOwnChannel(ofUicc);
}

/** A command with the PIN, in the class that the card has. */
function* withPin(ins: number, ...codes: readonly string[]): Conversation<SimOutcome> {
  const sw = yield* pinCommand(ins, ...codes);
  if (sw !== CLASS_NOT_SUPPORTED) return done(sw);
  const legacySw = yield* legacyPin(ins, ...codes);
  return legacySw === LEGACY_SW.denied ? 'password' : done(legacySw);
}

/** `"SC",2` reads whether the PIN is enabled; 0 and 1 with the PIN disable and enable it. */
function* lock(form: string, values: string): Conversation<SimOutcome | undefined> {
  const [, mode, code] = /^"SC",([012])(?:,"(\d{4,8})")?$/.exec(values) ?? [];
  if (form !== 'set' || mode === undefined) return 'parameters';
  if (mode === '2') return [`+CLCK: ${(yield* isPinEnabled()) ? 1 : 0}`];
  if (code === undefined) return 'parameters';
  return yield* withPin(
    mode === '1' ? INS.ENABLE_VERIFICATION_REQUIREMENT : INS.DISABLE_VERIFICATION_REQUIREMENT,
    code,
  );
}

/** As the MF's parameters state it. */
function* isPinEnabled(): Conversation<boolean> {
  const isEnabled = yield* atCard<boolean | undefined>(
    function* (channel) {
      const answer = yield* selectPath(channel, [FID.mf]);
      return isSuccess(answer) && statesPin1(answer.subarray(0, -2));
    },
    function* () {
      return (yield* legacyPinFacts())?.enabled;
    },
  );
  return isEnabled === true;
}

/** PIN status template: a bit for each key reference that follows, in their order. */
function statesPin1(parameters: Bytes): boolean {
  const outer = parseTlv(parameters);
  const objects = isWireError(outer) ? outer : parseTlvs(outer.value);
  const template = isWireError(objects) ? undefined : findTlv(objects, TAG_PIN_STATUS);
  const inside = parseTlvs(template ?? bytes());
  if (isWireError(inside)) return false;
  const enabled = findTlv(inside, TAG_ENABLED)?.[0] ?? 0;
  const references = inside.filter(({ tag }) => tag === TAG_REFERENCE);
  const at = references.findIndex(({ value }) => value[0] === PIN1);
  return at >= 0 && (enabled & (0x80 >> at)) !== 0;
}

function* password(form: string, values: string): Conversation<SimOutcome | undefined> {
  const [, old, next] = /^"SC","(\d{4,8})","(\d{4,8})"$/.exec(values) ?? [];
  if (form !== 'set' || old === undefined || next === undefined) return 'parameters';
  return yield* withPin(INS.CHANGE_REFERENCE_DATA, old, next);
}

interface Restricted {
  readonly command: number;
  readonly fid: number;
  readonly parameters: readonly [number, number, number];
  readonly data: Bytes;
  readonly path: string;
}

/** `command,fid,P1,P2,P3,"data","path"`: a file is selected, and the command sent. */
function* restrictedAccess(form: string, values: string): Conversation<SimOutcome | undefined> {
  const access = form === 'set' ? parseRestricted(values) : undefined;
  if (access === undefined) return 'parameters';
  const answer = yield* atCard(
    (channel) => run(channel, access),
    () => runAtSim(access),
  );
  if (answer === undefined) return 'failure';
  const [data, sw1, sw2] = [answer.subarray(0, -2), answer.at(-2)!, answer.at(-1)!];
  return [`+CRSM: ${sw1},${sw2}${data.length === 0 ? '' : `,"${hex(data)}"`}`];
}

function parseRestricted(values: string): Restricted | undefined {
  const fields = values.split(',').map((one) => one.trim().replace(/^"(.*)"$/, '$1'));
  const [command = '', fid = '0', p1 = '0', p2 = '0', p3 = '0', data = '', path = ''] = fields;
  const numbers = [command, fid, p1, p2, p3].map((one) => (one === '' ? 0 : Number(one)));
  const isNumber = (one: number, max: number) => Number.isInteger(one) && one >= 0 && one <= max;
  const isHex = (text: string) => text.length % 2 === 0 && !/[^0-9A-F]/i.test(text);
  const [number = 0, file = 0, ...rest] = numbers;
  if (fields.length > 7 || command === '' || !isHex(data) || !isHex(path)) return undefined;
  if (!isNumber(file, 0xffff) || !rest.every((one) => isNumber(one, 0xff))) return undefined;
  if (![...Object.values(CRSM), ...CRSM_UPDATES].includes(number as never)) return undefined;
  if (file === 0 && number !== CRSM.status) return undefined;
  const parameters = rest as unknown as Restricted['parameters'];
  return { command: number, fid: file, parameters, data: unhex(data), path };
}

function* run(channel: number, access: Restricted): Conversation<Bytes> {
  const { command, parameters, data } = access;
  const cla = classWithChannel(0, channel);
  if (command === CRSM.status)
    return yield* whole(bytes(classWithChannel(0x80, channel), INS.STATUS, ...parameters));
  const selected = yield* select(channel, access);
  if (!isSuccess(selected) || command === CRSM.parameters) return selected;
  const [p1, p2, p3] = parameters;
  const head = bytes(cla, command, p1, p2);
  if (!CRSM_UPDATES.includes(command)) return yield* whole(concat(head, bytes(p3)));
  return yield* whole(concat(head, bytes(data.length), data));
}

/** The same in class A0, where GET RESPONSE, too, gives the parameters of the file. */
function* runAtSim({ command, fid, parameters, data, path }: Restricted): Conversation<Bytes> {
  const [p1, p2, p3] = parameters;
  if (command === CRSM.status) return yield* legacy(INS.STATUS, p1, p2, p3);
  const selected = yield* legacyFind(fid, stepsOf(path));
  if (!isSuccess(selected) || command === CRSM.parameters) return selected;
  if (!CRSM_UPDATES.includes(command)) return yield* legacy(command, p1, p2, p3);
  return yield* legacy(command, p1, p2, data.length, ...data);
}

function stepsOf(path: string): readonly number[] {
  return path.match(/.{4}/g)?.map((one) => Number.parseInt(one, 16)) ?? [];
}

/** Files 6Fxx without a path are the USIM's, others the MF's; 7FFF in a path is the USIM. */
function* select(channel: number, { fid, path }: Restricted): Conversation<Bytes> {
  const steps = stepsOf(path);
  const below = steps[0] === FID.mf ? steps.slice(1) : steps;
  const isUsim = below[0] === FID_ADF || (path === '' && fid >> 8 === 0x6f);
  if (!isUsim) return yield* selectPath(channel, fid === FID.mf ? [fid] : [...below, fid]);
  const aid = yield* findUsim(channel);
  if (aid === undefined) return bytes(0x6a, 0x82);
  let answer = yield* selectName(aid, { channel, p2: 0x04 });
  for (const one of [...below.slice(1), fid]) {
    if (isSuccess(answer)) answer = yield* selectFid(channel, one);
  }
  return answer;
}

function quoted(values: string): readonly string[] | undefined {
  const codes = values.split(',').map((one) => one.trim().replace(/^"(.*)"$/, '$1'));
  return values === '' ? undefined : codes;
}

function isCode(code: string): boolean {
  return /^\d{4,8}$/.test(code);
}

function done(sw: number): SimOutcome {
  return sw === 0x9000 ? [] : errorOf(sw);
}

/** [TS27007 §9.2] */
function errorOf(sw: number): ModemError {
  if (sw === 0x6982 || sw === LEGACY_SW.denied) return 'pinNeeded';
  if (sw === 0x6983 || sw === 0x63c0 || sw === LEGACY_SW.blocked) return 'pukNeeded';
  if (sw >> 4 === 0x63c) return 'password';
  if (sw === 0x6a82 || sw === LEGACY_SW.notFound) return 'notFound';
  const isNotAllowed = sw === 0x6984 || sw === 0x6985 || sw === LEGACY_SW.contradiction;
  return isNotAllowed ? 'notAllowed' : 'failure';
}
