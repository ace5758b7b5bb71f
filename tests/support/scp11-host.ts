/**
 * The host side of secure channel protocol 11, written from `node:crypto` alone so that the card
 * side is judged by something independent of it. Certificates in GlobalPlatform's format.
 */
import { createECDH, createHash, createPrivateKey, createSign, type ECDH } from 'node:crypto';
import { cmac, Scp03Host } from './scp03-host.ts';

type Bytes = Uint8Array;

/** Curves: the names of OpenSSL, and the key parameter references. */
export const CURVES = {
  p256: { openssl: 'prime256v1', reference: 0, length: 32, jwk: 'P-256' },
  p384: { openssl: 'secp384r1', reference: 1, length: 48, jwk: 'P-384' },
  brainpoolP256r1: { openssl: 'brainpoolP256r1', reference: 3, length: 32, jwk: undefined },
} as const;
export type CurveName = keyof typeof CURVES;

export function ecdhOf(curve: CurveName, seed: string): ECDH {
  const pair = createECDH(CURVES[curve].openssl);
  const { length } = CURVES[curve];
  // Below the order of each of the curves.
  const scalar = Buffer.concat([
    Uint8Array.of(1),
    createHash('sha512')
      .update(seed)
      .digest()
      .subarray(0, length - 1),
  ]);
  pair.setPrivateKey(scalar);
  return pair;
}

export function privateKeyOf(pair: ECDH, curve: CurveName): Bytes {
  const key = pair.getPrivateKey();
  return Buffer.concat([Buffer.alloc(CURVES[curve].length - key.length), key]);
}

export interface CertificateWish {
  readonly curve: CurveName;
  readonly serial: Bytes;
  readonly signer: ECDH;
  readonly subject: ECDH;
  readonly usage?: 'key-agreement' | 'authority';
}

/** A certificate 7F21. */
export function certificate({ curve, serial, signer, subject, usage }: CertificateWish): Bytes {
  const content = Buffer.concat([
    tlv('93', serial),
    tlv('42', Buffer.from('0102030405', 'hex')),
    tlv('5F20', Buffer.from('host')),
    tlv('95', usage === 'authority' ? Uint8Array.of(0x82) : Uint8Array.of(0, 0x80)),
    tlv('5F24', Buffer.from('20991231', 'hex')),
    tlv(
      '7F49',
      Buffer.concat([
        tlv('B0', subject.getPublicKey()),
        tlv('F0', Uint8Array.of(CURVES[curve].reference)),
      ]),
    ),
  ]);
  const hash = curve === 'p384' ? 'sha384' : 'sha256';
  const key = createPrivateKey({ key: sec1(signer, curve), format: 'der', type: 'sec1' });
  return tlv(
    '7F21',
    Buffer.concat([content, tlv('5F37', createSign(hash).update(content).sign(key))]),
  );
}

const OIDS = {
  p256: '06082A8648CE3D030107',
  p384: '06052B81040022',
  brainpoolP256r1: '06092B2403030208010107',
} as const;

function sec1(pair: ECDH, curve: CurveName): Buffer {
  return tlv(
    '30',
    Buffer.concat([
      tlv('02', Uint8Array.of(1)),
      tlv('04', privateKeyOf(pair, curve)),
      tlv('A0', Buffer.from(OIDS[curve], 'hex')),
      tlv('A1', tlv('03', Buffer.concat([Uint8Array.of(0), pair.getPublicKey()]))),
    ]),
  );
}

export interface AgreementWish {
  readonly curve: CurveName;
  /** 0 SCP11b, 1 SCP11a, 3 SCP11c. */
  readonly parameter: number;
  readonly keyUsage: number;
  readonly keyLength: number;
  readonly ephemeral: ECDH;
}

/** The data field of MUTUAL and INTERNAL AUTHENTICATE. */
export function agreementRequest(wish: AgreementWish): Buffer {
  const control = Buffer.concat([
    tlv('90', Uint8Array.of(0x11, wish.parameter)),
    tlv('95', Uint8Array.of(wish.keyUsage)),
    tlv('80', Uint8Array.of(0x88)),
    tlv('81', Uint8Array.of(wish.keyLength)),
  ]);
  return Buffer.concat([tlv('A6', control), tlv('5F49', wish.ephemeral.getPublicKey())]);
}

/** Checks the receipt and gives the messaging of the session; throws where it is wrong. */
export function finishAgreement(
  wish: AgreementWish,
  answer: Bytes,
  parties: { readonly host: ECDH; readonly card: Bytes; readonly size: 8 | 16 },
): Scp03Host {
  const end = answer.length - 18;
  const point = answer.subarray(3, end);
  if (Buffer.from(answer.subarray(end, end + 2)).toString('hex') !== '8610') {
    throw new Error('no receipt');
  }
  const secret = Buffer.concat([
    wish.ephemeral.computeSecret(point),
    parties.host.computeSecret(parties.card),
  ]);
  const info = Uint8Array.of(wish.keyUsage, 0x88, wish.keyLength);
  const blocks: Buffer[] = [];
  for (let counter = 1; blocks.length * 32 < 5 * wish.keyLength; counter++) {
    const input = Buffer.concat([secret, Uint8Array.of(0, 0, 0, counter), info]);
    blocks.push(createHash('sha256').update(input).digest());
  }
  const all = Buffer.concat(blocks);
  const key = (at: number) => all.subarray(at * wish.keyLength, (at + 1) * wish.keyLength);
  const receipt = answer.subarray(end + 2);
  const expected = cmac(key(0), Buffer.concat([agreementRequest(wish), answer.subarray(0, end)]));
  if (!Buffer.from(expected).equals(receipt)) throw new Error('the receipt is wrong');
  return Scp03Host.ofSession({
    keys: { enc: key(1), mac: key(2), rmac: key(3) },
    chaining: receipt,
    level: wish.keyUsage === 0x3c ? 0x33 : 0x11,
    size: parties.size,
  });
}

export function tlv(tag: string, value: Bytes): Buffer {
  const { length } = value;
  const coded =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(tag, 'hex'), Uint8Array.from(coded), value]);
}
