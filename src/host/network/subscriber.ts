/** Subscribers of a test network: as a description or a short JSON has them. [TS33102 §6.3] */
import { type Bytes, HostError, isHex, unhex } from '../../base/index.ts';
import { AUTHENTICATION_LENGTHS, type AuthenticationAlgorithm } from '../../crypto/index.ts';
import type { Description } from '../../device/index.ts';
import { parseImsi } from '../../wire/index.ts';
import type { Subscriber } from './authentication-centre.ts';

const EF_IMSI = ['6F07', '7F20/6F07'];
const RES_LENGTH = 8;
const KEY_LENGTH = 16;

type AlgorithmName = AuthenticationAlgorithm['kind'];

interface Written {
  readonly algorithm: AlgorithmName;
  readonly k: Bytes;
  readonly opc: Bytes;
  readonly resLength: number;
  readonly iterations: number;
}

/** Those that the profiles of a description authenticate, each once. */
export function describedSubscribers({ containers }: Description): readonly Subscriber[] {
  const list: Subscriber[] = [];
  for (const container of containers) {
    if (container.kind !== 'euicc') continue;
    for (const { uicc } of container.profiles) {
      if (uicc === undefined) continue;
      for (const { files, authentication } of [...uicc.applications, uicc]) {
        const file = [...files, ...uicc.files].find(({ path }) => EF_IMSI.includes(path));
        const imsi = parseImsi(unhex(file?.content ?? ''));
        if (authentication === undefined || imsi === undefined) continue;
        const { algorithm, key, opc = '', resLength, iterations } = authentication;
        const written = { algorithm, k: unhex(key), opc: unhex(opc), resLength, iterations };
        list.push({ imsi, algorithm: algorithmOf(written) });
      }
    }
  }
  return list;
}

/**
 * A subscriber of a JSON object: `imsi`, `algorithm`, `k`, `opc`; other fields are those of a
 * profile's specification, and are read over. Throws `HostError` INPUT_INVALID.
 */
export function parseSubscriber(input: unknown): Subscriber {
  if (typeof input !== 'object' || input === null) throw invalid('a subscriber is an object');
  const fields = input as Readonly<Record<string, unknown>>;
  const { imsi, algorithm, k, opc = '', resLength = RES_LENGTH, iterations = 1 } = fields;
  if (typeof imsi !== 'string' || !/^\d{6,15}$/.test(imsi)) throw invalid('imsi: 6 to 15 digits');
  if (typeof algorithm !== 'string' || !Object.hasOwn(AUTHENTICATION_LENGTHS, algorithm))
    throw invalid(`algorithm: one of ${Object.keys(AUTHENTICATION_LENGTHS).join(', ')}`);
  const name = algorithm as AlgorithmName;
  const lengths = AUTHENTICATION_LENGTHS[name];
  if (![4, 8, 16, 32].includes(resLength as number)) throw invalid('resLength: 4, 8, 16 or 32');
  if (!Number.isInteger(iterations) || (iterations as number) < 1)
    throw invalid('iterations: a number from 1');
  const written: Written = {
    algorithm: name,
    k: secret(k, 'k', lengths.k),
    opc: secret(opc, 'opc', lengths.opc),
    resLength: resLength as number,
    iterations: iterations as number,
  };
  return { imsi, algorithm: algorithmOf(written) };
}

function algorithmOf({ algorithm, k, opc, resLength, iterations }: Written) {
  const chosen: Readonly<Record<Written['algorithm'], AuthenticationAlgorithm>> = {
    milenage: { kind: 'milenage', k, opc, resLength },
    xor: { kind: 'xor', k, resLength },
    tuak: {
      kind: 'tuak',
      k,
      topc: opc,
      iterations,
      lengths: { res: resLength, ck: KEY_LENGTH, ik: KEY_LENGTH },
    },
  };
  return chosen[algorithm];
}

/** The error never repeats the value. */
function secret(value: unknown, field: string, lengths: readonly number[]): Bytes {
  if (typeof value !== 'string' || !isHex(value) || !lengths.includes(value.length / 2))
    throw invalid(`${field}: ${lengths.join(' or ')} bytes in hexadecimal`);
  return unhex(value);
}

function invalid(why: string): HostError {
  return new HostError('INPUT_INVALID', why, 'see examples/subscriber.json of the package');
}
