/** Keys as people give them: hexadecimal, files, PEM. What is wrong with one never shows it. */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Bytes, HostError, unhex } from '../../base/index.ts';
import type { CurveName, RsaExponentKey } from '../../crypto/index.ts';
import { readTextWhole } from '../../keep/files/index.ts';
import { readGivenFile } from '../read-given-file.ts';

const FILE_LENGTH_MAX = 65_536;

/** Hexadecimal, or `@FILE` that holds it. */
export function readKey(text: string, what: string): Bytes {
  const digits = text.startsWith('@') ? readFile(text.slice(1), what) : text;
  try {
    const value = unhex(digits.trim());
    if (value.length > 0) return value;
  } catch {
    // The digits are a secret, and so is what is wrong among them.
  }
  throw invalid(`${what} is not in hexadecimal`, 'give two digits a byte, or @FILE with them');
}

export type AsymmetricKey =
  | {
      readonly kind: 'rsa';
      readonly publicKey: RsaExponentKey;
      readonly privateKey?: RsaExponentKey;
    }
  | {
      readonly kind: 'ecc';
      readonly curve: CurveName;
      readonly point: Bytes;
      readonly scalar?: Bytes;
    };

/** Names of curves in JSON Web Keys; the others have none. */
const CURVES: ReadonlyMap<string, CurveName> = new Map<string, CurveName>([
  ['P-256', 'p256'],
  ['P-384', 'p384'],
  ['P-521', 'p521'],
]);

/** A public or private key, PEM. Throws `HostError` INPUT_INVALID. */
export function readPem(path: string, what: string): AsymmetricKey {
  const text = readFile(path, what);
  let key: KeyObject;
  try {
    key = /PRIVATE KEY/.test(text) ? createPrivateKey(text) : createPublicKey(text);
  } catch {
    throw invalid(`${path} holds no key that reads`, 'give a key as PEM, without a passphrase');
  }
  return asymmetric(key, path);
}

function asymmetric(key: KeyObject, path: string): AsymmetricKey {
  let jwk: Record<string, unknown>;
  try {
    jwk = key.export({ format: 'jwk' }) as Record<string, unknown>;
  } catch {
    throw invalid(`${path} holds a key of a kind that is not known here`, 'use RSA, P-256, P-384');
  }
  const part = (name: string): Bytes =>
    Uint8Array.from(Buffer.from(String(jwk[name]), 'base64url'));
  if (jwk['kty'] === 'RSA') {
    const modulus = part('n');
    const publicKey = { modulus, exponent: part('e') };
    if (jwk['d'] === undefined) return { kind: 'rsa', publicKey };
    return { kind: 'rsa', publicKey, privateKey: { modulus, exponent: part('d') } };
  }
  const curve = CURVES.get(String(jwk['crv']));
  if (curve === undefined) {
    throw invalid(`${path} holds a key of a kind that is not known here`, 'use RSA, P-256, P-384');
  }
  const point = Uint8Array.of(4, ...part('x'), ...part('y'));
  return jwk['d'] === undefined
    ? { kind: 'ecc', curve, point }
    : { kind: 'ecc', curve, point, scalar: part('d') };
}

/** Certificates in their order, PEM, or DER and 7F21 one behind the other. */
export async function readCertificates(path: string): Promise<readonly Bytes[]> {
  const { certificatesIn } = await import('../../host/off-card/index.ts');
  const content = readGivenFile(path, { lengthMax: FILE_LENGTH_MAX });
  const blocks = content.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END/g);
  const found =
    blocks === null
      ? certificatesIn(Uint8Array.from(content))
      : blocks.map((one) => Uint8Array.from(new X509Certificate(`${one} CERTIFICATE-----\n`).raw));
  if (found.length > 0) return found;
  throw invalid(`${path} holds no certificate`, 'give certificates as PEM or DER');
}

function readFile(path: string, what: string): string {
  try {
    return readTextWhole(path, { lengthMax: FILE_LENGTH_MAX });
  } catch (error) {
    throw invalid(`${what}: ${path}: ${(error as Error).message}`, 'give a file that can be read');
  }
}

function invalid(what: string, next: string): HostError {
  return new HostError('INPUT_INVALID', what, next);
}
