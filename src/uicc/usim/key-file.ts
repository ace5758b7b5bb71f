/**
 * Keys of authentication in an EF of the ADF, as test cards have them so that their owners change
 * them by UPDATE BINARY: configuration, K, OP or OPc. [TS33102 §6.3]
 */
import { type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import { type Crypto, milenageOpc, tuakTopc } from '../../crypto/index.ts';
import { ROOT_ID } from '../file/file-entry.ts';
import type { Volume } from '../file/volume.ts';
import type { AlgorithmName, Subscription } from './subscription.ts';

/** Low half of the first byte. */
const ALGORITHMS: ReadonlyMap<number, AlgorithmName> = new Map([
  [0x4, 'milenage'],
  [0x6, 'tuak'],
  [0xf, 'xor'],
]);
const HAS_OPC = 0x10;
/** RES of 4 bytes; in a file of TUAK a key of 32 bytes. */
const SHORT_RES_OR_LONG_KEY = 0x40;
const KEY_LENGTH = 16;
const TOP_LENGTH = 32;
const RES = { short: 4, long: 8 } as const;
/** Bits 3 to 1 of a TUAK configuration's second byte. */
const TUAK_RES: readonly number[] = [4, 8, 16, 32];

/** What the file says now; nothing where it says nothing that can be used. */
export function subscriptionInFile(
  volume: Volume,
  kept: Subscription,
  crypto: Crypto,
): Subscription | undefined {
  const file = volume.children(ROOT_ID).find(({ fid }) => fid === kept.keyFile);
  if (file === undefined || file.kind !== 'transparent') return undefined;
  const content = volume.read(file, 0, file.length);
  const algorithm = ALGORITHMS.get((content[0] ?? 0) & 0x0f);
  if (algorithm === undefined) return undefined;
  if (algorithm === 'tuak') return tuakIn(content, kept);
  const [configuration = 0] = content;
  const key = content.subarray(1, 1 + KEY_LENGTH);
  const op = content.subarray(1 + KEY_LENGTH, 1 + 2 * KEY_LENGTH);
  if (op.length !== KEY_LENGTH) return undefined;
  const resLength = (configuration & SHORT_RES_OR_LONG_KEY) !== 0 ? RES.short : RES.long;
  const hasOpc = (configuration & HAS_OPC) !== 0;
  const opc = algorithm === 'xor' ? EMPTY : hasOpc ? op : milenageOpc(crypto, key, op);
  return { ...kept, algorithm, key, opc, resLength };
}

/** Its own order: a second byte of lengths, iterations, TOPc, then K. */
function tuakIn(content: Bytes, kept: Subscription): Subscription | undefined {
  const [configuration = 0, lengths = 0, iterations = 0] = content;
  const isLong = (configuration & SHORT_RES_OR_LONG_KEY) !== 0;
  const top = content.subarray(3, 3 + TOP_LENGTH);
  const key = content.subarray(3 + TOP_LENGTH, 3 + TOP_LENGTH + (isLong ? 2 : 1) * KEY_LENGTH);
  const resLength = TUAK_RES[lengths & 0x07];
  const isWhole = key.length === (isLong ? 2 : 1) * KEY_LENGTH && iterations > 0;
  if (!isWhole || resLength === undefined) return undefined;
  const opc = (configuration & HAS_OPC) !== 0 ? top : tuakTopc(key, top, iterations);
  return { ...kept, algorithm: 'tuak', key, opc, resLength, iterations };
}

/** What the file holds of a subscription; `subscriptionInFile` reads it. */
export function keyFileContent(subscription: Subscription): Bytes {
  const { algorithm, key, opc, resLength, iterations } = subscription;
  const isTuak = algorithm === 'tuak';
  const mark = isTuak ? key.length > KEY_LENGTH : resLength === RES.short;
  const code = [...ALGORITHMS].find(([, name]) => name === algorithm)![0];
  const configuration = code | HAS_OPC | (mark ? SHORT_RES_OR_LONG_KEY : 0);
  const lengths = TUAK_RES.indexOf(resLength);
  if (isTuak) return concat(bytes(configuration, lengths, iterations), opc, key);
  return concat(bytes(configuration), key, opc.length > 0 ? opc : new Uint8Array(KEY_LENGTH));
}
