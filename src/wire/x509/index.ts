/** X.509 certificates. [RFC5280] */
export {
  type Certificate,
  type CertificateContent,
  emitCertificateContent,
  parseCertificate,
} from './certificate.ts';
export {
  CRL_ENTRY_EXTENSION,
  CRL_EXTENSION,
  emitRevocationListContent,
  isOfAllCertificates,
  parseExtensionNumber,
  parseReasonCode,
  parseRevocationList,
  REMOVE_FROM_CRL,
  type RevocationList,
  type RevocationListContent,
  type RevokedCertificate,
} from './crl.ts';
export {
  emitEcdsaSignature,
  parseEcdsaSignature,
  type SignatureNumbers,
} from './ecdsa-signature.ts';
export {
  type BasicConstraints,
  emitBasicConstraints,
  emitCertificatePolicies,
  emitKeyIdentifiers,
  emitKeyUsage,
  EXTENSION,
  type Extension,
  findExtension,
  KEY_USAGE,
  parseAuthorityKeyIdentifier,
  parseBasicConstraints,
  parseCertificatePolicies,
  parseKeyUsage,
  parseSubjectKeyIdentifier,
} from './extensions.ts';
export { ATTRIBUTE, type Name, type NameAttribute } from './names.ts';
export {
  type AlternativeNames,
  emitAlternativeNames,
  emitPermittedNames,
  parsePermittedNames,
  parseRegisteredId,
} from './name-constraints.ts';
export { type EcPrivateKey, emitEcPrivateKey, parseEcPrivateKey } from './private-key.ts';
export {
  curveOfKey,
  EC_PUBLIC_KEY,
  ecAlgorithm,
  ECDSA_WITH_SHA256,
  KEY_CURVE,
  type KeyCurve,
} from './public-key.ts';
export { CERTIFICATE_ROLE, type CertificateRole } from './roles.ts';
export { type AlgorithmIdentifier, emitSigned } from './signed.ts';
