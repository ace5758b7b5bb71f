import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from '../../../../tests/support/container-bench.ts';
import { cardOnBench, contentOf } from '../../../../tests/support/globalplatform-card.ts';
import type { Scp03Host } from '../../../../tests/support/scp03-host.ts';
import {
  agreementRequest,
  certificate,
  type CurveName,
  ecdhOf,
  finishAgreement,
  privateKeyOf,
} from '../../../../tests/support/scp11-host.ts';
import { hex, unhex } from '../../../base/index.ts';
import { KeyStore } from '../../domain/key-store.ts';
import type { Session } from '../../../os/abi/index.ts';

const VARIANTS = {
  SCP11a: { id: 0x11, parameter: 1, ins: 0x82, mutual: true },
  SCP11b: { id: 0x13, parameter: 0, ins: 0x88, mutual: false },
  SCP11c: { id: 0x15, parameter: 3, ins: 0x82, mutual: true },
} as const;
type Variant = keyof typeof VARIANTS;
const SERIAL = unhex('0A0B0C');

interface Wish {
  readonly curve?: CurveName;
  readonly i?: string;
  readonly allowedSerials?: readonly string[];
  readonly attempts?: number;
}

/** A card with a key of each variant and one of an authority, and a host with a certificate. */
function world({ curve = 'p256', i = '9B02', allowedSerials, attempts = 255 }: Wish = {}) {
  const card = ecdhOf(curve, 'card');
  const authority = ecdhOf(curve, 'authority');
  const host = ecdhOf(curve, 'host');
  const privateKey = hex(privateKeyOf(card, curve));
  const shared = { version: 3, curve, certificates: ['7F2100', '30020500'] };
  const bench = cardOnBench({
    secureChannels: [
      { protocol: 'SCP03', i: '70' },
      { protocol: 'SCP11', i },
    ],
    authenticationAttempts: attempts,
    ecKeys: [
      ...Object.values(VARIANTS).map(({ id }) => ({ ...shared, id, privateKey })),
      {
        ...shared,
        id: 0x10,
        certificates: [],
        publicKey: hex(authority.getPublicKey()),
        authority: '0102030405',
        ...(allowedSerials && { allowedSerials }),
      },
    ],
  });
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  const own = certificate({ curve, serial: SERIAL, signer: authority, subject: host });
  return { bench, session, curve, card, authority, host, own };
}
type World = ReturnType<typeof world>;

function send({ bench, session }: { bench: Bench; session: Session }, apdu: Uint8Array) {
  return bench.send(session, apdu);
}

function command(header: readonly number[], data: Uint8Array): Uint8Array {
  const lc = data.length > 255 ? [0, data.length >> 8, data.length & 0xff] : [data.length];
  return Uint8Array.from([...header, ...lc, ...data]);
}

function sendCertificate(at: World, data: Uint8Array, p2 = 0x10): number {
  return send(at, command([0x80, 0x2a, 3, p2], data)).sw;
}

function open(
  at: World,
  variant: Variant,
  wish: { keyUsage?: number; keyLength?: number; size?: 8 | 16 } = {},
): Scp03Host {
  const { id, parameter, ins, mutual } = VARIANTS[variant];
  const { keyUsage = 0x3c, keyLength = 16, size = 8 } = wish;
  if (mutual) assert.equal(sendCertificate(at, at.own), 0x9000);
  const ephemeral = ecdhOf(at.curve, 'ephemeral');
  const request = { curve: at.curve, parameter, keyUsage, keyLength, ephemeral };
  const answer = send(at, command([0x80, ins, 3, id], agreementRequest(request)));
  assert.equal(answer.sw, 0x9000, variant);
  const host = mutual ? at.host : ephemeral;
  return finishAgreement(request, answer.data, { host, card: at.card.getPublicKey(), size });
}

/** The host's part of an agreement on P-256 for AES-128 and the highest security level. */
function requestOf(variant: Variant): Uint8Array {
  const { parameter } = VARIANTS[variant];
  const ephemeral = ecdhOf('p256', 'ephemeral');
  return agreementRequest({ curve: 'p256', parameter, keyUsage: 0x3c, keyLength: 16, ephemeral });
}

