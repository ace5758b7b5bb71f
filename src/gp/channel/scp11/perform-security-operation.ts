/**
 * PERFORM SECURITY OPERATION for secure channel protocol 11: the host's certificates, from the one
 * that the card's key of an authority verifies to the host's own. [GPAmdF §7.5]
 */
import { type Bytes, concat, EMPTY, equal } from '../../../base/index.ts';
import { type Curve, ecdsaHash } from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { SW } from '../../../wire/index.ts';
import { CLASS_PROPRIETARY, SCP11 } from '../../../wire/globalplatform/index.ts';
import { parseEcdsaSignature } from '../../../wire/x509/index.ts';
import type { CommandHead } from '../../command/command-head.ts';
import type { Domain } from '../../domain/domain.ts';
import type { ChannelPlace } from '../protocol.ts';
import { refuseBlocked, takeAttempt } from '../velocity.ts';
import { type HostCertificate, parseHostCertificate } from './certificate.ts';
import { ecKeyOf } from './ec-key.ts';
import { Scp11Trust } from './trust.ts';

const CLAUSE = 'GPAmdF §7.5';
/** Bit of P1, and of P2, where more commands or more certificates follow. */
const MORE = 0x80;
/** Bit of the class byte, which some hosts set instead. */
const CLASS_CHAINED = 0x10;
/** Longest certificate. */
const CERTIFICATE_MAX = 4096;
/** Keys of authorities: the usual one, and further ones. [GPAmdF §5.2] */
const AUTHORITY_IDS = [0x10, ...Array.from({ length: 16 }, (_, at) => 0x20 + at)];

export function checkSecurityOperation(_place: ChannelPlace, { cla }: CommandHead): void {
  if ((cla & ~CLASS_CHAINED) === CLASS_PROPRIETARY) return;
  refuse(SW.CLA_NOT_SUPPORTED, CLAUSE, 'certificates come without secure messaging');
}

export function performSecurityOperation(place: ChannelPlace, command: Command): Response {
  const { domain, states } = place;
  const { cla, p1, p2, data } = command;
  const before = states.of(domain.handle);
  states.set(domain.handle, { stage: 'none' });
  checkSecurityOperation(place, { ...command, length: data.length });
  const at = ((p1 & ~MORE) << 8) | (p2 & ~MORE);
  const begun = before.stage === 'initiated' ? before.initiated : undefined;
  const trust =
    begun instanceof Scp11Trust && begun.place === at && !begun.complete
      ? begun
      : beginTrust(domain, at);
  refuseBlocked(domain, trust.authority);
  const certificate = concat(trust.parts, data);
  if (certificate.length > CERTIFICATE_MAX) {
    refuse(SW.WRONG_DATA, CLAUSE, `a certificate has at most ${CERTIFICATE_MAX} bytes`);
  }
  const follows = (p1 & MORE) !== 0 || (cla & CLASS_CHAINED) !== 0;
  const next = follows
    ? new Scp11Trust({ ...trust, parts: certificate })
    : verified(domain, trust, { certificate, isLast: (p2 & MORE) === 0 });
  const { list } = domain.keys;
  const areKeysKept = () => domain.keys.list === list;
  states.set(domain.handle, { stage: 'initiated', protocol: SCP11, initiated: next, areKeysKept });
  return { data: EMPTY, sw: SW.OK };
}

/** P1 and P2 name the key of the authority; 0000 leaves it to the card. */
function beginTrust(domain: Domain, place: number): Scp11Trust {
  const [version, id] = [place >> 8, place & 0xff];
  const ids = id === 0 ? AUTHORITY_IDS : AUTHORITY_IDS.filter((one) => one === id);
  for (const one of ids) {
    const found = ecKeyOf(domain, { version, id: one }, 'public');
    if (found === undefined) continue;
    const authority = { version: found.key.version, id: found.key.id };
    const { curve } = found;
    return new Scp11Trust({
      authority,
      curve,
      place,
      parts: EMPTY,
      certified: undefined,
      complete: false,
    });
  }
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, 'no such key of an authority');
}

/** An attempt counts before its outcome is known; one that succeeds resets the count. */
function verified(
  domain: Domain,
  trust: Scp11Trust,
  { certificate, isLast }: { readonly certificate: Bytes; readonly isLast: boolean },
): Scp11Trust {
  const { authority, curve } = trust;
  takeAttempt(domain, authority);
  const parsed = parseHostCertificate(certificate);
  if (typeof parsed === 'string') return refuse(SW.WRONG_DATA, 'GPAmdF §6.2', parsed);
  if ((parsed.usage === 'key-agreement') !== isLast) {
    refuse(SW.WRONG_DATA, CLAUSE, 'the last certificate, and no other, is for key agreement');
  }
  const root = ecKeyOf(domain, { version: authority.version, id: authority.id ?? 0 }, 'public');
  const signer = trust.certified ?? root?.value;
  if (signer === undefined || !isSigned(curve, signer, parsed)) {
    refuse(SW.AUTHENTICATION_FAILED, CLAUSE, 'the signature of the certificate does not verify');
  }
  if (!curve.isOnCurve(parsed.publicKey)) {
    refuse(SW.WRONG_DATA, CLAUSE, 'a public key off the curve of its authority');
  }
  const { serials } = domain.keys.certificates.of(root!.key);
  if (isLast && serials !== undefined && !serials.some((one) => equal(one, parsed.serial))) {
    refuse(SW.AUTHENTICATION_FAILED, 'GPAmdF §6.7', 'a serial number that is not allowed');
  }
  domain.keys.attempts.reset(authority);
  const certified = Uint8Array.from(parsed.publicKey);
  return new Scp11Trust({ ...trust, parts: EMPTY, certified, complete: isLast });
}

function isSigned(curve: Curve, publicKey: Bytes, certificate: HostCertificate): boolean {
  const signature = parseEcdsaSignature(certificate.signature, curve.domain.orderLength);
  if (signature === undefined) return false;
  // In GlobalPlatform's format the hash goes with the curve of the signer. [GPCS §B.4.3]
  const hash = certificate.hash ?? ecdsaHash(curve);
  return curve.verify({ publicKey, ...signature, hash, message: certificate.signed });
}
