/**
 * A public key infrastructure for tests: an issuer, a manufacturer, an eUICC and a server on each
 * curve, with all private keys. Its names state that it is for tests.
 */
import type { Bytes } from '../../base/index.ts';

import { CERTIFICATE_ROLE, emitEcPrivateKey, type KeyCurve } from '../../wire/x509/index.ts';
import { type Certified, issue, nameOf, type PkiParts, type Subject } from './issue.ts';

export interface TestPkiOptions {
  /** 32 digits. */
  readonly eid: string;
  /** The name of the server in its TLS certificate. */
  readonly server: string;
  /** The name of the SM-DS in its TLS certificate. */
  readonly smds?: string | undefined;
}

export interface TestBranch {
  readonly curve: KeyCurve;
  readonly ci: Certified;
  readonly eum: Certified;
  readonly euicc: Certified;
  readonly dpAuth: Certified;
  readonly dpPb: Certified;
  readonly dpTls: Certified;
  readonly dsAuth: Certified;
  readonly dsTls: Certified;
  /** An operator's, for the connections to its SM-DP+. */
  readonly operatorTls: Certified;
}

export const TEST_SMDS = 'testrootsmds.example.com';

/** One file of a folder of certificates and keys. */
export interface PkiFile {
  /** Below the folder, without an extension. */
  readonly path: string;
  readonly kind: 'certificate' | 'key';
  readonly der: Bytes;
}

/** Curves as file names have them. */
const SUFFIX: Readonly<Record<KeyCurve, string>> = { p256: 'NIST', brainpoolP256r1: 'BRP' };
export const PKI_CURVES = Object.keys(SUFFIX) as readonly KeyCurve[];

const ORGANIZATION = 'Bifrons TEST, not for production';
/** The issuer identification number: the first digits of the EID. [SGP29 §3] */
const IIN_LENGTH = 8;
/** Below the arc 2.999, which is for examples. */
const OID = {
  ci: '2.999.1',
  eum: '2.999.5',
  server: '2.999.10',
  smds: '2.999.15',
  operator: '2.999.20',
} as const;

export function createTestPki(parts: PkiParts, options: TestPkiOptions): readonly TestBranch[] {
  return PKI_CURVES.map((curve) => createBranch(parts, curve, options));
}

function createBranch(parts: PkiParts, curve: KeyCurve, options: TestPkiOptions): TestBranch {
  const ci = issue(
    parts,
    {
      name: nameOf({ commonName: 'Bifrons TEST CI', organization: ORGANIZATION, country: 'XX' }),
      policy: CERTIFICATE_ROLE.ci,
      usage: 'issuer',
      oid: OID.ci,
    },
    { curve },
  );
  const eum = issue(
    parts,
    {
      name: nameOf({ country: 'XX', organization: ORGANIZATION, commonName: 'Bifrons TEST EUM' }),
      policy: CERTIFICATE_ROLE.eum,
      usage: 'issuer',
      pathLength: 0,
      oid: OID.eum,
      permitted: [
        nameOf({
          organization: ORGANIZATION,
          serialNumber: options.eid.slice(0, IIN_LENGTH),
        }),
      ],
    },
    { curve, issuer: ci },
  );
  const server = (commonName: string, more: Omit<Subject, 'name'>): Certified =>
    issue(
      parts,
      { name: nameOf({ organization: ORGANIZATION, commonName }), ...more },
      { curve, issuer: ci },
    );
  const { server: dns, smds = TEST_SMDS } = options;
  return {
    curve,
    ci,
    eum,
    euicc: issueEuicc(parts, eum, { eid: options.eid, organization: ORGANIZATION }),
    ...serverCertificates(server, { dns, smds }),
  };
}

type Make = (commonName: string, more: Omit<Subject, 'name'>) => Certified;

/** Of SM-DP+, SM-DS and operator. [SGP22 §4.5.2.1] */
function serverCertificates(
  make: Make,
  { dns, smds }: { readonly dns: string; readonly smds: string },
) {
  const role = CERTIFICATE_ROLE;
  const { server: oid } = OID;
  const tls = (policy: string, name: string, of: string) =>
    make(name, { policy, usage: 'tls', oid: of, dns: name });
  return {
    dpAuth: make('Bifrons TEST SM-DP+', { policy: role['dp-auth'], usage: 'data', oid }),
    dpPb: make('Bifrons TEST SM-DP+', { policy: role['dp-pb'], usage: 'data', oid }),
    dpTls: tls(role['dp-tls'], dns, oid),
    dsAuth: make('Bifrons TEST SM-DS', { policy: role['ds-auth'], usage: 'data', oid: OID.smds }),
    dsTls: tls(role['ds-tls'], smds, OID.smds),
    operatorTls: make('Bifrons TEST operator', {
      policy: OID.operator,
      usage: 'tls',
      oid: OID.operator,
    }),
  };
}

/** A new key of an eUICC, with its certificate. */
export function issueEuicc(
  parts: PkiParts,
  eum: Certified,
  { eid, organization }: { readonly eid: string; readonly organization: string },
): Certified {
  const name = nameOf({
    country: 'XX',
    organization,
    serialNumber: eid,
    commonName: 'Bifrons TEST eUICC',
  });
  const subject: Subject = { name, policy: CERTIFICATE_ROLE.euicc, usage: 'data' };
  return issue(parts, subject, { curve: eum.curve, issuer: eum });
}

/** In the folders and under the names that the tools of the field look for. */
export function filesOf(branches: readonly TestBranch[]): readonly PkiFile[] {
  return branches.flatMap((branch) => {
    const suffix = SUFFIX[branch.curve];
    const both = (of: Certified, folder: string, title: string): readonly PkiFile[] => [
      { path: `${folder}/CERT_${title}`, kind: 'certificate', der: of.certificate },
      { path: `${folder}/SK_${title}`, kind: 'key', der: emitEcPrivateKey(of, of.publicKey) },
    ];
    return [
      // The issuer's key is elsewhere: tools read all files beside the certificate as certificates.
      {
        path: `CertificateIssuer/CERT_CI_ECDSA_${suffix}`,
        kind: 'certificate',
        der: branch.ci.certificate,
      },
      {
        path: `CI/SK_CI_ECDSA_${suffix}`,
        kind: 'key',
        der: emitEcPrivateKey(branch.ci, branch.ci.publicKey),
      },
      ...both(branch.eum, 'EUM', `EUM_ECDSA_${suffix}`),
      ...both(branch.euicc, 'eUICC', `EUICC_ECDSA_${suffix}`),
      ...both(branch.dpAuth, 'DPauth', `S_SM_DPauth_ECDSA_${suffix}`),
      ...both(branch.dpPb, 'DPpb', `S_SM_DPpb_ECDSA_${suffix}`),
      ...both(branch.dpTls, 'DPtls', `S_SM_DP_TLS_${suffix}`),
      ...both(branch.dsAuth, 'DSauth', `S_SM_DSauth_ECDSA_${suffix}`),
      ...both(branch.dsTls, 'DStls', `S_SM_DS_TLS_${suffix}`),
      ...both(branch.operatorTls, 'Operator', `S_OPERATOR_TLS_${suffix}`),
    ];
  });
}
