/** Revocation lists of the tests' issuers. */
import { type Bytes, isWireError } from '../../src/base/index.ts';
import {
  revocationList as listOf,
  type RevocationListOptions,
  type TestBranch,
} from '../../src/host/pki/index.ts';
import { parseCertificate } from '../../src/wire/x509/index.ts';
import { PKI_PARTS } from './trust.ts';

export type ListOptions = RevocationListOptions;

export function revocationList({ ci }: TestBranch, options: ListOptions): Bytes {
  return listOf(PKI_PARTS, ci, options);
}

export function serialNumberOf(certificate: Bytes): Bytes {
  const parsed = parseCertificate(certificate);
  if (isWireError(parsed)) throw new Error('no certificate');
  return parsed.serialNumber;
}
