/** GET IDENTITY: the subscription identifier, concealed by the USIM. [TS31102 §7.5] [TS33501 §C] */
import { type Bytes, bytes, concat, isWireError, unhex } from '../../base/index.ts';
import { concealSuci } from '../../crypto/index.ts';
import { refuse } from '../../os/abi/index.ts';
import {
  emitDigits,
  emitPlmn,
  emitTlv,
  findTlv,
  INS,
  parseImsi,
  parseTlvs,
  SW,
  type Tlv,
} from '../../wire/index.ts';
import { answer, wrongLength, wrongParameters } from '../command/answer.ts';
import type { Place, UiccCommand } from '../command/definition.ts';
import { ROOT_ID } from '../file/file-entry.ts';
import type { Volume } from '../file/volume.ts';
import { hasService, SERVICE } from './service-table.ts';

const CLAUSE = 'TS31102 §7.5';
const P2_SUCI = 0x01;
const TAG_SUCI = 0xa1;

/** Files, by their identifiers from the ADF on. [TS31102 §4.4.11] [TS31102 §4.4.12] */
const FILE = {
  imsi: [0x6f07],
  administrativeData: [0x6fad],
  routingIndicator: [0x5fc0, 0x4f0a],
  calculation: [0x5fd0, 0x4f01],
} as const;

/** Objects of the calculation information. [TS31102 §4.4.11.8] */
const TAG = { schemes: 0xa0, keys: 0xa1, keyIdentifier: 0x80, key: 0x81 } as const;
/** Protection schemes. [TS33501 §C.1] */
const SCHEME = { null: 0, a: 1, b: 2 } as const;
/** SUPI format IMSI, type of identity SUCI. [TS24501 §9.11.3.4] */
const TYPE = 0x01;
/** The digit 0. [TS24501 §9.11.3.4] */
const ROUTING_DEFAULT = unhex('F0FF');

export const getIdentity: UiccCommand = {
  name: 'GET IDENTITY',
  ins: INS.GET_IDENTITY,
  clause: CLAUSE,
  classes: 'proprietary',
  direction: 'out',
  check(place, { p1, p2 }) {
    if (p1 !== 0 || p2 !== P2_SUCI) wrongParameters(CLAUSE, 'P2 names no identity that is given');
    applicationOf(place);
  },
  run(place, { data }) {
    if (data.length > 0) wrongLength(CLAUSE, 'no data come with this identity');
    const volume = applicationOf(place);
    return answer(emitTlv(TAG_SUCI, identityOf(place, volume)));
  },
};

/** The USIM of the session, where it is one that conceals by itself. */
function applicationOf({ uicc, session, context }: Place): Volume {
  const volume = context.application;
  const { suciCalculation, suciByUsim } = SERVICE.usim;
  const isOffered =
    volume !== undefined && hasService(volume, suciCalculation) && hasService(volume, suciByUsim);
  if (volume === undefined || !isOffered) {
    return refuse(SW.CONDITIONS, CLAUSE, 'no USIM that conceals its identifier is active');
  }
  if (!uicc.verified(session, { volume, application: volume }).user()) {
    return refuse(SW.SECURITY_STATUS, CLAUSE, 'the PIN of the application is not verified');
  }
  return volume;
}

/** [TS24501 §9.11.3.4] */
function identityOf(place: Place, volume: Volume): Bytes {
  const digits = imsiOf(volume);
  const msinAt = 3 + mncLengthOf(volume);
  const plain = emitDigits(digits.slice(msinAt));
  const network = emitPlmn({ mcc: digits.slice(0, 3), mnc: digits.slice(3, msinAt) });
  const routing = contentOf(volume, FILE.routingIndicator)?.slice(0, 2) ?? ROUTING_DEFAULT;
  const { scheme, keyIdentifier, output } = concealed(place, volume, plain);
  return concat(bytes(TYPE), network, routing, bytes(scheme, keyIdentifier), output);
}

interface Concealed {
  readonly scheme: number;
  readonly keyIdentifier: number;
  readonly output: Bytes;
}

/** By the first scheme in the list whose key is there; without any, in the null scheme. */
function concealed({ uicc }: Place, volume: Volume, plain: Bytes): Concealed {
  const { crypto, rng } = uicc.services;
  const { schemes, keys } = calculationOf(volume);
  for (const { scheme, index } of schemes) {
    if (scheme === SCHEME.null) break;
    const key = keys[index - 1];
    if (key === undefined || (scheme !== SCHEME.a && scheme !== SCHEME.b)) continue;
    const profile = scheme === SCHEME.a ? 'A' : 'B';
    const output = concealSuci(crypto, rng, { profile, homePublicKey: key.value, plain });
    if (output !== undefined) return { scheme, keyIdentifier: key.identifier, output };
  }
  return { scheme: SCHEME.null, keyIdentifier: 0, output: plain };
}

interface Calculation {
  readonly schemes: readonly { readonly scheme: number; readonly index: number }[];
  readonly keys: readonly { readonly identifier: number; readonly value: Bytes }[];
}

/** [TS31102 §4.4.11.8] */
function calculationOf(volume: Volume): Calculation {
  const content = contentOf(volume, FILE.calculation) ?? new Uint8Array(0);
  const objects = objectsOf(content);
  const list = findTlv(objects, TAG.schemes) ?? new Uint8Array(0);
  const schemes = Array.from({ length: list.length >> 1 }, (_, at) => ({
    scheme: list[2 * at]!,
    index: list[2 * at + 1]!,
  }));
  const inside = objectsOf(findTlv(objects, TAG.keys) ?? new Uint8Array(0));
  const keys = inside.flatMap(({ tag, value }, at) => {
    const key = inside[at + 1];
    const isPair = tag === TAG.keyIdentifier && value.length === 1 && key?.tag === TAG.key;
    return isPair ? [{ identifier: value[0]!, value: key.value }] : [];
  });
  return { schemes, keys };
}

/** What fills a file up behind its objects is left out. */
function objectsOf(content: Bytes): readonly Tlv[] {
  const end = content.indexOf(0xff);
  const whole = parseTlvs(content);
  if (!isWireError(whole)) return whole;
  for (let at = end; at > 0; at = content.indexOf(0xff, at + 1)) {
    const part = parseTlvs(content.subarray(0, at));
    if (!isWireError(part)) return part;
  }
  return [];
}

function imsiOf(volume: Volume): string {
  const content = contentOf(volume, FILE.imsi);
  const imsi = content && parseImsi(content);
  return imsi ?? refuse(SW.CONDITIONS, CLAUSE, 'EF.IMSI holds no identifier');
}

/** [TS31102 §4.2.18] */
function mncLengthOf(volume: Volume): number {
  return contentOf(volume, FILE.administrativeData)?.[3] === 3 ? 3 : 2;
}

/** Content of a transparent EF of the ADF. */
function contentOf(volume: Volume, path: readonly number[]): Bytes | undefined {
  let at = ROOT_ID;
  for (const fid of path) {
    const next = volume.children(at).find((one) => one.fid === fid);
    if (next === undefined) return undefined;
    at = next.id;
  }
  const entry = volume.entry(at);
  return entry?.kind === 'transparent' ? volume.read(entry, 0, entry.length) : undefined;
}
