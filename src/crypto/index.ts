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
export {
  ecdsaHash,
  signatureHash,
  type SignatureScheme,
  signContent,
  type SigningKey,
  verifyContent,
  type VerifyingKey,
} from './content-signature.ts';
export { REFERENCED_CURVES } from './curve-reference.ts';
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
export {
  finishHash,
  hashBlockLength,
  hashChainLength,
  hashStateLength,
  type ResumableHash,
  resumeHash,
  updateHash,
} from './hash-state.ts';
export { hkdf, type KdfInput, kdfX963 } from './kdf.ts';
export { keyCheckValue } from './key-check-value.ts';
export {
  cmac,
  cmacSubkeys,
  hmac,
  type Mac,
  macAlgorithm1,
  macAlgorithm3,
  type RetailCiphers,
} from './mac.ts';
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
} from './provider.ts';
export { type PssOptions, signPss, verifyPss } from './pss.ts';
export { pureCrypto } from './pure.ts';
export { randomStream } from './random-stream.ts';
export { checkedRsaValue, modulusLength, modulusOf } from './rsa.ts';
export { generateRsaKey, type RsaKeyPair } from './rsa-key-generation.ts';
export { deriveScp03, SCP03_DERIVATION, type Scp03Derivation } from './scp03-derivation.ts';
export { readSignature } from './short-weierstrass.ts';
export {
  AUTHENTICATION_ALGORITHMS,
  AUTHENTICATION_LENGTHS,
  type AuthenticationAlgorithm,
  authenticationFunctions,
  type AuthenticationFunctions,
  gsmCipherKey,
  gsmResponse,
} from './authentication-algorithm.ts';
export {
  BSP_MAC_LENGTH,
  type BspAgreement,
  bspDecrypt,
  bspEncrypt,
  type BspKeys,
  bspKeys,
  bspMac,
  type BspPlace,
  isBspMac,
} from './bsp.ts';
export {
  BSP_SEGMENT_LENGTH_MAX,
  BSP_TAG,
  type BspProblem,
  type BspTag,
  type OpenedSegment,
  openBspSegment,
  protectBspData,
  protectBspSegment,
  startBsp,
} from './bsp-segment.ts';
export { gbaMac, nafKey, type NafKeyInput } from './gba.ts';
export {
  type AuthenticationKeys,
  type AuthenticationNumbers,
  Milenage,
  MILENAGE_CONSTANTS,
  type MilenageConstants,
  type MilenageKeys,
  milenageOpc,
} from './milenage.ts';
export {
  SCP02_CHALLENGE_LENGTH,
  scp02CardChallenge,
  scp02CardCryptogram,
  type Scp02Challenges,
  scp02HostCryptogram,
  type Scp02Keys,
  scp02Mac,
  scp02NextVector,
  type Scp02SessionKeys,
  scp02SessionKeys,
} from './scp02.ts';
export { type Scp11Agreement, type Scp11Keys, scp11Keys } from './scp11.ts';
export {
  decryptPacket,
  encryptPacket,
  type PacketAlgorithm,
  packetChecksum,
  type PacketKey,
  packetPadding,
} from './secured-packet.ts';
export {
  concealSuci,
  revealSuci,
  SUCI_KEY_LENGTHS,
  type SuciParts,
  type SuciProfile,
} from './suci.ts';
export {
  type TuakKeys,
  tuakKeys,
  type TuakLengths,
  tuakMac,
  tuakResyncKey,
  tuakTopc,
} from './tuak.ts';
export { xorKeys, xorMac } from './xor-algorithm.ts';
