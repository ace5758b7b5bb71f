import assert from 'node:assert/strict';
import {
  constants,
  createCipheriv,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { test } from 'node:test';
import {
  forChange,
  forInstall,
  forLoad,
  loadBlocks,
  loadFileOf,
  NO_PARAMETERS,
  PROBE_FILE,
  stubBlock,
} from '../../../tests/support/content-commands.ts';
import {
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import {
  aesField,
  component,
  desCheckValue,
  lengthOf,
  secret,
} from '../../../tests/support/key-data.ts';
import { cmac } from '../../../tests/support/scp03-host.ts';
import { type Bytes, bytes, concat, hex, unhex } from '../../base/index.ts';

const DM_AID = 'A0000001514D53';
const OWN_AID = 'A0000001514F574E';
const APP = 'F0424946524F4E5301AA';
const MAC_KEY = '707172737475767778797A7B7C7D7E7F';

const keySets = [
  { version: 0x31, type: 'AES' as const, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
];
const data: Record<string, string> = {};
const domain = (name: string, aid: string, privileges: string) => ({
  name,
  aid,
  privileges,
  lifeCycle: 'PERSONALIZED' as const,
  keySets,
  data,
});

/** How an off-card entity signs, and what PUT KEY gives the card of it. */
interface Scheme {
  readonly name: string;
  /** Key data field of the half that verifies, and of the half that signs. */
  readonly verifying: string;
  readonly signing: string;
  sign(data: Bytes): Bytes;
  verifies(data: Bytes, signature: Bytes): boolean;
}

function field(key: KeyObject, name: string): string {
  const jwk = key.export({ format: 'jwk' }) as Record<string, string>;
  return hex(Buffer.from(jwk[name]!, 'base64url'));
}

function retailMac(data: Bytes): Bytes {
  const padded = concat(data, bytes(0x80), new Uint8Array((8 - ((data.length + 1) % 8)) % 8));
  const one = MAC_KEY.slice(0, 16);
  const chain = createCipheriv('des-ede3-cbc', unhex(one.repeat(3)), new Uint8Array(8));
  chain.setAutoPadding(false);
  const head = chain.update(padded.subarray(0, -8));
  const iv = head.length === 0 ? new Uint8Array(8) : head.subarray(-8);
  const last = createCipheriv('des-ede3-cbc', unhex(MAC_KEY + one), iv);
  last.setAutoPadding(false);
  return last.update(padded.subarray(-8));
}

const same = (left: Bytes, right: Bytes) => hex(left) === hex(right);

function rsaScheme(modulusLength: number): Scheme {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
  const [n, d] = [field(publicKey, 'n'), field(privateKey, 'd')];
  const isShort = modulusLength === 1024;
  const hash = isShort ? 'sha1' : 'sha256';
  const padding = isShort ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING;
  const how = isShort ? { padding } : { padding, saltLength: 32 };
  return {
    name: `RSA ${modulusLength}`,
    verifying: component('A1', n) + component('A0', '010001') + '00',
    signing: component('A1', n) + secret('A3', d, TEST_KEY) + '00',
    sign: (data) => sign(hash, data, { key: privateKey, ...how }),
    verifies: (data, signature) => verify(hash, data, { key: publicKey, ...how }, signature),
  };
}

function eccScheme(namedCurve: string, reference: string, hash: string): Scheme {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const point = `04${field(publicKey, 'x')}${field(publicKey, 'y')}`;
  const curve = component('F0', reference);
  const how = { dsaEncoding: 'ieee-p1363' } as const;
  return {
    name: `ECDSA ${namedCurve}`,
    verifying: component('B0', point) + curve + '00',
    signing: secret('B1', field(privateKey, 'd'), TEST_KEY) + curve + '00',
    sign: (data) => sign(hash, data, { key: privateKey, ...how }),
    verifies: (data, signature) => verify(hash, data, { key: publicKey, ...how }, signature),
  };
}

const desField = `${secret('80', MAC_KEY, TEST_KEY)}03${desCheckValue(MAC_KEY)}`;
const AES: Scheme = {
  name: 'AES',
  verifying: aesField(MAC_KEY, TEST_KEY),
  signing: aesField(MAC_KEY, TEST_KEY),
  sign: (data) => cmac(unhex(MAC_KEY), data),
  verifies: (data, signature) => same(cmac(unhex(MAC_KEY), data), signature),
};
const SCHEMES: readonly Scheme[] = [
  {
    name: 'DES',
    verifying: desField,
    signing: desField,
    sign: retailMac,
    verifies: (data, signature) => same(retailMac(data), signature),
  },
  AES,
  rsaScheme(1024),
  rsaScheme(2048),
  eccScheme('P-256', '00', 'sha256'),
  eccScheme('P-384', '01', 'sha384'),
  eccScheme('P-521', '02', 'sha512'),
];

function opened(privileges = 'A00000', more: readonly ReturnType<typeof domain>[] = []) {
  const securityDomains = [domain('DM SD', DM_AID, privileges), ...more];
  const bench = cardOnBench({ securityDomains });
  const issuer = new Client(bench, { channel: 1 }).open();
  const delegated = new Client(bench, { entity: 'DM SD' }).open();
  const put = (version: string, key: string, client = issuer) => {
    assert.equal(client.sendChained('80D80001', version + key).sw, 0x9000, `key ${version}`);
  };
  return { bench, issuer, delegated, put };
}

/** A command whose data end with its token. */
function permitted(client: Client, header: string, data: string, scheme: Scheme) {
  return client.sendChained(header, withToken(header, data, scheme));
}

/** `data` ends with the empty token of its layout. */
function withToken(header: string, data: string, scheme: Scheme, first = ''): string {
  const fields = unhex(data.slice(0, -2));
  const token = scheme.sign(concat(unhex(first), signedPart(header, fields)));
  return hex(fields) + hex(lengthOf(token.length)) + hex(token);
}

function signedPart(header: string, fields: Bytes): Bytes {
  const { length } = fields;
  const coded = length > 255 ? bytes(0, length >> 8, length & 0xff) : bytes(length);
  return concat(unhex(header.slice(4)), coded, fields);
}

const BLOCK = stubBlock();
const hashOf = (name: string) => hex(createHash(name).update(BLOCK).digest());

function loadAll(client: Client, content = loadFileOf(BLOCK)) {
  return loadBlocks(content)
    .map(([header, data]) => client.send(header, data))
    .at(-1)!;
}

for (const scheme of SCHEMES) {
  test(`delegated management with tokens by ${scheme.name} [GPCS §C.4] [GPCS §9.1.3.3]`, () => {
    const { delegated, put } = opened();
    const load = forLoad({ hash: hashOf('sha512'), parameters: 'B603930107' });
    assert.equal(permitted(delegated, '80E60200', load, scheme).sw, 0x6985, 'no key yet');
    put('70', scheme.verifying);
    const bad = { ...scheme, sign: (data: Bytes) => scheme.sign(concat(data, bytes(0))) };
    assert.equal(permitted(delegated, '80E60200', load, bad).sw, 0x6982, 'of other data');
    assert.equal(delegated.send('80E60200', load).sw, 0x6985, 'without a token');
    assert.equal(permitted(delegated, '80E60200', load, scheme).sw, 0x9000);
    assert.equal(loadAll(delegated).sw, 0x9000);
    const install = forInstall({ aid: APP });
    assert.equal(permitted(delegated, '80E60400', install, scheme).sw, 0x9000);
    const make = forChange({ aid: APP, privileges: '00' });
    assert.equal(permitted(delegated, '80E60800', make, scheme).sw, 0x9000);
    const update = forChange({ aid: APP, privileges: '000000' });
    assert.equal(permitted(delegated, '80E64000', update, scheme).sw, 0x9000);
    const field = unhex(`4F0A${APP}B603930107`);
    const token = scheme.sign(signedPart('80E40000', field));
    const remove = (value: Bytes) =>
      delegated.sendChained('80E40000', hex(field) + component('9E', value)).sw;
    assert.equal(remove(concat(token.subarray(1), bytes(0))), 0x6982);
    assert.equal(remove(token), 0x9000);
  });

  test(`receipts by ${scheme.name} [GPCS §C.5] [GPCS §11.1.6]`, () => {
    const { issuer, delegated, put } = opened();
    put('70', AES.verifying);
    put('71', scheme.signing);
    const unique = hex(unhex(CONFIG.iin + CONFIG.cin));
    const isTooLong = scheme.name === 'RSA 2048';
    let count = 0;
    const check = (answer: { readonly data: Bytes; readonly sw: number }, done: string) => {
      assert.equal(answer.sw, 0x9000);
      const confirmation = behindLength(answer.data);
      const receipt = behindLength(confirmation, true);
      const tail = hex(confirmation).slice(
        hex(confirmation).indexOf(hex(receipt)) + 2 * receipt.length,
      );
      const counter = `02${count.toString(16).padStart(4, '0')}`.toUpperCase();
      assert.equal(tail, `${counter}${hex(bytes(unique.length / 2))}${unique}0107`);
      assert.ok(scheme.verifies(concat(unhex(tail), unhex(done)), receipt));
      count++;
      assert.equal(
        hex(issuer.send('80CA00C2').data),
        `C202${counter.slice(2, 4)}${hex(bytes(count))}`,
      );
    };
    const lv = (aid: string) => hex(bytes(aid.length / 2)) + aid;
    const parameters = 'B603930107';
    const load = forLoad({ hash: hashOf('sha512'), parameters });
    assert.equal(hex(permitted(delegated, '80E60200', load, AES).data), '00');
    const loaded = loadAll(delegated);
    if (isTooLong) {
      assert.equal(loaded.sw, 0x6985);
      return;
    }
    check(loaded, lv(PROBE_FILE) + lv(DM_AID));
    const install = forInstall({ aid: APP, parameters: NO_PARAMETERS + parameters });
    check(permitted(delegated, '80E60C00', install, AES), lv(PROBE_FILE) + lv(APP));
    const update = forChange({ aid: APP, privileges: '000000', parameters });
    check(
      permitted(delegated, '80E64000', update, AES),
      `00${lv(APP)}00${lv('000000')}${lv(parameters)}`,
    );
    const field = `4F0A${APP}B603930107`;
    const token = AES.sign(signedPart('80E40000', unhex(field)));
    check(delegated.send('80E40000', field + component('9E', token)), lv(APP));
  });
}

/** The value behind a length of one or two bytes; with `head`, of what begins the source. */
function behindLength(source: Bytes, head = false): Bytes {
  const at = source[0] === 0x81 ? 2 : 1;
  const length = source[at - 1]!;
  if (!head) assert.equal(source.length, at + length);
  return source.subarray(at, at + length);
}

test('the combined process has one token over both commands [GPCS §C.4.7]', () => {
  const { delegated, put } = opened();
  put('70', AES.verifying);
  const load = forLoad({ hash: hashOf('sha1') });
  const first = hex(signedPart('80E60E01', unhex(load.slice(0, -2))));
  const install = forInstall({ aid: APP });
  const run = (begin: string) => {
    const { sw } = delegated.send('80E60E01', load);
    if (sw !== 0x9000) return sw;
    assert.equal(loadAll(delegated).sw, 0x9000);
    return delegated.send('80E60E03', withToken('80E60E03', install, AES, begin)).sw;
  };
  assert.equal(run(''), 0x6982, 'over the second alone');
  assert.equal(run(first), 0x9000);
});

test('who may have delegated content, and what a token may say [GPCS §9.1.3] [GPCS §C.4]', () => {
  const { delegated, issuer, put } = opened();
  put('70', AES.verifying);
  const load = (of: object) => permitted(delegated, '80E60200', forLoad(of), AES).sw;
  assert.equal(load({}), 0x6a80, 'a hash is needed');
  const hash = hashOf('sha256');
  assert.equal(load({ hash, parameters: `B606${'4204'}${CONFIG.iin}` }), 0x9000);
  assert.equal(load({ hash, parameters: 'B604420242FF' }), 0x6a80, 'for another domain');
  assert.equal(load({ hash, domain: ISD_AID }), 0x6985, 'the issuer does not accept it');
  const own = forLoad({ hash });
  assert.equal(permitted(issuer, '80E60200', own, AES).sw, 0x6a80, 'the issuer needs none');
});

test('a hash is as strong as the signature over it [GPCS §C.2 table C-3]', () => {
  const { delegated, issuer, put } = opened();
  const [, , rsa1024, rsa2048, p256, p384, p521] = SCHEMES;
  const minima = [
    [rsa1024, 'sha1', undefined],
    [rsa2048, 'sha256', 'sha1'],
    [p256, 'sha256', 'sha1'],
    [p384, 'sha384', 'sha256'],
    [p521, 'sha512', 'sha384'],
  ] as const;
  for (const [scheme, enough, weak] of minima) {
    put('70', scheme!.verifying);
    const load = (name: string) =>
      permitted(delegated, '80E60200', forLoad({ hash: hashOf(name) }), scheme!).sw;
    assert.equal(load(enough), 0x9000, scheme!.name);
    if (weak !== undefined) assert.equal(load(weak), 0x6a80, scheme!.name);
    assert.equal(issuer.send('80E40000', 'D20170').sw, 0x9000);
  }
});

for (const scheme of SCHEMES) {
  test(`DAPs by ${scheme.name}, requested and mandated [GPCS §C.3] [GPCS §9.2.1]`, () => {
    for (const privileges of ['C00000', 'C10000']) {
      const { bench, issuer, put } = opened('A00000', [domain('DAP SD', OWN_AID, privileges)]);
      const dap = (signature: Bytes) =>
        unhex(component('E2', `4F08${OWN_AID}${component('C3', signature)}`));
      const hash = unhex(hashOf('sha512'));
      const target = privileges === 'C00000' ? { domain: OWN_AID } : {};
      const load = (content: Bytes, of: object = { hash: hex(hash) }) => {
        const { sw } = issuer.send('80E60200', forLoad({ ...target, ...of }));
        return sw === 0x9000 ? loadAll(issuer, content).sw : sw;
      };
      const signed = concat(dap(scheme.sign(hash)), loadFileOf(BLOCK));
      assert.equal(load(loadFileOf(BLOCK)), 0x6985, 'without');
      assert.equal(load(signed), 0x6985, 'without a key');
      put('73', scheme.verifying, new Client(bench, { entity: 'DAP SD', channel: 2 }).open());
      assert.equal(load(concat(dap(scheme.sign(BLOCK)), loadFileOf(BLOCK))), 0x6982);
      assert.equal(load(signed, {}), 0x6985, 'without the hash');
      assert.equal(load(signed), 0x9000);
    }
  });
}

test('the hash goes with the AES key of a DAP, or of a ciphered load file [GPAmdD §8.1 table 8-1]', () => {
  for (const [key, enough, weak] of [
    [MAC_KEY, 'sha256', 'sha1'],
    [`${MAC_KEY}7071727374757677`, 'sha384', 'sha256'],
    [MAC_KEY.repeat(2), 'sha512', 'sha384'],
  ] as const) {
    const { bench, issuer, put } = opened('A00000', [domain('DAP SD', OWN_AID, 'C00000')]);
    put('73', aesField(key, TEST_KEY), new Client(bench, { entity: 'DAP SD', channel: 2 }).open());
    const load = (name: string) => {
      const hash = hashOf(name);
      const dap = `4F08${OWN_AID}${component('C3', cmac(unhex(key), unhex(hash)))}`;
      issuer.send('80E60200', forLoad({ domain: OWN_AID, hash }));
      return loadAll(issuer, concat(unhex(component('E2', dap)), loadFileOf(BLOCK))).sw;
    };
    assert.equal(load(weak), 0x6a80, weak);
    assert.equal(load(enough), 0x9000, enough);
  }
});

test('a ciphered load file is for the domain that has its key [GPCS §C.6]', () => {
  const { bench, issuer, put } = opened('A00000', [domain('secret SD', OWN_AID, '800040')]);
  const vector = '000102030405060708090A0B0C0D0E0F';
  const cipher = (iv: string) => {
    const made = createCipheriv('aes-128-cbc', unhex(MAC_KEY), unhex(iv));
    made.setAutoPadding(false);
    const padding = new Uint8Array(16 - (BLOCK.length % 16));
    padding[0] = 0x80;
    return concat(made.update(concat(BLOCK, padding)), made.final());
  };
  const load = (content: string, hash = 'sha256') => {
    issuer.send('80E60200', forLoad({ domain: OWN_AID, hash: hashOf(hash) }));
    return loadAll(issuer, unhex(content)).sw;
  };
  const zero = component('D4', cipher('00'.repeat(16)));
  assert.equal(load(component('C4', BLOCK)), 0x6985, 'in clear');
  assert.equal(load(zero), 0x6985, 'no key');
  put('75', AES.verifying, new Client(bench, { entity: 'secret SD', channel: 2 }).open());
  assert.equal(load(component('D4', cipher(vector))), 0x6a80, 'another vector');
  assert.equal(load(component('D4', BLOCK)), 0x6a80, 'not ciphered');
  const good = `D310${vector}${component('D4', cipher(vector))}`;
  assert.equal(load(good, 'sha1'), 0x6a80, 'a hash that is weaker than AES');
  assert.equal(load(good), 0x9000);
});
