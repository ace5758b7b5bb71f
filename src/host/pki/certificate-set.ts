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
}

export interface TestBranch {
  readonly curve: KeyCurve;
  readonly ci: Certified;
  readonly eum: Certified;
  readonly euicc: Certified;
  readonly dpAuth: Certified;
  readonly dpPb: Certified;
  readonly dpTls: Certified;
}

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
const OID = { ci: '2.999.1', eum: '2.999.5', server: '2.999.10' } as const;

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
  const server = (commonName: string, more: Pick<Subject, 'policy' | 'usage' | 'dns'>): Certified =>
    issue(
      parts,
      { name: nameOf({ organization: ORGANIZATION, commonName }), oid: OID.server, ...more },
      { curve, issuer: ci },
    );
  return {
    curve,
    ci,
    eum,
    euicc: issueEuicc(parts, eum, { eid: options.eid, organization: ORGANIZATION }),
    dpAuth: server('Bifrons TEST SM-DP+', { policy: CERTIFICATE_ROLE['dp-auth'], usage: 'data' }),
    dpPb: server('Bifrons TEST SM-DP+', { policy: CERTIFICATE_ROLE['dp-pb'], usage: 'data' }),
    dpTls: server(options.server, {
      policy: CERTIFICATE_ROLE['dp-tls'],
      usage: 'tls',
      dns: options.server,
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
    ];
  });
}
