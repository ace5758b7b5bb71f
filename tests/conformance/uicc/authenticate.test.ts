/**
 * AUTHENTICATE of a USIM, an ISIM and a SIM, with the authentication centre of a network on the
 * other side. [TS31102 §7.1] [TS33102 §6.3] [TS33102 §C.2]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, unhex, utf8 } from '../../../src/base/index.ts';
import type { UiccConfig } from '../../../src/containers/euicc/index.ts';
import {
  type AuthenticationAlgorithm,
  authenticationFunctions,
  gbaMac,
  nafKey,
  pureCrypto,
  randomStream,
} from '../../../src/crypto/index.ts';
import { AuthenticationCentre, type AuthenticationVector } from '../../../src/host/index.ts';
import { UICC_CONFIG, UiccCard } from '../../support/uicc-card.ts';

type Authentication = NonNullable<UiccConfig['applications'][number]['authentication']>;

const IMSI = '001010123456789';
const K = '000102030405060708090A0B0C0D0E0F';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const MILENAGE: Authentication = {
  algorithm: 'milenage',
  key: K,
  opc: OPC,
  resLength: 8,
  iterations: 1,
};
/** Services 27, 38 and 68: GSM access, GSM security context, bootstrapping. */
const SERVICES = '000000042000000008';

function config(authentication: Authentication | undefined, services = SERVICES): UiccConfig {
  const [usim] = UICC_CONFIG.applications;
  const files = usim!.files.map((one) =>
    one.path === '6F38' ? { ...one, content: services } : one,
  );
  return { ...UICC_CONFIG, applications: [{ ...usim!, files, authentication }] };
}

function card(authentication: Authentication | 'none' = MILENAGE, services?: string): UiccCard {
  const made = new UiccCard(
    config(authentication === 'none' ? undefined : authentication, services),
  );
  made.usim();
  assert.equal(made.verify('01', '31323334FFFFFFFF'), '9000');
  return made;
}

const ALGORITHMS: readonly [Authentication, AuthenticationAlgorithm][] = [
  [MILENAGE, { kind: 'milenage', k: unhex(K), opc: unhex(OPC), resLength: 8 }],
  [
    { ...MILENAGE, algorithm: 'tuak', opc: OPC + K, resLength: 16, iterations: 2 },
    {
      kind: 'tuak',
      k: unhex(K),
      topc: unhex(OPC + K),
      iterations: 2,
      lengths: { res: 16, ck: 16, ik: 16 },
    },
  ],
  [
    { ...MILENAGE, algorithm: 'xor', opc: undefined, resLength: 16 },
    { kind: 'xor', k: unhex(K), resLength: 16 },
  ],
];
const [, ALGORITHM] = ALGORITHMS[0]!;

function centre(algorithm: AuthenticationAlgorithm = ALGORITHM, sqn = 0): AuthenticationCentre {
  const rng = randomStream(bytes(3), 'network');
  const network = new AuthenticationCentre({ crypto: pureCrypto, rng });
  network.subscribe({ imsi: IMSI, algorithm }, sqn);
  return network;
}

function umts({ rand, autn }: Pick<AuthenticationVector, 'rand' | 'autn'>): string {
  return `008800812210${hex(rand)}10${hex(autn)}`;
}

test('the application answers what the network expects, with each algorithm', () => {
  for (const [authentication, algorithm] of ALGORITHMS) {
    const made = card(authentication);
    const network = centre(algorithm);
    for (let round = 0; round < 40; round++) {
      const vector = network.vector(IMSI);
      const { xres, ck, ik, kc } = vector;
      const fields = [xres, ck, ik, kc].map((one) => concat(bytes(one.length), one));
      assert.equal(made.send(umts(vector)), `DB${hex(concat(...fields))}9000`);
    }
  }
});

test('without service 27 there is no Kc [TS31102 §7.1.1.1]', () => {
  const made = card(MILENAGE, '00000000000000000000');
  const vector = centre().vector(IMSI);
  const answer = made.send(umts(vector));
  assert.equal(answer, `DB08${hex(vector.xres)}10${hex(vector.ck)}10${hex(vector.ik)}9000`);
});

test('a number that was used is a synchronisation failure, and AUTS brings the network on', () => {
  for (const [authentication, algorithm] of ALGORITHMS) {
    const made = card(authentication);
    const ahead = centre(algorithm, 0x40000);
    assert.match(made.send(umts(ahead.vector(IMSI))), /^DB/);
    const behind = centre(algorithm);
    const vector = behind.vector(IMSI);
    // The index differs, so that the array holds nothing for it yet: repeat to use it up.
    for (let round = 0; round < 2; round++) made.send(umts(vector));
    const answer = made.send(umts(vector));
    assert.match(answer, /^DC0E[0-9A-F]{28}9000$/);
    const auts = unhex(answer.slice(4, 32));
    assert.equal(behind.resynchronise(IMSI, { rand: vector.rand, auts }), true);
    assert.match(made.send(umts(behind.vector(IMSI))), /^DB/);
  }
});

test('leaps and old numbers are refused where limits are set [TS33102 §C.2]', () => {
  const limited = { ...MILENAGE, delta: 0x100, age: 4 };
  const made = card(limited);
  const leap = centre(ALGORITHM, 0x101 * 32);
  assert.match(made.send(umts(leap.vector(IMSI))), /^DC/);
  const network = centre();
  const old = network.vector(IMSI);
  for (let round = 0; round < 6; round++)
    assert.match(made.send(umts(network.vector(IMSI))), /^DB/);
  assert.match(made.send(umts(old)), /^DC/, 'an index of its own, but too old');
  assert.match(card({ ...MILENAGE }).send(umts(leap.vector(IMSI))), /^DB/, 'no limit set');
});

