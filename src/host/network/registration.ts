/**
 * A terminal registers at the test network: the card says who it is, both sides prove themselves,
 * and a sequence number that has run ahead is followed. A card without a USIM is a SIM, which
 * proves itself alone. [TS33102 §6.3] [TS31102 §7.1] [TS51011 §9.2.16]
 */
import { type Bytes, bytes, concat, equal, hexNumber } from '../../base/index.ts';
import { classWithChannel, INS, parseImsi } from '../../wire/index.ts';
import {
  type Conversation,
  FID_MF,
  onOwnChannel,
  pinCommand,
  readOfUsim,
  selectPath,
  selectUsim,
  statusOf,
  whole,
} from '../clients/index.ts';
import { AUTS_LENGTH, type AuthenticationCentre } from './authentication-centre.ts';
import type { AuthenticationVector } from './authentication-centre.ts';
import type { Registration, RegistrationStep } from './registration-result.ts';
import { registerSim } from './sim-registration.ts';

export interface RegistrationOptions {
  /** PIN of the USIM, 4 to 8 digits, where it is enabled. */
  readonly pin?: string | undefined;
}

type Rejection = Extract<Registration, { readonly state: 'rejected' }>;

const FID_IMSI = 0x6f07;
const CONTEXT_UMTS = 0x81;
const TAG = { done: 0xdb, synchronisation: 0xdc } as const;
const AUTHENTICATION_ERROR = 0x9862;
const CLASS_NOT_SUPPORTED = 0x6e00;

/** The whole registration, on a channel of the terminal's own. */
export function* register(
  centre: AuthenticationCentre,
  { pin }: RegistrationOptions = {},
): Conversation<Registration> {
  // A SIM takes no class but A0.
  const isSim = statusOf(yield* selectPath(0, [FID_MF])) === CLASS_NOT_SUPPORTED;
  if (isSim) return yield* registerSim(centre, pin);
  if (pin !== undefined) {
    const sw = yield* pinCommand(INS.VERIFY, pin);
    if (sw !== 0x9000) return rejected(`the PIN is refused: ${hexNumber(sw, 2)}`);
  }
  const result = yield* onOwnChannel((channel) => onChannel(channel, centre));
  return result ?? rejected('the card has no free channel');
}

function* onChannel(channel: number, centre: AuthenticationCentre): Conversation<Registration> {
  if (!(yield* selectUsim(channel))) return rejected('the card has no USIM in EF_DIR');
  const answer = yield* readOfUsim(channel, FID_IMSI);
  const sw = statusOf(answer);
  const imsi = sw === 0x9000 ? parseImsi(answer.subarray(0, -2)) : undefined;
  if (imsi === undefined) return rejected(`EF_IMSI cannot be read: ${hexNumber(sw, 2)}`);
  const steps: RegistrationStep[] = [{ side: 'card', kind: 'identity', imsi }];
  if (!centre.has(imsi)) return { ...rejected('the network has no such subscriber', steps), imsi };
  return yield* authenticated(channel, centre, { imsi, steps });
}

interface Attempt {
  readonly imsi: string;
  readonly steps: RegistrationStep[];
}

/** One attempt, and a second one after a resynchronisation. */
function* authenticated(
  channel: number,
  centre: AuthenticationCentre,
  { imsi, steps }: Attempt,
): Conversation<Registration> {
  const reject = (why: string): Registration => ({ ...rejected(why, steps), imsi });
  for (const resynchronised of [false, true]) {
    const vector = centre.vector(imsi);
    const { rand, autn, xres, ck, ik } = vector;
    steps.push({ side: 'network', kind: 'challenge', rand, autn, xres });
    const answer = yield* whole(authenticate(channel, vector));
    const sw = statusOf(answer);
    if (sw !== 0x9000) {
      steps.push({ side: 'card', kind: 'refusal', sw });
      const isKey = sw === AUTHENTICATION_ERROR;
      return reject(isKey ? 'the USIM rejects the network: other keys' : hexNumber(sw, 2));
    }
    const [tag, ...fields] = fieldsOf(answer.subarray(0, -2));
    if (tag === TAG.done) {
      const [res = bytes(), ...keys] = fields;
      const sameKeys = equal(keys[0] ?? bytes(), ck) && equal(keys[1] ?? bytes(), ik);
      steps.push({ side: 'card', kind: 'response', res, sameKeys });
      if (!equal(res, xres)) return reject('RES of the USIM is wrong');
      if (!sameKeys) return reject('the USIM has derived other keys');
      return { state: 'registered', imsi, by: 'usim', resynchronised, ck, ik, steps };
    }
    const [auts] = fields;
    if (tag !== TAG.synchronisation || auts?.length !== AUTS_LENGTH)
      return reject('the answer of the USIM is none');
    const isValid = centre.resynchronise(imsi, { rand, auts });
    steps.push({ side: 'card', kind: 'synchronisation', auts });
    steps.push({ side: 'network', kind: 'resynchronised', isValid });
    if (!isValid) return reject('AUTS of the USIM is wrong');
  }
  return reject('the USIM rejects its own sequence number');
}

function authenticate(channel: number, { rand, autn }: AuthenticationVector): Bytes {
  const data = concat(bytes(rand.length), rand, bytes(autn.length), autn);
  const header = bytes(
    classWithChannel(0, channel),
    INS.AUTHENTICATE,
    0,
    CONTEXT_UMTS,
    data.length,
  );
  return concat(header, data, bytes(0));
}

/** A tag, then fields with a length byte each. */
function fieldsOf(data: Bytes): readonly [number | undefined, ...Bytes[]] {
  const list: Bytes[] = [];
  for (let at = 1; at < data.length; at += 1 + data[at]!)
    list.push(data.subarray(at + 1, at + 1 + data[at]!));
  return [data[0], ...list];
}

function rejected(why: string, steps: readonly RegistrationStep[] = []): Rejection {
  return { state: 'rejected', why, steps };
}
