/**
 * AUTHENTICATE: the network proves itself, then the application answers. Each security context has
 * a function of its own. [TS31102 §7.1] [TS31103 §7.1]
 */
import { type Bytes, bytes, concat, sameSecret, xored } from '../../base/index.ts';
import {
  authenticationFunctions,
  type AuthenticationKeys,
  gbaMac,
  gsmCipherKey,
  gsmResponse,
} from '../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../os/abi/index.ts';
import { INS, SW } from '../../wire/index.ts';
import { answer, wrongLength, wrongParameters } from '../command/answer.ts';
import type { Place, UiccCommand } from '../command/definition.ts';
import type { Volume } from '../file/volume.ts';
import { deriveNaf, keepBootstrap } from './bootstrapping.ts';
import { subscriptionInFile } from './key-file.ts';
import { SequenceNumbers, SQN_LENGTH } from './sequence-numbers.ts';
import { applicationKind, hasService, SERVICE } from './service-table.ts';
import { algorithmOf, type Subscription, subscriptionIn } from './subscription.ts';

const CLAUSE = 'TS31102 §7.1.2';
const SPECIFIC = 0x80;
/** Bits 3 to 1 of P2. [TS31102 §7.1.2 table] */
const CONTEXT = { gsm: 0x00, umts: 0x01, gba: 0x04 } as const;
/** Tags of answers, and of requests of GBA. [TS31102 §7.1.2] */
const TAG = { done: 0xdb, synchronisation: 0xdc, bootstrap: 0xdd, naf: 0xde } as const;
const RAND_LENGTH = 16;
const AUTN_LENGTH = 16;
const AMF_END = SQN_LENGTH + 2;
/** AMF in AUTS. [TS33102 §6.3.3] */
const AMF_RESYNC = bytes(0, 0);

/** An application that can authenticate, in one session. */
interface Authenticator {
  readonly place: Place;
  readonly volume: Volume;
  readonly subscription: Subscription;
}

interface Challenge {
  readonly rand: Bytes;
  readonly autn: Bytes;
}

export const authenticate: UiccCommand = {
  name: 'AUTHENTICATE',
  ins: INS.AUTHENTICATE,
  clause: CLAUSE,
  classes: 'inter-industry',
  direction: 'in',
  check(place, { p1, p2 }) {
    if (p1 !== 0) wrongParameters(CLAUSE, 'P1 is 00');
    if ((p2 & SPECIFIC) === 0) wrongParameters(CLAUSE, 'P2 names no reference of the application');
    contextOf(p2);
    authenticatorOf(place);
  },
  run(place, command) {
    const one = authenticatorOf(place);
    switch (contextOf(command.p2)) {
      case CONTEXT.gsm:
        return gsmContext(one, command);
      case CONTEXT.umts:
        return umtsContext(one, command);
      case CONTEXT.gba:
        return gbaContext(one, command);
    }
  },
};

function contextOf(p2: number): (typeof CONTEXT)[keyof typeof CONTEXT] {
  const context = Object.values(CONTEXT).find((one) => one === (p2 & ~SPECIFIC));
  return context ?? wrongParameters(CLAUSE, 'P2 names a security context that is not supported');
}

/** The application of the session, once its PIN is verified. */
function authenticatorOf(place: Place): Authenticator {
  const { context, session, uicc } = place;
  const volume = context.application;
  const subscription = volume && subscriptionOf(place, volume);
  if (volume === undefined || subscription === undefined)
    return refuse(SW.CONDITIONS, CLAUSE, 'no application that authenticates is active');
  if (!uicc.verified(session, { volume, application: volume }).user())
    return refuse(SW.SECURITY_STATUS, CLAUSE, 'the PIN of the application is not verified');
  return { place, volume, subscription };
}

/** With the keys of its file, where it has one. */
function subscriptionOf({ uicc }: Place, volume: Volume): Subscription | undefined {
  const kept = subscriptionIn(volume.nvm).get();
  if (kept?.keyFile === undefined) return kept;
  return subscriptionInFile(volume, kept, uicc.services.crypto);
}

function notSupported(why: string): never {
  return refuse(SW.CONTEXT_NOT_SUPPORTED, CLAUSE, why);
}

/** RAND alone: SRES and Kc. [TS31102 §7.1.1.2] */
function gsmContext(one: Authenticator, { data }: Command): Response {
  const { volume } = one;
  if (applicationKind(volume) !== 'usim' || !hasService(volume, SERVICE.usim.gsmSecurityContext))
    return notSupported('the application has no GSM security context');
  const [rand] = fields(data, [RAND_LENGTH]);
  const { sres, kc } = gsmAnswer(one, rand!);
  return answer(concat(bytes(sres.length), sres, bytes(kc.length), kc));
}

/** What a SIM answers to RUN GSM ALGORITHM: SRES, Kc. [TS51011 §9.2.16] */
export function runGsmAlgorithm(place: Place, rand: Bytes): Bytes | undefined {
  // The USIM's, else those of DF_GSM alone.
  const { applications, mf } = place.uicc.files;
  for (const volume of [...applications, mf.volume]) {
    const subscription = subscriptionOf(place, volume);
    if (subscription === undefined) continue;
    const { sres, kc } = gsmAnswer({ place, volume, subscription }, rand);
    return concat(sres, kc);
  }
  return undefined;
}

