/** The signatures that are here, by the constants of the class. [JCAPI §Signature] */
import type { ResumableHash } from '../../../crypto/index.ts';
import { PAD } from './padding.ts';

export type SignatureRow = {
  readonly algorithm: number;
  /** Constants of digest, cipher and padding. */
  readonly parts: readonly [number, number, number];
} & (
  | { readonly kind: 'des-mac' | 'aes-mac'; readonly length: number }
  | {
      readonly kind: 'hmac' | 'rsa' | 'pss' | 'ecdsa' | 'ecdsa-plain';
      readonly hash: ResumableHash;
    }
);

/** Constants of SIG_CIPHER. */
const CIPHER = {
  DES_MAC4: 1,
  DES_MAC8: 2,
  RSA: 3,
  ECDSA: 5,
  AES_MAC: 6,
  HMAC: 7,
  ECDSA_PLAIN: 9,
  AES_CMAC: 10,
} as const;
const PAD_PKCS1 = 7;
const PAD_PSS = 8;
/** Of an algorithm that only digest, cipher and padding name. */
const NO_CONSTANT = 0;

const HASHES: Readonly<Record<ResumableHash, number>> = {
  sha1: 1,
  sha224: 7,
  sha256: 4,
  sha384: 5,
  sha512: 6,
};

type HashedKind = Extract<SignatureRow, { hash: ResumableHash }>['kind'];

/** One for each hash function that has a constant. */
function hashed(
  kind: HashedKind,
  place: { readonly cipher: number; readonly padding: number },
  algorithms: Partial<Record<ResumableHash, number>>,
): readonly SignatureRow[] {
  return Object.entries(algorithms).map(([name, algorithm]) => {
    const hash = name as ResumableHash;
    return { kind, hash, algorithm, parts: [HASHES[hash], place.cipher, place.padding] };
  });
}

function desMac(cipher: number, length: number, paddings: Readonly<Record<number, number>>) {
  return Object.entries(paddings).map(([padding, algorithm]): SignatureRow => {
    return { kind: 'des-mac', length, algorithm, parts: [0, cipher, Number(padding)] };
  });
}

export const SIGNATURES: readonly SignatureRow[] = [
  ...desMac(CIPHER.DES_MAC4, 4, {
    [PAD.NOPAD]: 1,
    [PAD.M1]: 3,
    [PAD.M2]: 5,
    [PAD.PKCS5]: 7,
    [PAD.M2_ALG3]: 19,
    [PAD.M1_ALG3]: 47,
  }),
  ...desMac(CIPHER.DES_MAC8, 8, {
    [PAD.NOPAD]: 2,
    [PAD.M1]: 4,
    [PAD.M2]: 6,
    [PAD.PKCS5]: 8,
    [PAD.M2_ALG3]: 20,
    [PAD.M1_ALG3]: 48,
  }),
  ...[18, 35, 36].map((algorithm): SignatureRow => {
    const cipher = algorithm === 18 ? CIPHER.AES_MAC : NO_CONSTANT;
    return { kind: 'aes-mac', length: 16, algorithm, parts: [0, cipher, PAD.NOPAD] };
  }),
  { kind: 'aes-mac', length: 16, algorithm: 49, parts: [0, CIPHER.AES_CMAC, PAD.NULL] },
  ...hashed(
    'hmac',
    { cipher: CIPHER.HMAC, padding: PAD.NULL },
    {
      sha1: 24,
      sha256: 25,
      sha384: 26,
      sha512: 27,
    },
  ),
  ...hashed(
    'rsa',
    { cipher: CIPHER.RSA, padding: PAD_PKCS1 },
    {
      sha1: 10,
      sha224: 39,
      sha256: 40,
      sha384: 41,
      sha512: 42,
    },
  ),
  ...hashed(
    'pss',
    { cipher: CIPHER.RSA, padding: PAD_PSS },
    {
      sha1: 21,
      sha224: 43,
      sha256: 44,
      sha384: 45,
      sha512: 46,
    },
  ),
  ...hashed(
    'ecdsa',
    { cipher: CIPHER.ECDSA, padding: PAD.NULL },
    {
      sha1: 17,
      sha224: 37,
      sha256: 33,
      sha384: 34,
      sha512: 38,
    },
  ),
  ...hashed(
    'ecdsa-plain',
    { cipher: CIPHER.ECDSA_PLAIN, padding: PAD.NULL },
    {
      sha1: NO_CONSTANT,
      sha224: NO_CONSTANT,
      sha256: NO_CONSTANT,
      sha384: NO_CONSTANT,
      sha512: NO_CONSTANT,
    },
  ),
];

/** CMAC pads as it says itself. */
export function isCmac({ parts }: SignatureRow): boolean {
  return parts[1] === CIPHER.AES_CMAC;
}
