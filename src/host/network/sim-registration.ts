/** Registration of a SIM: class A0, and an answer to RAND alone. [TS51011 §9.2] */
import { type Bytes, bytes, equal, hex, hexNumber } from '../../base/index.ts';
import { INS, parseImsi } from '../../wire/index.ts';
import { type Conversation, legacy, legacyPin, statusOf } from '../clients/index.ts';
import type { AuthenticationCentre } from './authentication-centre.ts';
import type { Registration, RegistrationStep } from './registration-result.ts';

const CLASS = 0xa0;
/** Identifiers below the MF. [TS51011 §10] */
const PATH_IMSI = [0x7f20, 0x6f07] as const;
const IMSI_LENGTH = 9;
const SRES_LENGTH = 4;

export function* registerSim(
  centre: AuthenticationCentre,
  pin: string | undefined,
): Conversation<Registration> {
  const steps: RegistrationStep[] = [];
  const reject = (why: string): Registration => ({ state: 'rejected', why, steps });
  if (pin !== undefined) {
    const sw = yield* legacyPin(INS.VERIFY, pin);
    if (sw !== 0x9000) return reject(`the PIN is refused: ${hexNumber(sw, 2)}`);
  }
  for (const fid of PATH_IMSI) yield* select(fid);
  const read = yield bytes(CLASS, INS.READ_BINARY, 0, 0, IMSI_LENGTH);
  const imsi = statusOf(read) === 0x9000 ? parseImsi(read.subarray(0, -2)) : undefined;
  if (imsi === undefined) return reject(`EF_IMSI cannot be read: ${word(read)}`);
  steps.push({ side: 'card', kind: 'identity', imsi });
  if (!centre.has(imsi)) return { ...reject('the network has no such subscriber'), imsi };
  const { rand, autn, sres, kc, ck, ik } = centre.vector(imsi);
  steps.push({ side: 'network', kind: 'challenge', rand, autn, xres: sres });
  yield* select(PATH_IMSI[0]);
  const answer = yield* legacy(INS.AUTHENTICATE, 0, 0, rand.length, ...rand);
  if (statusOf(answer) !== 0x9000) {
    steps.push({ side: 'card', kind: 'refusal', sw: statusOf(answer) });
    return { ...reject(word(answer)), imsi };
  }
  const res = answer.subarray(0, SRES_LENGTH);
  const sameKeys = equal(answer.subarray(SRES_LENGTH, -2), kc);
  steps.push({ side: 'card', kind: 'response', res, sameKeys });
  if (!equal(res, sres)) return { ...reject('SRES of the SIM is wrong'), imsi };
  if (!sameKeys) return { ...reject('the SIM has derived another key'), imsi };
  return { state: 'registered', imsi, by: 'sim', resynchronised: false, ck, ik, steps };
}

/** Its file parameters are not fetched. */
function* select(fid: number): Conversation<void> {
  yield bytes(CLASS, INS.SELECT, 0, 0, 2, fid >> 8, fid & 0xff);
}

function word(answer: Bytes): string {
  return hex(answer.subarray(-2));
}