function gsmAnswer(one: Authenticator, rand: Bytes) {
  const keys = functionsOf(one).keys(rand);
  return { sres: gsmResponse(keys.res), kc: gsmCipherKey(keys) };
}

/** RES, CK, IK, and Kc for GSM access; or AUTS. [TS31102 §7.1.1.1] */
function umtsContext(one: Authenticator, { data }: Command): Response {
  const [rand, autn] = fields(data, [RAND_LENGTH, AUTN_LENGTH]);
  const challenge = { rand: rand!, autn: autn! };
  const proven = prove(one, challenge, (mac) => mac);
  if (proven === undefined) return synchronisationFailure(one, challenge);
  const { res, ck, ik } = proven;
  const withKc =
    applicationKind(one.volume) === 'usim' && hasService(one.volume, SERVICE.usim.gsmAccess);
  const values = [res, ck, ik, ...(withKc ? [gsmCipherKey(proven)] : [])];
  return answer(concat(bytes(TAG.done), ...values.map(withLength)));
}

/** Bootstrapping, or derivation of a key for a NAF. [TS31102 §7.1.1.4] [TS33220 §5] */
function gbaContext(one: Authenticator, { data }: Command): Response {
  const kind = applicationKind(one.volume);
  if (kind === undefined || !hasService(one.volume, SERVICE[kind].gba))
    return notSupported('the application has no bootstrapping');
  const { services } = one.place.uicc;
  const [tag] = data;
  const rest = data.subarray(1);
  if (tag === TAG.naf) {
    const [nafId, impi] = fields(rest, [undefined, undefined]);
    const key = deriveNaf(services.crypto, one.volume.nvm, { nafId: nafId!, impi: impi! });
    if (key === undefined) return refuse(SW.CONDITIONS, CLAUSE, 'no bootstrapping has happened');
    return answer(concat(bytes(TAG.done), withLength(key)));
  }
  if (tag !== TAG.bootstrap) return refuse(SW.WRONG_DATA, CLAUSE, 'the data begin with DD or DE');
  const [rand, autn] = fields(rest, [RAND_LENGTH, AUTN_LENGTH]);
  const challenge = { rand: rand!, autn: autn! };
  const proven = prove(one, challenge, (mac, { ik }) => gbaMac(services.crypto, mac, ik));
  if (proven === undefined) return synchronisationFailure(one, challenge);
  keepBootstrap(one.volume.nvm, { rand: rand!, ks: concat(proven.ck, proven.ik) });
  return answer(concat(bytes(TAG.done), withLength(proven.res)));
}

/**
 * The keys, once the network has proven itself: 9862 where its MAC is wrong, nothing where its
 * number is not accepted. [TS33102 §6.3.3]
 */
function prove(
  one: Authenticator,
  { rand, autn }: Challenge,
  expected: (mac: Bytes, keys: AuthenticationKeys) => Bytes,
): AuthenticationKeys | undefined {
  const functions = functionsOf(one);
  const keys = functions.keys(rand);
  const sqn = xored(autn.subarray(0, SQN_LENGTH), keys.ak);
  const { macA } = functions.mac({ rand, sqn, amf: autn.subarray(SQN_LENGTH, AMF_END) });
  if (!sameSecret(expected(macA, keys), autn.subarray(AMF_END)))
    return refuse(SW.AUTHENTICATION_ERROR, CLAUSE, 'the MAC of the network is wrong');
  const numbers = new SequenceNumbers(one.volume.nvm);
  return numbers.accept(sqn, one.subscription.limits) ? keys : undefined;
}

/** DC and AUTS: the highest number, concealed, and its MAC. [TS33102 §6.3.3] */
function synchronisationFailure(one: Authenticator, { rand }: Challenge): Response {
  const functions = functionsOf(one);
  const sqn = new SequenceNumbers(one.volume.nvm).highest();
  const { macS } = functions.mac({ rand, sqn, amf: AMF_RESYNC });
  const auts = concat(xored(sqn, functions.resyncKey(rand)), macS);
  return answer(concat(bytes(TAG.synchronisation), withLength(auts)));
}

function functionsOf({ place, subscription }: Authenticator) {
  return authenticationFunctions(place.uicc.services.crypto, algorithmOf(subscription));
}

function withLength(value: Bytes): Bytes {
  return concat(bytes(value.length), value);
}

/** Fields with a length byte each, to the end of the data. */
function fields(data: Bytes, lengths: readonly (number | undefined)[]): readonly Bytes[] {
  const list: Bytes[] = [];
  let at = 0;
  for (const expected of lengths) {
    const length = data[at];
    const value = data.subarray(at + 1, at + 1 + (length ?? 0));
    if (length === undefined || value.length !== length)
      return wrongLength(CLAUSE, 'a field is longer than the data');
    if (expected !== undefined && length !== expected)
      return refuse(SW.WRONG_DATA, CLAUSE, `a field has ${expected} bytes`);
    list.push(value);
    at += 1 + length;
  }
  if (at !== data.length) return wrongLength(CLAUSE, 'there are bytes behind the last field');
  return list;
}
