import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forDomain } from '../../../tests/support/content-commands.ts';
import {
  cardOnBench,
  Client,
  contentOf,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { aesField } from '../../../tests/support/key-data.ts';
import { Scp02Host } from '../../../tests/support/scp02-host.ts';
import { equal, hex, unhex } from '../../base/index.ts';

const AID = 'F0010203AA';
const OWN_KEY = '606162636465666768696A6B6C6D6E6F';
const OWN_KEYS = `31${aesField(OWN_KEY, TEST_KEY).repeat(3)}`;

/** A card whose issuer has installed a security domain. */
function world() {
  const bench = cardOnBench();
  const issuer = new Client(bench).open();
  assert.equal(issuer.send('80E60C00', forDomain({ aid: AID })).sw, 0x9000);
  const name = bench.container.entities().find(({ aid }) => hex(aid) === AID)!.name;
  return { bench, issuer, name };
}

test('a new security domain opens with the keys of the one above, and gets its own [GPCS §7.2]', () => {
  const { bench, name } = world();
  const first = new Client(bench, { entity: name }).open(0x33);
  assert.equal(first.send('80D80081', OWN_KEYS).sw, 0x9000);
  const own = { entity: name, key: OWN_KEY };
  new Client(bench, own).open(0x33, 0x31);
  assert.throws(() => new Client(bench, { entity: name }).open(), /cryptogram|challenge/);
});

test('of two protocols that one begins which has the keys of the domain above [GPCS §7.2]', () => {
  const des = { version: 0x20, type: 'DES' as const, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
  const bench = cardOnBench({
    secureChannels: [
      { protocol: 'SCP03', i: '70' },
      { protocol: 'SCP02', i: '55' },
    ],
    keySets: [des],
  });
  const aid = unhex(AID);
  const keys = { enc: unhex(TEST_KEY), mac: unhex(TEST_KEY), dek: unhex(TEST_KEY) };
  const hostChallenge = unhex('0102030405060708');
  const open = (entity: string) => {
    const client = new Client(bench, { entity });
    const own = bench.entity(entity).aid;
    const host = new Scp02Host({ ...keys, option: 0x55, aid: own, hostChallenge });
    const { sw, data } = client.raw(host.initializeUpdate(0));
    assert.equal(sw, 0x9000, `INITIALIZE UPDATE of ${entity}`);
    host.accept(data);
    assert.equal(client.raw(host.externalAuthenticate(0x01)).sw, 0x9000);
    return { client, host };
  };
  const { client, host } = open('ISD');
  const install = host.wrap(unhex('80E60C00'), unhex(forDomain({ aid: AID })), 0);
  assert.equal(client.raw(install).sw, 0x9000);
  open(bench.container.entities().find((one) => equal(one.aid, aid))!.name);
});

test('a key that is gone meanwhile opens no session [GPCS §7.5]', () => {
  const { bench, issuer, name } = world();
  const own = new Client(bench, { entity: name }).open();
  const begun = new Client(bench, { entity: name, channel: 1 });
  assert.equal(begun.initialize().sw, 0x9000);
  assert.equal(own.send('80D80081', OWN_KEYS).sw, 0x9000);
  assert.equal(begun.raw(begun.host.externalAuthenticate(0x01)).sw, 0x6985, 'of the issuer');
  const late = new Client(bench, { channel: 2 });
  assert.equal(late.initialize(0x30).sw, 0x9000);
  assert.equal(issuer.send('80D83081', OWN_KEYS.replace('31', '30')).sw, 0x9000);
  assert.equal(late.raw(late.host.externalAuthenticate(0x01)).sw, 0x6985, 'replaced');
});

test('with its first key set it is PERSONALIZED [GPCS §5.3.2.3]', () => {
  const { bench, issuer, name } = world();
  const state = () => hex(issuer.send('80F24002', `4F05${AID}5C029F70`).data).slice(-2);
  assert.equal(state(), '07');
  const client = new Client(bench, { entity: name }).open();
  assert.equal(client.send('80D80001', `70${aesField(OWN_KEY, TEST_KEY)}`).sw, 0x9000);
  issuer.open();
  assert.equal(state(), '07', 'a key for other purposes changes nothing');
  assert.equal(new Client(bench, { entity: name }).open().send('80D80081', OWN_KEYS).sw, 0x9000);
  issuer.open();
  assert.equal(state(), '0F');
});

test('an attempt counts where the keys are, and a personalized domain has only its own', () => {
  const { bench, name } = world();
  const attempts = () => contentOf(bench, 1).counter('attempts/48', 0).get();
  const client = new Client(bench, { entity: name });
  assert.equal(client.initialize().sw, 0x9000);
  assert.equal(client.raw(client.host.externalAuthenticate(0x01, 0)).sw, 0x6300);
  assert.equal(attempts(), 1);
  client.open();
  assert.equal(attempts(), 0);
  assert.equal(client.send('80F0400F', AID).sw, 0x9000);
  assert.equal(new Client(bench, { entity: name }).initialize().sw, 0x6a88);
});
