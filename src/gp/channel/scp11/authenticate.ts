/**
 * MUTUAL AUTHENTICATE (SCP11a, SCP11c) and INTERNAL AUTHENTICATE (SCP11b): key agreement from both
 * parties' static and ephemeral keys. [GPAmdF §7.2] [GPAmdF §7.3]
 */
import { bytes, type Bytes, concat, equal, isWireError } from '../../../base/index.ts';
import {
  cmac,
  type Crypto,
  type EcKeyPair,
  generateEcKey,
  type Scp11Keys,
  scp11Keys,
} from '../../../crypto/index.ts';
import { type Command, refuse, type Response } from '../../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlv, parseTlvs, SW } from '../../../wire/index.ts';
import {
  AGREEMENT_TAG,
  CLASS_PROPRIETARY,
  firstByte,
  KEY_TYPE,
  KEY_USAGE_LEVELS,
  SCP03_OPTION,
  SCP11,
  SCP11_OPTION,
  type Scp11Variant,
} from '../../../wire/globalplatform/index.ts';
import type { CommandHead } from '../../command/command-head.ts';
import { channelOptions } from '../../domain/card-settings.ts';
import type { ChannelPlace } from '../protocol.ts';
import { Scp03Channel } from '../scp03/secure-messaging.ts';
import { SECURE_CHANNEL } from '../secure-channel-record.ts';
import { takeAttempt } from '../velocity.ts';
import { type EcKey, ecKeyOf } from './ec-key.ts';
import { Scp11Trust } from './trust.ts';

const KEY_LENGTHS: readonly number[] = [16, 24, 32];

/** What the host requests. [GPAmdF §7.1.1] */
interface Request {
  readonly keyUsage: number;
  readonly level: number;
  readonly keyLength: number;
  /** ePK.OCE.ECKA. */
  readonly point: Bytes;
}

export function checkAuthenticate(
  { keyId, option, name }: Scp11Variant,
  { domain }: ChannelPlace,
  { cla, p1, p2 }: CommandHead,
): EcKey {
  if (cla !== CLASS_PROPRIETARY) {
    refuse(SW.CLA_NOT_SUPPORTED, 'GPAmdF §7.2', 'key agreement has no secure messaging');
  }
  const isOffered = channelOptions(domain.environment.settings.channels, SCP11).some(
    (one) => (firstByte(one) & option) !== 0,
  );
  if (p2 !== keyId || !isOffered) {
    refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPAmdF §5.2', `not a key of ${name} on this card`);
  }
  const key = ecKeyOf(domain, { version: p1, id: p2 }, 'private');
  return key ?? refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPAmdF §7.2', 'no such key');
}

export function authenticate(
  variant: Scp11Variant,
  place: ChannelPlace,
  command: Command,
): Response {
  const { domain, states } = place;
  const { services, settings } = domain.environment;
  const before = states.of(domain.handle);
  states.set(domain.handle, { stage: 'none' });
  const card = checkAuthenticate(variant, place, { ...command, length: command.data.length });
  const reference = { version: card.key.version, id: card.key.id };
  takeAttempt(domain, reference);
  const request = parseRequest(variant, command.data);
  if (!card.curve.isOnCurve(request.point)) {
    refuse(SW.WRONG_DATA, 'GPAmdF §7.2', 'a point off the curve of the key');
  }
  const host = variant.mutual ? hostKeyOf(before, card) : request.point;
  const pair = variant.ephemeral
    ? generateEcKey(card.curve, services.rng)
    : { key: card.value, publicKey: card.curve.publicKey(card.value) };
  const keys = agree(services.crypto, request, { card, pair, host });
  const answered = emitTlv(AGREEMENT_TAG.POINT, pair.publicKey);
  const receipt = cmac(services.crypto.aes(keys.receipt))(command.data, answered);
  const isLong = channelOptions(settings.channels, SCP11).some(
    (option) => (firstByte(option) & SCP11_OPTION.S16) !== 0,
  );
  const aes = (key: Bytes) => services.crypto.aes(key);
  const channel = new Scp03Channel(
    {
      keys: { enc: aes(keys.enc), mac: cmac(aes(keys.mac)), rmac: cmac(aes(keys.rmac)) },
      dek: aes(keys.dek),
      level: request.level,
      domain: domain.handle,
      option: isLong ? SCP03_OPTION.S16 : 0,
    },
    {
      protocol: SCP11,
      authenticated: variant.mutual,
      chaining: receipt,
      // Only a host that has the private key of its certificate computes a right MAC.
      onFirst: () => domain.keys.attempts.reset(reference),
    },
  );
  if (!variant.mutual) domain.keys.attempts.reset(reference);
  states.set(domain.handle, { stage: 'open', channel });
  services.note(SECURE_CHANNEL, domain.entry.name, variant.name, reference.version, request.level);
  return { data: concat(answered, emitTlv(AGREEMENT_TAG.RECEIPT, receipt)), sw: SW.OK };
}