for (const variant of Object.keys(VARIANTS) as Variant[]) {
  for (const curve of ['p256', 'p384', 'brainpoolP256r1'] as const) {
    test(`${variant} on ${curve}: keys of each length, S8 and S16 [GPAmdF §3.1.2]`, () => {
      for (const i of ['9B02', 'DB02']) {
        const at = world({ curve, i });
        const size = i === 'DB02' ? 16 : 8;
        for (const keyLength of [16, 24, 32]) {
          for (const keyUsage of [0x34, 0x3c]) {
            const host = open(at, variant, { keyUsage, keyLength, size });
            for (let round = 0; round < 2; round++) {
              const answer = send(at, host.wrap(unhex('80CA0042')));
              assert.equal(hex(host.unwrap(answer).data), '420442494E01');
            }
            const level = keyUsage === 0x3c ? 0x33 : 0x11;
            const shown = (VARIANTS[variant].mutual ? 0x80 : 0) | level;
            const answer = send(at, host.wrap(unhex('80CA00D3')));
            assert.equal(host.unwrap(answer).data[2], shown);
          }
        }
      }
    });
  }
}

test('a host that SCP11b does not authenticate manages no content', () => {
  const at = world();
  const host = open(at, 'SCP11b');
  assert.equal(host.unwrap(send(at, host.wrap(unhex('80F28002'), unhex('4F00')))).sw, 0x6982);
  const other = open(at, 'SCP11a');
  assert.equal(other.unwrap(send(at, other.wrap(unhex('80F28002'), unhex('4F00')))).sw, 0x9000);
});

test('SCP11c answers with its static key, so that a script can be prepared before', () => {
  const at = world();
  sendCertificate(at, at.own);
  const answer = send(at, command([0x80, 0x82, 3, 0x15], requestOf('SCP11c')));
  assert.equal(hex(answer.data.subarray(3, 68)), hex(at.card.getPublicKey()));
});

test('certificates in parts, by the bit of P1 or of the class, and in chains [GPAmdF §7.5]', () => {
  for (const [cla, p1] of [
    [0x90, 0x03],
    [0x80, 0x83],
    [0x90, 0x83],
  ] as const) {
    const at = world();
    const first = at.own.subarray(0, 100);
    assert.equal(send(at, command([cla, 0x2a, p1, 0x10], first)).sw, 0x9000);
    assert.equal(sendCertificate(at, at.own.subarray(100)), 0x9000);
  }
  const at = world();
  const between = ecdhOf('p256', 'between');
  const { authority, host } = at;
  const upper = certificate({
    curve: 'p256',
    serial: SERIAL,
    signer: authority,
    subject: between,
    usage: 'authority',
  });
  const lower = certificate({ curve: 'p256', serial: SERIAL, signer: between, subject: host });
  assert.equal(sendCertificate(at, upper, 0x90), 0x9000);
  assert.equal(sendCertificate(at, lower), 0x9000);
  assert.equal(sendCertificate(at, lower), 0x6300, 'not without the one between');
  assert.equal(sendCertificate(at, upper), 0x6a80, 'an authority is not the host');
  assert.equal(sendCertificate(at, at.own, 0x90), 0x6a80, 'a host is no authority');
});

test('only serial numbers on the list are accepted where there is one [GPAmdF §6.7]', () => {
  assert.equal(sendCertificate(...certified(world({ allowedSerials: ['0A0B0C'] }))), 0x9000);
  assert.equal(sendCertificate(...certified(world({ allowedSerials: ['0A0B0D'] }))), 0x6300);
});

test('a certificate of an authority whose key is gone meanwhile opens no session [GPCS §7.5]', () => {
  const at = world();
  sendCertificate(at, at.own);
  const keys = new KeyStore(contentOf(at.bench, 1));
  keys.remove(({ id }) => id === 0x10);
  const agreement = command([0x80, 0x82, 3, 0x11], requestOf('SCP11a'));
  assert.equal(send(at, agreement).sw, 0x6985);
});

function certified(at: World): [World, Uint8Array] {
  return [at, at.own];
}

test('what PERFORM SECURITY OPERATION refuses [GPAmdF §7.5]', () => {
  const at = world();
  const forged = certificate({ curve: 'p256', serial: SERIAL, signer: at.host, subject: at.host });
  const far = ecdhOf('brainpoolP256r1', 'host');
  const off = certificate({ curve: 'p256', serial: SERIAL, signer: at.authority, subject: far });
  assert.equal(sendCertificate(at, forged), 0x6300);
  assert.equal(sendCertificate(at, off), 0x6a80);
  assert.equal(sendCertificate(at, unhex('0000000000000000')), 0x6a80);
  assert.equal(sendCertificate(at, unhex('7F2100')), 0x6a80);
  assert.equal(sendCertificate(at, at.own, 0x21), 0x6a88);
  assert.equal(send(at, command([0x80, 0x2a, 4, 0x10], at.own)).sw, 0x6a88);
  assert.equal(send(at, command([0x84, 0x2a, 3, 0x10], at.own)).sw, 0x6e00);
  for (let length = 0; length < at.own.length; length++) {
    assert.equal(sendCertificate(at, at.own.subarray(0, length)), 0x6a80, `${length} bytes`);
  }
  for (let place = 0; place < at.own.length; place += 3) {
    const spoilt = Uint8Array.from(at.own);
    spoilt[place]! ^= 1;
    assert.ok([0x6300, 0x6a80].includes(sendCertificate(at, spoilt)), `byte ${place}`);
  }
  const agreement = command([0x80, 0x82, 3, 0x11], requestOf('SCP11a'));
  assert.equal(send(at, agreement).sw, 0x6985, 'no certificate is left');
});

