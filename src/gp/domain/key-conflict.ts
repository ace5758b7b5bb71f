/** Which components make a key that can be kept. [GPCS §11.1.8] [GPCS §11.8.2.3] */
import { type CurvePlace, ECC_KEYS, eccConflict } from './ecc-key.ts';
import { type KeyPart } from './key.ts';
import { RSA_KEYS, rsaConflict } from './rsa-key.ts';
import { KEY_TYPE } from '../../wire/globalplatform/index.ts';

const T = KEY_TYPE;

/** Lengths of symmetric keys; any where none are listed. */
const SYMMETRIC: ReadonlyMap<number, readonly number[]> = new Map<number, readonly number[]>([
  [T.DES, [16, 24]],
  [T.AES, [16, 24, 32]],
  [T.PSK_TLS, []],
  [T.HMAC_SHA1, []],
  [T.HMAC_SHA1_160, []],
]);

/** Why these components are no key, if they are none; in the words of the trace. */
export function partsConflict(place: CurvePlace, parts: readonly KeyPart[]): string | undefined {
  const types = parts.map(({ type }) => type);
  const lengths = SYMMETRIC.get(types[0]!);
  if (lengths !== undefined) {
    if (parts.length > 1) return 'a symmetric key has one component';
    const { length } = parts[0]!.value;
    if (lengths.length === 0 || lengths.includes(length)) return undefined;
    return `a key of ${length} bytes is none of its type`;
  }
  if (RSA_KEYS.some((kind) => isKind(kind, types))) return rsaConflict(parts);
  if (ECC_KEYS.some((kind) => isKind(kind, types))) return eccConflict(place, parts);
  return `components of types ${types.map((type) => type.toString(16)).join(', ')} are no key`;
}

/** In any order. */
function isKind(kind: readonly number[], types: readonly number[]): boolean {
  return kind.length === types.length && kind.every((type) => types.includes(type));
}
