/** Published signatures and agreements, and inputs that are made to be refused. */
import assert from 'node:assert/strict';
import { bytes, concat, Fault, hex, type Rng, unhex, utf8 } from '../../../src/base/index.ts';
import {
  compressPoint,
  CURVE_NAMES,
  type CurveName,
  type CurveParameters,
  decompressPoint,
  generateEcKey,
  type HashName,
  signEcdsa,
} from '../../../src/crypto/index.ts';
import { fixedStream, stream, testPorts, underPorts } from './ports.ts';

/** Signatures of "sample" whose nonce is published. [RFC6979 §A.2] */
const SIGNATURES: readonly {
  readonly curve: CurveName;
  readonly hash: HashName;
  readonly key: string;
  readonly nonce: string;
  readonly r: string;
  readonly s: string;
}[] = [
  {
    curve: 'p192',
    hash: 'sha256',
    key: '6FAB034934E4C0FC9AE67F5B5659A9D7D1FEFD187EE09FD4',
    nonce: '32B1B6D7D42A05CB449065727A84804FB1A3E34D8F261496',
    r: '4B0B8CE98A92866A2820E20AA6B75B56382E0F9BFD5ECB55',
    s: 'CCDB006926EA9565CBADC840829D8C384E06DE1F1E381B85',
  },
  {
    curve: 'p224',
    hash: 'sha256',
    key: 'F220266E1105BFE3083E03EC7A3A654651F45E37167E88600BF257C1',
    nonce: 'AD3029E0278F80643DE33917CE6908C70A8FF50A411F06E41DEDFCDC',
    r: '61AA3DA010E8E8406C656BC477A7A7189895E7E840CDFE8FF42307BA',
    s: 'BC814050DAB5D23770879494F9E0A680DC1AF7161991BDE692B10101',
  },
  {
    curve: 'p256',
    hash: 'sha256',
    key: 'C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721',
    nonce: 'A6E3C57DD01ABE90086538398355DD4C3B17AA873382B0F24D6129493D8AAD60',
    r: 'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716',
    s: 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
  },
  {
    curve: 'p384',
    hash: 'sha256',
    key:
      '6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825' +
      'F872C9EA60D2EDF5',
    nonce:
      '180AE9F9AEC5438A44BC159A1FCB277C7BE54FA20E7CF404B490650A8ACC414E375572342863C899' +
      'F9F2EDF9747A9B60',
    r:
      '21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33BDE1E888E63355D9' +
      '2FA2B3C36D8FB2CD',
    s:
      'F3AA443FB107745BF4BD77CB3891674632068A10CA67E3D45DB2266FA7D1FEEBEFDC63ECCD1AC42E' +
      'C0CB8668A4FA0AB0',
  },
  {
    curve: 'p521',
    hash: 'sha256',
    key:
      '00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C' +
      '70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538',
    nonce:
      '00EDF38AFCAAECAB4383358B34D67C9F2216C8382AAEA44A3DAD5FDC9C32575761793FEF24EB0FC2' +
      '76DFC4F6E3EC476752F043CF01415387470BCBD8678ED2C7E1A0',
    r:
      '01511BB4D675114FE266FC4372B87682BAECC01D3CC62CF2303C92B3526012659D16876E25C7C1E5' +
      '7648F23B73564D67F61C6F14D527D54972810421E7D87589E1A7',
    s:
      '004A171143A83163D6DF460AAF61522695F207A58B95C0644D87E52AA1A347916E4F7A72930B1BC0' +
      '6DBE22CE3F58264AFD23704CBB63B29B931F7DE6C9D949A7ECFC',
  },
];

/** A stream from which a scalar is drawn. */
function scalarStream(scalar: string, length: number): Rng {
  const drawn = (BigInt(`0x${scalar}`) - 1n).toString(16).padStart(2 * length, '0');
  return fixedStream(concat(new Uint8Array(8), unhex(drawn)));
}

