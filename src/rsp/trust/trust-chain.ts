/**
 * What an eUICC trusts and is trusted by: the certificates of issuers, and under some of them its
 * manufacturer's certificate, its own, and its private key. Kept by the ECASD. [SGP22 §2.4.3]
 */
import { type Bytes, concat, equal, Fault, hex, isWireError, Secret } from '../../base/index.ts';
import type { Crypto } from '../../crypto/index.ts';
import type { Codec, Nvm } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../../wire/index.ts';
import {
  ATTRIBUTE,
  type Certificate,
  EXTENSION,
  findExtension,
  type Name,
  parseCertificate,
  parsePermittedNames,
  parseSubjectKeyIdentifier,
  curveOfKey,
} from '../../wire/x509/index.ts';
import { checkCertificate, type CheckedCertificate, isProblem } from './check-certificate.ts';

/** With them the eUICC signs under one issuer. */
export interface SigningIdentity {
  /** Certificates in DER. */
  readonly eum: Bytes;
  readonly euicc: Bytes;
  readonly key: Secret;
}

export interface TrustChain {
  /** The issuer's certificate in DER. */
  readonly ci: Bytes;
  /** Without one, the issuer's key only verifies. */
  readonly identity: SigningIdentity | undefined;
}

/** Of the stored form. */
const STORED = { chain: 0xa0, ci: 0x80, eum: 0x81, euicc: 0x82, key: 0x83 } as const;

const codec: Codec<readonly TrustChain[]> = {
  emit: (chains) =>
    concat(
      ...chains.map(({ ci, identity }) =>
        emitTlv(
          STORED.chain,
          emitTlv(STORED.ci, ci),
          ...(identity === undefined
            ? []
            : [
                emitTlv(STORED.eum, identity.eum),
                emitTlv(STORED.euicc, identity.euicc),
                emitTlv(STORED.key, identity.key.reveal()),
              ]),
        ),
      ),
    ),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('the certificates of an eUICC are damaged');
    return list.map(({ value }) => {
      const inside = parseTlvs(value);
      const ci = isWireError(inside) ? undefined : findTlv(inside, STORED.ci);
      if (isWireError(inside) || ci === undefined) throw new Fault('an issuer has no certificate');
      const eum = findTlv(inside, STORED.eum);
      const euicc = findTlv(inside, STORED.euicc);
      const key = findTlv(inside, STORED.key);
      const isWhole = eum !== undefined && euicc !== undefined && key !== undefined;
      return { ci, identity: isWhole ? { eum, euicc, key: new Secret(key) } : undefined };
    });
  },
};

/** In the part of memory of the ECASD. */
export function trustChains(nvm: Nvm) {
  return nvm.cell('certificates', codec, []);
}

/** An issuer as its certificate states it, checked when it was stored. */
export function issuerOf({ ci }: TrustChain): CheckedIssuer {
  const issuer = readIssuer(ci);
  if (typeof issuer === 'string') throw new Fault(`the stored certificate of an issuer: ${issuer}`);
  return issuer;
}

/** What the certificate states, or why it is of no issuer, in words. */
function readIssuer(source: Bytes): CheckedIssuer | string {
  const certificate = parseCertificate(source);
  if (isWireError(certificate)) return 'no certificate';
  const curve = curveOfKey(certificate.keyAlgorithm);
  if (curve === undefined) return 'its key is neither on P-256 nor on brainpoolP256r1';
  const found = findExtension(certificate.extensions, EXTENSION.subjectKeyIdentifier);
  const keyId = found && parseSubjectKeyIdentifier(found.value);
  if (keyId === undefined || isWireError(keyId)) return 'it has no identifier of its key';
  return { curve, keyId, publicKey: certificate.publicKey, certificate };
}

export type CheckedIssuer = Omit<CheckedCertificate, 'role' | 'oid'>;

/** What is wrong with a chain for an eUICC with this EID, in words; nothing where it is right. */
export function chainProblem(crypto: Crypto, chain: TrustChain, eid: Bytes): string | undefined {
  const root = readIssuer(chain.ci);
  if (typeof root === 'string') return `ci: ${root}`;
  // It signs itself, and may leave out who signed it.
  const ci = checkCertificate(crypto, chain.ci, { issuer: root, roles: ['ci'], root: true });
  if (isProblem(ci)) return `ci: ${ci.why}`;
  if (chain.identity === undefined) return undefined;
  const eum = checkCertificate(crypto, chain.identity.eum, { issuer: root, roles: ['eum'] });
  if (isProblem(eum)) return `eum: ${eum.why}`;
  const euicc = checkCertificate(crypto, chain.identity.euicc, { issuer: eum, roles: ['euicc'] });
  if (isProblem(euicc)) return `euicc: ${euicc.why}`;
  return identityProblem(crypto, { eum, own: euicc, key: chain.identity.key, eid });
}

interface Identity {
  readonly eum: CheckedCertificate;
  readonly own: CheckedCertificate;
  readonly key: Secret;
  readonly eid: Bytes;
}

function identityProblem(crypto: Crypto, { eum, own, key, eid }: Identity): string | undefined {
  const serial = attributeOf(own.certificate.subject, ATTRIBUTE.serialNumber);
  if (serial !== hex(eid)) return `euicc: it is of the EID ${serial}`;
  const found = findExtension(eum.certificate.extensions, EXTENSION.nameConstraints);
  const permitted = found && parsePermittedNames(found.value);
  if (permitted !== undefined && isWireError(permitted)) return 'eum: broken name constraints';
  if (permitted !== undefined && !permitted.some((one) => isWithin(own.certificate, one)))
    return 'euicc: the EUM may not certify its name';
  const domain = crypto.curve(own.curve);
  const isKey =
    key.length === domain.domain.orderLength &&
    equal(domain.publicKey(key.reveal()), own.publicKey);
  return isKey ? undefined : 'euicc: its key is another';
}

/** Equal attributes; a serial number is a prefix of the EID. [SGP22 §4.5.2.1.0.2] */
function isWithin({ subject }: Certificate, permitted: Name): boolean {
  return permitted.every(({ type, value }) => {
    const own = attributeOf(subject, type);
    return type === ATTRIBUTE.serialNumber ? own?.startsWith(value) === true : own === value;
  });
}

function attributeOf(name: Name, type: string): string | undefined {
  return name.find((one) => one.type === type)?.value;
}
