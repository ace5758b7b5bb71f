/**
 * Certificates and keys from elsewhere, in any layout: what each is for is read from its policy,
 * and who signed it from its key identifiers. [SGP22 §4.5.2]
 */
import { type Bytes, hex } from '../../base/index.ts';
import { ATTRIBUTE, type CertificateRole } from '../../wire/x509/index.ts';
import type { PkiParts } from './issue.ts';
import { issueEuicc, PKI_CURVES } from './certificate-set.ts';
import {
  attributeOf,
  type FoundCertificate,
  isBelow,
  readCertificates,
  type ReadCertificates,
  titleOf,
} from './read-certificates.ts';

/** As a device description has it, in hexadecimal. */
export interface DescribedChain {
  readonly ci: string;
  readonly eum?: string;
  readonly euicc?: string;
  readonly key?: string;
}

export interface ImportedPki {
  /** One for each issuer, in the order in which they were found. */
  readonly chains: readonly DescribedChain[];
  /** What was done with each issuer, in words. */
  readonly steps: readonly string[];
}

/**
 * The chains for an eUICC, those on P-256 first: where there is no certificate with its EID, a new
 * one is issued with the manufacturer's key. What is neither a certificate nor a key of the curves
 * is passed over.
 */
export function importPki(
  parts: PkiParts,
  { files, eid }: { readonly files: readonly Bytes[]; readonly eid: string },
): ImportedPki {
  const { certificates, keyOf } = readCertificates(parts.crypto, files);
  const steps: string[] = [];
  const chains = certificates
    .filter(({ role }) => role === 'ci')
    .toSorted((one, other) => PKI_CURVES.indexOf(one.curve) - PKI_CURVES.indexOf(other.curve))
    .map((ci): DescribedChain => {
      const chain = chainUnder(parts, { ci, certificates, keyOf, eid });
      steps.push(`${titleOf(ci)} on ${ci.curve}: ${chain.how}`);
      return { ci: hex(ci.der), ...chain.identity };
    });
  return { chains, steps };
}

interface Under extends ReadCertificates {
  readonly ci: FoundCertificate;
  readonly eid: string;
}

function chainUnder(
  parts: PkiParts,
  { ci, certificates, keyOf, eid }: Under,
): { readonly how: string; readonly identity?: Omit<DescribedChain, 'ci'> } {
  const below = (issuer: FoundCertificate, role: CertificateRole): readonly FoundCertificate[] =>
    certificates.filter((one) => one.role === role && isBelow(one, issuer));
  const manufacturers = below(ci, 'eum');
  let other: string | undefined;
  for (const eum of manufacturers) {
    for (const euicc of below(eum, 'euicc')) {
      const key = keyOf(euicc);
      if (key === undefined) continue;
      const named = attributeOf(euicc, ATTRIBUTE.serialNumber);
      if (named !== eid) {
        other ??= named;
        continue;
      }
      const identity = { eum: hex(eum.der), euicc: hex(euicc.der), key: hex(key) };
      return { how: 'a certificate with this EID is there', identity };
    }
  }
  for (const eum of manufacturers) {
    const key = keyOf(eum);
    if (key === undefined) continue;
    const { subject, publicKey } = eum.certificate;
    const organization = attributeOf(eum, ATTRIBUTE.organization) ?? '';
    const signer = { curve: eum.curve, key, publicKey, subject, certificate: eum.der };
    const made = issueEuicc(parts, signer, { eid, organization });
    const identity = { eum: hex(eum.der), euicc: hex(made.certificate), key: hex(made.key) };
    return { how: `a certificate was issued by ${titleOf(eum)}`, identity };
  }
  if (other !== undefined)
    return { how: `its eUICC has EID ${other}, this one ${eid}: it only verifies; see --eid` };
  return { how: 'without a key of a manufacturer; it only verifies' };
}