testPorts('ECDSA gives the published signatures for their nonces [FIPS186-5 §6.4.1]', (port) => {
  for (const { curve: name, hash, key, nonce, r, s } of SIGNATURES) {
    const curve = port.curve(name);
    const message = utf8('sample');
    const digest = port.hash(hash).digest(message);
    const rng = scalarStream(nonce, curve.domain.orderLength);
    const signature = signEcdsa(curve, rng, { key: unhex(key), digest });
    assert.deepEqual([hex(signature.r), hex(signature.s)], [r, s], `${name} ${hash}`);
    const publicKey = curve.publicKey(unhex(key));
    assert.equal(curve.verify({ publicKey, ...signature, digest }), true);
    assert.equal(curve.verify({ publicKey, ...signature, hash, message }), true);
  }
});

const N = 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551';
const ONE = '01'.padStart(64, '0');
const ZERO = '00'.repeat(32);

/** P-256 with SHA-256: cases where arithmetic goes wrong easily. */
const HARD_SIGNATURES = [
  {
    why: 'r is the x coordinate less the order',
    publicKey:
      '040AD99500288D466940031D72A9F5445A4D43784640855BF0A69874D2DE5FE103' +
      'C5011E6EF2C42DCD50D5D3D29F99AE6EBA2C80C9244F4C5422F0979FF0C3BA5E',
    message: '313233343030',
    r: '000000000000000000000000000000004319055358E8617B0C46353D039CDAAB',
    s: 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63254E',
    valid: true,
  },
  {
    why: 'r is the x coordinate itself, above the order',
    publicKey:
      '040AD99500288D466940031D72A9F5445A4D43784640855BF0A69874D2DE5FE103' +
      'C5011E6EF2C42DCD50D5D3D29F99AE6EBA2C80C9244F4C5422F0979FF0C3BA5E',
    message: '313233343030',
    r: 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC',
    s: 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63254E',
    valid: false,
  },
  {
    why: 'the sum is the point at infinity',
    publicKey:
      '04B533D4695DD5B8C5E07757E55E6E516F7E2C88FA0239E23F60E8EC07DD70F287' +
      '1B134EE58CC583278456863F33C3A85D881F7D4A39850143E29D4EAF009AFE47',
    message: '313233343030',
    r: '7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8',
    s: '555555550000000055555555555555553EF7A8E48D07DF81A693439654210C70',
    valid: false,
  },
  {
    why: 'both summands are the same point',
    publicKey:
      '045B812FD521AAFA69835A849CCE6FBDEB6983B442D2444FE70E134C027FC46963' +
      '838A40F2A36092E9004E92D8D940CF5638550CE672CE8B8D4E15EBA5499249E9',
    message: '313233343030',
    r: '6F2347CAB7DD76858FE0555AC3BC99048C4AACAFDFB6BCBE05EA6C42C4934569',
    s: 'BB726660235793AA9957A61E76E00C2C435109CF9A15DD624D53F4301047856B',
    valid: true,
  },
  {
    why: 'the summands are opposite points',
    publicKey:
      '045B812FD521AAFA69835A849CCE6FBDEB6983B442D2444FE70E134C027FC46963' +
      '7C75BF0C5C9F6D17FFB16D2726BF30A9C7AAF31A8D317472B1EA145AB66DB616',
    message: '313233343030',
    r: '6F2347CAB7DD76858FE0555AC3BC99048C4AACAFDFB6BCBE05EA6C42C4934569',
    s: 'BB726660235793AA9957A61E76E00C2C435109CF9A15DD624D53F4301047856B',
    valid: false,
  },
] as const;

testPorts('ECDSA verification is right where points meet [FIPS186-5 §6.4.2]', (port) => {
  const curve = port.curve('p256');
  for (const { why, publicKey, message, r, s, valid } of HARD_SIGNATURES) {
    const claim = { publicKey: unhex(publicKey), r: unhex(r), s: unhex(s) };
    const digest = port.hash('sha256').digest(unhex(message));
    assert.equal(curve.verify({ ...claim, digest }), valid, why);
    const signed = { ...claim, hash: 'sha256', message: unhex(message) } as const;
    assert.equal(curve.verify(signed), valid, why);
  }
});

