/** Certificates of remote provisioning: chains and their checks. [SGP22 §2.6.7] */
export {
  checkCertificate,
  type CheckedCertificate,
  isProblem,
  isSignedBy,
  type IssuerKey,
} from './check-certificate.ts';
export {
  chainProblem,
  type CheckedIssuer,
  issuerOf,
  type SigningIdentity,
  type TrustChain,
  trustChains,
} from './trust-chain.ts';
