export { AES_BLOCK } from './aes.ts';
export { bitLength, byteLength, fromBigInt, invert, mod, toBigInt } from './big-integer.ts';
export {
  type ChainedData,
  ctr,
  decryptCbc,
  decryptEcb,
  encryptBlock,
  encryptCbc,
  encryptEcb,
} from './block-modes.ts';
export { type CurveDomain, curveDomain, type CurveParameters } from './curve-domain.ts';
export { DES_BLOCK } from './des.ts';
export {
  drawScalar,
  type EcdsaSignature,
  type EcKeyPair,
  generateEcKey,
  signEcdsa,
} from './ecdsa.ts';
export { assertEdwardsKey, isCanonicalEd25519 } from './edwards.ts';
export { hashSizes } from './hashes.ts';
export { hkdf, type KdfInput, kdfX963 } from './kdf.ts';
export { cmac, hmac, type Mac, macAlgorithm1, macAlgorithm3, type RetailCiphers } from './mac.ts';
export { assertMontgomery } from './montgomery.ts';
export { CURVE_NAMES, type CurveName } from './named-curves.ts';
export { decryptOaep, encryptOaep, oaepLengthMax, type OaepOptions } from './oaep.ts';
export { padBlocks, unpadBlocks } from './padding.ts';
export { decryptPkcs1, digestInfo, encryptPkcs1, signPkcs1, verifyPkcs1 } from './pkcs1.ts';
export { compressPoint, decompressPoint } from './point-encoding.ts';
export {
  type BlockCipher,
  type Crypto,
  type Curve,
  type EcdsaClaim,
  type Edwards,
  type Hash,
  HASH_NAMES,
  type HashName,
  type Montgomery,
  type RsaCrtKey,
  type RsaExponentKey,
  type RsaKey,
} from './port.ts';
export { type PssOptions, signPss, verifyPss } from './pss.ts';
export { pureCrypto } from './pure.ts';
export { randomStream } from './random-stream.ts';
export { checkedRsaValue, modulusLength, modulusOf } from './rsa.ts';
export { generateRsaKey, type RsaKeyPair } from './rsa-key-generation.ts';
export { deriveScp03, SCP03_DERIVATION, type Scp03Derivation } from './scp03-derivation.ts';
export { readSignature } from './short-weierstrass.ts';