/** PK.OCE.ECKA, from the certificate that came before. */
function hostKeyOf(state: ReturnType<ChannelPlace['states']['of']>, { curve }: EcKey): Bytes {
  const trust = state.stage === 'initiated' ? state.initiated : undefined;
  if (!(trust instanceof Scp11Trust) || !trust.complete || trust.certified === undefined) {
    return refuse(SW.CONDITIONS, 'GPAmdF §7.5', 'the certificate of the host comes before');
  }
  if (curve.isOnCurve(trust.certified)) return trust.certified;
  return refuse(SW.CONDITIONS, 'GPAmdF §7.2', 'the keys of host and card have different curves');
}

/** The hash is SHA-256 with every curve, as hosts have it. [GPAmdF §3.1.2] */
function agree(
  crypto: Crypto,
  { point, keyUsage, keyLength }: Request,
  { card, pair, host }: { readonly card: EcKey; readonly pair: EcKeyPair; readonly host: Bytes },
): Scp11Keys {
  const ephemeralSecret = card.curve.sharedX(pair.key, point);
  const staticSecret = card.curve.sharedX(card.value, host);
  if (ephemeralSecret === undefined || staticSecret === undefined) {
    return refuse(SW.WRONG_DATA, 'GPAmdF §3.1.1', 'no shared secret with this point');
  }
  const hash = crypto.hash('sha256');
  return scp11Keys(hash, { ephemeralSecret, staticSecret, keyUsage, keyLength });
}

function parseRequest(variant: Scp11Variant, data: Bytes): Request {
  const bad = (why: string): never => refuse(SW.WRONG_DATA, 'GPAmdF §7.1.1', why);
  const control = parseTlv(data);
  if (isWireError(control) || control.tag !== AGREEMENT_TAG.CONTROL)
    return bad('no control reference A6');
  const point = parseTlv(data, control.next);
  if (isWireError(point) || point.tag !== AGREEMENT_TAG.POINT || point.next !== data.length) {
    return bad('no ephemeral key 5F49 behind the control reference');
  }
  const inside = parseTlvs(control.value);
  if (isWireError(inside)) return bad('the control reference is broken');
  const [parameters, usage, type, length] = [
    findTlv(inside, AGREEMENT_TAG.PARAMETERS),
    findTlv(inside, AGREEMENT_TAG.KEY_USAGE),
    findTlv(inside, AGREEMENT_TAG.KEY_TYPE),
    findTlv(inside, AGREEMENT_TAG.KEY_LENGTH),
  ];
  if (!parameters || !usage || !type || !length || inside.length !== 4) {
    return bad('the control reference has 90, 95, 80 and 81');
  }
  if (!equal(parameters, bytes(SCP11, variant.parameter))) {
    return bad(`not the parameters of ${variant.name}`);
  }
  const level = usage.length === 1 ? KEY_USAGE_LEVELS.get(usage[0]!) : undefined;
  if (level === undefined) return bad('a key usage that is not known');
  if (!equal(type, bytes(KEY_TYPE.AES))) return bad('session keys are AES keys');
  if (length.length !== 1 || !KEY_LENGTHS.includes(length[0]!)) return bad('no length of AES keys');
  return { keyUsage: usage[0]!, level, keyLength: length[0]!, point: point.value };
}
