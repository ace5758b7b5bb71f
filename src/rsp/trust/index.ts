/** Certificates of remote provisioning: chains and their checks. [SGP22 §2.6.7] */
export {
  checkCertificate,
  type CertificateProblem,
  type CheckedCertificate,
  isProblem,
  isSignedBy,
  type IssuerKey,
} from './check-certificate.ts';
export { type JoinProblem, joinRevocations } from './join-revocations.ts';
export { CRL_PARTS_MAX, type CrlProblem, readCrl } from './read-crl.ts';
export { isRevoked, type Revocations, revocations } from './revocations.ts';
export { isSignatureOf, type OwnKey, signData } from './sign.ts';
export {
  chainProblem,
  type CheckedIssuer,
  issuerOf,
  type SigningIdentity,
  type TrustChain,
  trustChains,
} from './trust-chain.ts';
