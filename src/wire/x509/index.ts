/** X.509 certificates. [RFC5280] */
export {
  type AlgorithmIdentifier,
  type Certificate,
  type CertificateContent,
  emitCertificate,
  emitCertificateContent,
  parseCertificate,
} from './certificate.ts';
export {
  type BasicConstraints,
  emitKeyIdentifiers,
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