testPorts('r and s of zero, of the order or of a wrong length verify nothing', (port) => {
  for (const name of CURVE_NAMES) {
    const curve = port.curve(name);
    const { orderLength, n } = curve.domain;
    const { publicKey } = generateEcKey(curve, stream(name));
    const number = (value: bigint) => unhex(value.toString(16).padStart(2 * orderLength, '0'));
    const bad = [number(0n), number(n), new Uint8Array(orderLength - 1).fill(1)];
    for (const wrong of bad) {
      for (const [r, s] of [
        [wrong, number(1n)],
        [number(1n), wrong],
      ] as const) {
        const digest = new Uint8Array(32);
        assert.equal(curve.verify({ publicKey, r, s, digest }), false, name);
        assert.equal(curve.verify({ publicKey, r, s, hash: 'sha256', message: digest }), false);
      }
    }
  }
});

/** What is no point of P-256. */
const NO_POINTS = [
  '00',
  '04',
  '04' + ZERO + ZERO,
  '04' + ZERO + ONE,
  '04' + ZERO + 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFE',
  '04' + 'FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF' + ZERO,
  '0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1',
] as const;

testPorts('what is no point is neither multiplied nor verified with', (port) => {
  const curve = port.curve('p256');
  const key = unhex(ONE);
  for (const text of NO_POINTS) {
    const point = unhex(text);
    assert.equal(curve.isOnCurve(point), false, text);
    assert.equal(curve.multiply(key, point), undefined);
    assert.equal(curve.sharedX(key, point), undefined);
    const claim = { publicKey: point, r: key, s: key };
    assert.equal(curve.verify({ ...claim, digest: key }), false);
    assert.equal(curve.verify({ ...claim, hash: 'sha256', message: key }), false);
  }
  const { publicKey } = generateEcKey(curve, stream('hybrid'));
  const hybrid = concat(bytes(6 + (publicKey[64]! & 1)), publicKey.subarray(1));
  assert.equal(curve.isOnCurve(hybrid), false, 'the hybrid form');
});

testPorts('a key of zero, of the order or of a wrong length is none; no error shows it', (port) => {
  const curve = port.curve('p256');
  const point = curve.publicKey(unhex(ONE));
  for (const key of [ZERO, N]) {
    const refused = (error: unknown) =>
      error instanceof RangeError && !error.message.includes(key.slice(0, 8));
    assert.throws(() => curve.publicKey(unhex(key)), refused);
    assert.throws(() => curve.multiply(unhex(key), point), refused);
    assert.throws(() => curve.sharedX(unhex(key), point), refused);
  }
  assert.throws(() => curve.publicKey(new Uint8Array(31).fill(1)), Fault);
});

testPorts('multiples at both ends of the order: G, 2G, -2G and -G', (port) => {
  for (const name of CURVE_NAMES) {
    const curve = port.curve(name);
    const { n, orderLength, fieldLength, p } = curve.domain;
    const key = (value: bigint) => unhex(value.toString(16).padStart(2 * orderLength, '0'));
    const g = curve.publicKey(key(1n));
    const two = curve.publicKey(key(2n));
    assert.equal(hex(curve.multiply(key(1n), g)!), hex(g), name);
    assert.equal(hex(curve.multiply(key(2n), g)!), hex(two), name);
    for (const [scalar, point] of [
      [n - 1n, g],
      [n - 2n, two],
    ] as const) {
      const minus = curve.multiply(key(scalar), g)!;
      const [y, negative] = [point, minus].map((one) =>
        BigInt(`0x${hex(one.subarray(1 + fieldLength))}`),
      );
      assert.equal(
        hex(minus.subarray(1, 1 + fieldLength)),
        hex(point.subarray(1, 1 + fieldLength)),
      );
      assert.equal(y! + negative!, p, name);
    }
  }
});

