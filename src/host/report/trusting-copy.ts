/** A test PKI for a copy whose eUICCs have no certificates. [SGP22 §4.5.2] */
import type { Bytes } from '../../base/index.ts';
import { type Description, parseDescription } from '../../device/index.ts';
import { createTestPki, filesOf, importPki, type PkiParts } from '../pki/index.ts';
import { SERVER, SMDS } from './offered-profile.ts';

export interface TrustingCopy {
  /** Its eUICCs of SGP.22 have certificates under issuers of the PKI. */
  readonly description: Description;
  /** Certificates and keys of the PKI. */
  readonly files: readonly Bytes[];
}

/** Issuers and servers are made for each eUICC: its EID stands in its certificate. */
export function withTestTrust(parts: PkiParts, description: Description): TrustingCopy {
  const files: Bytes[] = [];
  const containers = description.containers.map((one) => {
    if (one.kind !== 'euicc' || one.architecture === 'm2m') return one;
    const { eid } = one;
    const made = filesOf(createTestPki(parts, { eid, server: SERVER, smds: SMDS }));
    const own = made.map(({ der }) => der);
    files.push(...own);
    const { ciPublicKeys: _keys, ...rest } = one;
    return { ...rest, trust: importPki(parts, { files: own, eid }).chains };
  });
  return { description: parseDescription({ ...description, containers }), files };
}