test('what key agreement refuses, by every byte of its request [GPAmdF §7.1.1]', () => {
  const at = world();
  const data = requestOf('SCP11b');
  const internal = (bytes: Uint8Array) => send(at, command([0x80, 0x88, 3, 0x13], bytes)).sw;
  for (let place = 0; place < data.length; place++) {
    const spoilt = Uint8Array.from(data);
    spoilt[place]! ^= 0x40;
    assert.equal(internal(spoilt), 0x6a80, `byte ${place}`);
    assert.equal(internal(data.subarray(0, place)), 0x6a80, `${place} bytes`);
  }
  assert.equal(send(at, command([0x80, 0x88, 4, 0x13], data)).sw, 0x6a88);
  assert.equal(send(at, command([0x80, 0x88, 3, 0x11], data)).sw, 0x6a88);
  assert.equal(send(at, command([0x84, 0x88, 3, 0x13], data)).sw, 0x6e00);
  const none = world({ i: '01' });
  assert.equal(send(none, command([0x80, 0x88, 3, 0x13], data)).sw, 0x6a88, 'not offered');
  assert.equal(internal(data), 0x9000);
});

test('attempts count per key, and a right MAC of the host resets them', () => {
  const at = world({ attempts: 3 });
  const count = () => contentOf(at.bench, 1).counter('attempts/3/17', 0).get();
  const host = open(at, 'SCP11a');
  assert.equal(count(), 1, 'a certificate alone proves nothing');
  assert.equal(host.unwrap(send(at, host.wrap(unhex('80CA0042')))).sw, 0x9000);
  assert.equal(count(), 0);
  for (let round = 0; round < 3; round++) {
    open(at, 'SCP11a');
    assert.equal(send(at, unhex('84CA004208000000000000000000')).sw, 0x6982);
  }
  sendCertificate(at, at.own);
  const agreement = command([0x80, 0x82, 3, 0x11], requestOf('SCP11a'));
  assert.equal(send(at, agreement).sw, 0x6983);
  open(at, 'SCP11b');
});

test('STORE DATA keeps certificates, serial numbers and identifiers of authorities [GPAmdF §6.7]', () => {
  const at = world();
  const store = (data: string): number => {
    const host = open(at, 'SCP11a');
    return host.unwrap(send(at, host.wrap(unhex('80E29000'), unhex(data)))).sw;
  };
  const get = (apdu: string) => {
    // The session ends, so that the command needs no MAC.
    at.bench.select(at.session, at.bench.entity('ISD'));
    return hex(send(at, unhex(apdu)).data);
  };
  assert.equal(store('A60483021303BF21057F2102AABB'), 0x9000);
  assert.equal(get('00CABF2106A6048302130300'), '7F2102AABB');
  assert.equal(store('A60C8001004203AABBCC83021003'), 0x9000);
  assert.equal(get('00CAFF3300'), '4203AABBCC83021003');
  assert.equal(store('A604830213047000'), 0x6a88, 'no such key');
  assert.equal(store('A6048302130342020102'), 0x6a80, 'nothing that is kept with a key');
  assert.equal(store('A6028300BF2100'), 0x6a80);
  assert.equal(store('A6048302100370059303999999'), 0x9000);
  assert.equal(sendCertificate(at, at.own), 0x6300, 'not on the list any more');
});

test('GET DATA gives certificates and the identifiers of authorities [GPAmdF §6.6]', () => {
  const at = world();
  const get = (apdu: string) => {
    const { data, sw } = send(at, unhex(apdu));
    return hex(data) + sw.toString(16);
  };
  assert.equal(get('00CABF2106A6048302110300'), '7F2100300205009000');
  assert.equal(get('80CABF2106A6048302110300'), 'BF21077F2100300205009000');
  assert.equal(get('80CABF2106A6048302100300'), '6a88');
  assert.equal(get('80CABF2106A6048302110400'), '6a88');
  assert.equal(get('80CABF2100'), '6a80');
  assert.equal(get('80CABF2103A6040000'), '6a80');
  assert.equal(get('00CAFF3300'), '42050102030405830210039000');
  assert.equal(get('00CAFF3400'), '6a88');
});
