/** The certificate of a server under the issuer of a session. [SGP22 §2.6.7] */
import { type Bytes, equal } from '../../base/index.ts';
import type { CertificateRole } from '../../wire/x509/index.ts';
import type { Euicc } from '../euicc.ts';
import {
  checkCertificate,
  type CheckedCertificate,
  type CertificateProblem,
} from '../trust/index.ts';

/** The issuers are those whose certificates the eUICC has. */
export function checkServerCertificate(
  { services, settings, trust }: Euicc,
  certificate: Bytes,
  { ciKeyId, roles }: { readonly ciKeyId: Bytes; readonly roles: readonly CertificateRole[] },
): CheckedCertificate | CertificateProblem {
  const issuer = trust.find(({ keyId }) => equal(keyId, ciKeyId));
  if (issuer === undefined) return { problem: 'certificate', why: 'its issuer is not known' };
  const { time } = settings;
  return checkCertificate(services.crypto, certificate, { issuer, roles, time });
}