testPorts('ECDH gives the published secrets [SEC1 §3.3.1]', (port) => {
  const curve = port.curve('p256');
  const key = unhex('E461C5B5E63D75B4C8C123BF8B9CD45E712AF08F7E2E494A8F255AC9D80E058B');
  const agreements = [
    [
      '04851EB1B8699D1CC01C6B6048139797DAB3981C924F9EF81BD1F464C3182C8709' +
        '01285B2AE7CBCABFD5BCCB9441EB3376B491595F60A1EC21DBE9F972BC32ABBE',
      '6D03FEF6B354840F4642FBA1C8FCE9F7D1CDA8AE27B6CA01510FB44573FDAFFB',
    ],
    [
      '04F576E22747F6C77A8F685A7A7B527363E0FE7D351A9E3F5923FFF2BF97E91AF4' +
        '1E575D400331CFC9F97180D8A48C418C5A982609FAB88937D2590BFDAF37D6A4',
      '98009CEE0E8EA4FB42DFB70A5ADA46ECE32E2885A4F9C3A6AFBA13E82F87E113',
    ],
  ] as const;
  for (const [point, secret] of agreements) {
    assert.equal(hex(curve.sharedX(key, unhex(point))!), secret);
    assert.equal(hex(curve.multiply(key, unhex(point))!.subarray(1, 33)), secret);
  }
});

testPorts('compressed points open again on every curve; others do not [SEC1 §2.3.4]', (port) => {
  for (const name of CURVE_NAMES) {
    const curve = port.curve(name);
    const { domain } = curve;
    const { publicKey } = generateEcKey(curve, stream(`compressed ${name}`));
    const short = compressPoint(domain, publicKey);
    assert.equal(hex(decompressPoint(domain, short)!), hex(publicKey));
    assert.equal(hex(decompressPoint(domain, publicKey)!), hex(publicKey));
    const opposite = concat(bytes(short[0]! ^ 1), short.subarray(1));
    assert.notEqual(hex(decompressPoint(domain, opposite)!), hex(publicKey));
    assert.equal(decompressPoint(domain, short.subarray(1)), undefined);
    const above = concat(bytes(2), new Uint8Array(domain.fieldLength).fill(0xff));
    assert.equal(decompressPoint(domain, above), undefined);
  }
  const { domain } = port.curve('p256');
  const roots = [1, 2, 3, 4, 5, 6, 7, 8].map((x) => {
    const point = unhex(`02${x.toString().padStart(64, '0')}`);
    return decompressPoint(domain, point) === undefined;
  });
  assert.deepEqual(new Set(roots), new Set([true, false]), 'half of all x have no y');
});

/** A curve without a name: y^2 = x^3 + 2x + 3 modulo 97, whose point (3, 6) has order 5. */
const SMALL: CurveParameters = {
  p: bytes(97),
  a: bytes(2),
  b: bytes(3),
  gx: bytes(3),
  gy: bytes(6),
  n: bytes(5),
  cofactor: 20,
};

testPorts('parameters that have no name make a curve; those of a name make that one', (port) => {
  const small = port.curve(SMALL);
  assert.equal(small.domain.name, undefined);
  const points = [1, 2, 3, 4].map((k) => hex(small.publicKey(bytes(k))));
  assert.deepEqual(points, ['040306', '04500A', '045057', '04035B']);
  assert.equal(hex(small.multiply(bytes(3), unhex('04500A'))!), '040306');
  assert.equal(small.isOnCurve(unhex('040307')), false);
  const { p, a, b, gx, gy, n } = port.curve('brainpoolP256r1').domain;
  const big = (value: bigint) => unhex(value.toString(16).padStart(64, '0'));
  const given = { p: big(p), a: big(a), b: big(b), gx: big(gx), gy: big(gy), n: big(n) };
  assert.equal(port.curve(given).domain.name, 'brainpoolP256r1');
  assert.equal(underPorts(({ curve }) => curve(given).domain.name).length, 2);
});
