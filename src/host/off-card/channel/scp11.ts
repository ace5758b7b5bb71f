/**
 * Secure channel protocol 11, the host's side: key agreement with the card's key, and in variants a
 * and c with a certificate of the host. The text of the amendment is not public; values are those
 * of independent implementations. [GPAmdF §3] [GPAmdF §7]
 */
import {
  bytes,
  type Bytes,
  concat,
  HostError,
  isWireError,
  sameSecret,
} from '../../../base/index.ts';
import {
  cmac,
  type Curve,
  type CurveName,
  generateEcKey,
  type Scp11Keys,
  scp11Keys,
} from '../../../crypto/index.ts';
import { emitTlv, findTlv, parseTlvs, INS } from '../../../wire/index.ts';
import {
  AGREEMENT_TAG,
  KEY_TYPE,
  KEY_USAGE_LEVELS,
  SCP11,
  SCP11_VARIANTS,
} from '../../../wire/globalplatform/index.ts';
import type { CardSession } from '../card-session.ts';
import { type CardCommand, checkAccepted, unreadable } from '../command.ts';
import type { HostConversation } from '../conversation.ts';
import { untrusted } from './initialize-update.ts';
import { Scp03Messaging } from './scp03-messaging.ts';

export type Scp11Variant = keyof typeof SCP11_VARIANTS;

/** Bit of P2 for each certificate but the last. */
const MORE_CERTIFICATES = 0x80;

/** What the host proves itself with. */
export interface HostIdentity {
  /** SK.OCE.ECKA. */
  readonly key: Bytes;
  /** From one that the card's key of an authority verifies to the host's own. */
  readonly certificates: readonly Bytes[];
  /** The card's key of that authority. */
  readonly authority: { readonly version: number; readonly id: number };
}

export interface Scp11Wish {
  readonly variant: Scp11Variant;
  readonly curve: CurveName;
  /** PK.SD.ECKA, an uncompressed point, from the card's certificate or otherwise known. */
  readonly cardKey: Bytes;
  readonly keyVersion: number;
  readonly identity?: HostIdentity;
  /** 11 or 33. */
  readonly level: number;
  readonly keyLength?: 16 | 24 | 32;
  /** Whether MACs travel in all their 16 bytes. */
  readonly s16?: boolean;
}

export function scp11KeyId(variant: Scp11Variant): number {
  return SCP11_VARIANTS[variant].keyId;
}

/** Throws `HostError` CARD_REFUSED, CARD_UNTRUSTED, INPUT_INVALID. */
export function* agreeScp11(session: CardSession, wish: Scp11Wish): HostConversation<void> {
  session.close();
  const { name, keyId, parameter, mutual } = SCP11_VARIANTS[wish.variant];
  const { identity, keyLength = 16, level } = wish;
  const [usage] = [...KEY_USAGE_LEVELS].find(([, means]) => means === level) ?? [];
  if (usage === undefined)
    throw invalid('SCP11 has the levels 11 and 33', 'give --level rmac or renc');
  if (mutual && identity === undefined) {
    throw invalid(`${name} needs a certificate of the host`, 'give one, or use SCP11b');
  }
  if (mutual) yield* sendCertificates(session, identity!);
  const curve = session.crypto.curve(wish.curve);
  const ephemeral = generateEcKey(curve, session.rng);
  const control = emitTlv(
    AGREEMENT_TAG.CONTROL,
    emitTlv(AGREEMENT_TAG.PARAMETERS, bytes(SCP11, parameter)),
    emitTlv(AGREEMENT_TAG.KEY_USAGE, bytes(usage)),
    emitTlv(AGREEMENT_TAG.KEY_TYPE, bytes(KEY_TYPE.AES)),
    emitTlv(AGREEMENT_TAG.KEY_LENGTH, bytes(keyLength)),
  );
  const request = concat(control, emitTlv(AGREEMENT_TAG.POINT, ephemeral.publicKey));
  const command: CardCommand = {
    name: `${mutual ? 'MUTUAL' : 'INTERNAL'} AUTHENTICATE`,
    ins: mutual ? INS.EXTERNAL_AUTHENTICATE : INS.INTERNAL_AUTHENTICATE,
    p1: wish.keyVersion,
    p2: keyId,
    data: request,
  };
  const { data } = checkAccepted(command, yield* session.send(command));
  const answer = parseAnswer(command, data);
  const keys = agree(session, {
    curve,
    ephemeral: ephemeral.key,
    card: { ephemeral: answer.point, key: wish.cardKey },
    host: mutual ? identity!.key : ephemeral.key,
    info: { keyUsage: usage, keyLength },
  });
  const aes = (key: Bytes) => session.crypto.aes(key);
  const covered = concat(request, emitTlv(AGREEMENT_TAG.POINT, answer.point));
  if (!sameSecret(cmac(aes(keys.receipt))(covered), answer.receipt)) throw untrusted('receipt');
  session.open(
    new Scp03Messaging({
      protocol: SCP11,
      enc: aes(keys.enc),
      mac: cmac(aes(keys.mac)),
      rmac: cmac(aes(keys.rmac)),
      dek: aes(keys.dek),
      level,
      macLength: wish.s16 === true ? 16 : 8,
      chaining: answer.receipt,
      diversification: bytes(),
      keyVersion: wish.keyVersion,
    }),
  );
}

/** PERFORM SECURITY OPERATION for each certificate. [GPAmdF §7.5] */
function* sendCertificates(session: CardSession, identity: HostIdentity): HostConversation<void> {
  const { certificates, authority } = identity;
  for (const [at, certificate] of certificates.entries()) {
    const follows = at < certificates.length - 1;
    yield* session.sendChecked({
      name: 'PERFORM SECURITY OPERATION',
      ins: INS.PERFORM_SECURITY_OPERATION,
      p1: authority.version,
      p2: authority.id | (follows ? MORE_CERTIFICATES : 0),
      data: certificate,
      chains: 'class',
    });
  }
}

function parseAnswer(
  { name }: CardCommand,
  data: Bytes,
): { readonly point: Bytes; readonly receipt: Bytes } {
  const objects = parseTlvs(data);
  const list = isWireError(objects) ? [] : objects;
  const point = findTlv(list, AGREEMENT_TAG.POINT);
  const receipt = findTlv(list, AGREEMENT_TAG.RECEIPT);
  if (point === undefined || receipt === undefined) throw unreadable(name, data);
  return { point, receipt };
}

interface Agreement {
  readonly curve: Curve;
  readonly ephemeral: Bytes;
  readonly card: { readonly ephemeral: Bytes; readonly key: Bytes };
  /** The host's static key; in SCP11b its ephemeral one. */
  readonly host: Bytes;
  readonly info: { readonly keyUsage: number; readonly keyLength: number };
}

function agree(
  { crypto }: CardSession,
  { curve, ephemeral, card, host, info }: Agreement,
): Scp11Keys {
  const ephemeralSecret = curve.sharedX(ephemeral, card.ephemeral);
  const staticSecret = curve.sharedX(host, card.key);
  if (ephemeralSecret === undefined || staticSecret === undefined) throw untrusted('public key');
  return scp11Keys(crypto.hash('sha256'), { ephemeralSecret, staticSecret, ...info });
}

function invalid(what: string, next: string): HostError {
  return new HostError('INPUT_INVALID', what, next);
}
