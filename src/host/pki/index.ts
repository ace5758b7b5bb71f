/** Certificates for tests of remote provisioning: made here, or brought from elsewhere. */
export { type DescribedChain, type ImportedPki, importPki } from './import-pki.ts';
export {
  type Certified,
  certify,
  issue,
  keyIdentifier,
  nameOf,
  type PkiParts,
  sign,
  type Subject,
} from './issue.ts';
export {
  createTestPki,
  filesOf,
  issueEuicc,
  PKI_CURVES,
  TEST_SMDS,
  type PkiFile,
  type TestBranch,
  type TestPkiOptions,
} from './certificate-set.ts';
export {
  serverIdentities,
  type ServerIdentity,
  type ServerIssuer,
  type ServerKey,
  type ServerKind,
} from './server-identities.ts';
export { type ListSigner, revocationList, type RevocationListOptions } from './revocation-list.ts';