test('a network that does not know the key is refused and changes nothing [TS33102 §6.3.3]', () => {
  const made = card();
  const network = centre();
  const vector = network.vector(IMSI);
  const image = hex(
    concat(...[...made.bench.memory.image().values()].filter((v) => v !== undefined)),
  );
  for (const at of [0, 7, 15]) {
    const autn = vector.autn.with(at, vector.autn[at]! ^ 1);
    assert.equal(made.send(umts({ ...vector, autn })), '9862');
  }
  const after = hex(
    concat(...[...made.bench.memory.image().values()].filter((v) => v !== undefined)),
  );
  assert.equal(after, image);
  assert.match(made.send(umts(vector)), /^DB/);
});

test('what was accepted stays so after power off', () => {
  const made = card();
  const network = centre();
  const vector = network.vector(IMSI);
  assert.match(made.send(umts(vector)), /^DB/);
  const again = made.rebooted(config(MILENAGE));
  again.usim();
  again.verify('01', '31323334FFFFFFFF');
  assert.match(again.send(umts(vector)), /^DC/);
});

test('GSM: RAND alone gives SRES and Kc, in both classes [TS31102 §7.1.1.2] [TS51011 §9.2.16]', () => {
  const made = card();
  const { rand, sres, kc } = centre().vector(IMSI);
  assert.equal(made.send(`008800801110${hex(rand)}`), `04${hex(sres)}08${hex(kc)}9000`);
  made.send('A0A40000027F20');
  assert.equal(made.send(`A088000010${hex(rand)}`), '9F0C');
  assert.equal(made.send('A0C000000C'), `${hex(sres)}${hex(kc)}9000`);
  made.send('A0A40000023F00');
  assert.equal(made.send(`A088000010${hex(rand)}`), '9408', 'DF_GSM is not current');
  assert.equal(card(MILENAGE, '00').send(`008800801110${hex(rand)}`), '9864', 'no service 38');
});

test('bootstrapping, and a key for a NAF [TS31102 §7.1.1.4] [TS33220 §5.3]', () => {
  const made = card();
  const network = centre();
  const vector = network.vector(IMSI);
  const naf = concat(utf8('naf.example'), bytes(1, 0, 0, 0, 2));
  const impi = utf8('user@example');
  const data = concat(bytes(0xde, naf.length), naf, bytes(impi.length), impi);
  const nafApdu = `00880084${hex(bytes(data.length))}${hex(data)}`;
  assert.equal(made.send(nafApdu), '6985', 'no bootstrapping yet');
  const plain = `0088008423DD10${hex(vector.rand)}10${hex(vector.autn)}`;
  assert.equal(made.send(plain), '9862', 'the MAC of AKA is not that of GBA_U');
  const { ik } = authenticationFunctions(pureCrypto, ALGORITHM).keys(vector.rand);
  const mac = gbaMac(pureCrypto, vector.autn.subarray(8), ik);
  const autn = concat(vector.autn.subarray(0, 8), mac);
  const boot = `0088008423DD10${hex(vector.rand)}10${hex(autn)}`;
  assert.equal(made.send(boot), `DB08${hex(vector.xres)}9000`);
  const ks = concat(vector.ck, vector.ik);
  const key = nafKey(pureCrypto, { ks, rand: vector.rand, impi, nafId: naf, use: 'external' });
  assert.equal(made.send(nafApdu), `DB20${hex(key)}9000`);
  assert.match(made.send(boot), /^DC0E/, 'replayed');
  assert.equal(made.send('0088008401FF'), '6A80');
  assert.equal(card(MILENAGE, '00').send(boot), '9864', 'no service 68');
});

test('AUTHENTICATE in the wrong place, form or context', () => {
  const vector = centre().vector(IMSI);
  const good = umts(vector);
  const locked = new UiccCard(config(MILENAGE));
  assert.equal(locked.send(good), '6985', 'no application is active');
  locked.usim();
  assert.equal(locked.send(good), '6982', 'PIN1 is not verified');
  assert.equal(locked.header('0088008122'), 0x6982);
  assert.equal(card('none').send(good), '6985', 'an application without keys');
  const made = card();
  const wrong: readonly [string, string][] = [
    [good.replace('00880081', '00880181'), '6A86'],
    [good.replace('00880081', '00880001'), '6A86'],
    ...['82', '83', '85', '86', '87', 'C1'].map((p2): [string, string] => [
      good.replace('00880081', `008800${p2}`),
      '6A86',
    ]),
    [`008800811110${hex(vector.rand)}`, '6700'],
    [`00880081220F${hex(vector.rand)}10${hex(vector.autn)}`, '6A80'],
    [`008800812310${hex(vector.rand)}10${hex(vector.autn)}00`, '6700'],
    ['00880081', '6700'],
    ['008800800100', '6A80'],
    [`008900812210${hex(vector.rand)}10${hex(vector.autn)}`, '6D00'],
  ];
  for (const [apdu, sw] of wrong) assert.equal(made.send(apdu), sw, apdu);
  assert.match(made.send(good), /^DB/, 'and it still works');
});
