/**
 * A terminal registers at the test network: the USIM says who it is, both sides prove themselves,
 * and a sequence number that has run ahead is followed. [TS33102 §6.3] [TS31102 §7.1]
 */
import { type Bytes, bytes, concat, equal, hex } from '../../base/index.ts';
import { classWithChannel, INS, parseImsi } from '../../wire/index.ts';
import {
  type Conversation,
  onOwnChannel,
  pinCommand,
  readOfUsim,
  selectUsim,
  statusOf,
  whole,
} from '../clients/index.ts';
import type { AuthenticationCentre, AuthenticationVector } from './authentication-centre.ts';

export type Registration =
  | {
      readonly state: 'registered';
      readonly imsi: string;
      /** Whether the network had to take the USIM's sequence number first. */
      readonly resynchronised: boolean;
      readonly ck: Bytes;
      readonly ik: Bytes;
    }
  | { readonly state: 'rejected'; readonly imsi?: string; readonly why: string };

export interface RegistrationOptions {
  /** PIN of the USIM, 4 to 8 digits, where it is enabled. */
  readonly pin?: string | undefined;
}

const FID_IMSI = 0x6f07;
const CONTEXT_UMTS = 0x81;
const TAG = { done: 0xdb, synchronisation: 0xdc } as const;

/** The whole registration, on a channel of the terminal's own. */
export function* register(
  centre: AuthenticationCentre,
  { pin }: RegistrationOptions = {},
): Conversation<Registration> {
  if (pin !== undefined) {
    const sw = yield* pinCommand(INS.VERIFY, pin);
    if (sw !== 0x9000) return rejected(`the PIN is refused: ${word(sw)}`);
  }
  const result = yield* onOwnChannel((channel) => onChannel(channel, centre));
  return result ?? rejected('the card has no free channel');
}

function* onChannel(channel: number, centre: AuthenticationCentre): Conversation<Registration> {
  if (!(yield* selectUsim(channel))) return rejected('the card has no USIM in EF_DIR');
  const answer = yield* readOfUsim(channel, FID_IMSI);
  const sw = statusOf(answer);
  const imsi = sw === 0x9000 ? parseImsi(answer.subarray(0, -2)) : undefined;
  if (imsi === undefined) return rejected(`EF_IMSI cannot be read: ${word(sw)}`);
  if (!centre.has(imsi)) return { ...rejected('the network has no such subscriber'), imsi };
  return yield* authenticated(channel, centre, imsi);
}

/** One attempt, and a second one after a resynchronisation. */
function* authenticated(
  channel: number,
  centre: AuthenticationCentre,
  imsi: string,
): Conversation<Registration> {
  for (const resynchronised of [false, true]) {
    const vector = centre.vector(imsi);
    const answer = yield* whole(authenticate(channel, vector));
    const sw = statusOf(answer);
    if (sw !== 0x9000) {
      const why = sw === 0x9862 ? 'the USIM rejects the network: other keys' : word(sw);
      return { ...rejected(why), imsi };
    }
    const [tag, ...rest] = fieldsOf(answer.subarray(0, -2));
    const [first] = rest;
    if (tag === TAG.done) return judged(rest, { vector, imsi, resynchronised });
    const { rand } = vector;
    const isFollowed =
      tag === TAG.synchronisation &&
      first !== undefined &&
      centre.resynchronise(imsi, { rand, auts: first });
    if (!isFollowed) return { ...rejected('AUTS of the USIM is wrong'), imsi };
  }
  return { ...rejected('the USIM rejects its own sequence number'), imsi };
}

function judged(
  [res]: readonly Bytes[],
  proof: {
    readonly vector: AuthenticationVector;
    readonly imsi: string;
    readonly resynchronised: boolean;
  },
): Registration {
  const { vector, imsi, resynchronised } = proof;
  if (res === undefined || !equal(res, vector.xres))
    return { ...rejected('RES of the USIM is wrong'), imsi };
  return { state: 'registered', imsi, resynchronised, ck: vector.ck, ik: vector.ik };
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

function rejected(why: string): { readonly state: 'rejected'; readonly why: string } {
  return { state: 'rejected', why };
}

function word(sw: number): string {
  return hex(bytes(sw >> 8, sw & 0xff));
}
