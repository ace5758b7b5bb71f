/** Sentences of the specification that an attacker reads: content management, one test each. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { APP, DOMAIN, OTHER } from '../../../tests/support/content-bench.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  forLoad,
  installProbe,
  loadBlocks,
  loadFileOf,
  loadStub,
  remove,
  stubBlock,
  system,
} from '../../../tests/support/content-commands.ts';
import {
  cardOnBench,
  Client,
  CONFIG,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { hex } from '../../base/index.ts';

const OWN = 'A000000151414D534402';
const KEYS = { version: 0x31, type: 'AES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY } as const;

/** A card with a security domain that manages content and deletes any. */
function card(privileges = '805000') {
  const domain = {
    name: 'own',
    aid: OWN,
    privileges,
    lifeCycle: 'PERSONALIZED',
    keySets: [KEYS],
    data: {},
  } as const;
  return cardOnBench({ securityDomains: [...CONFIG.securityDomains, domain] });
}

function shown(client: Client, aid: string): string {
  return hex(client.send('80F24002', `4F${hex(Uint8Array.of(aid.length / 2))}${aid}`).data);
}

test('a security domain is in use while it manages, and does not delete itself [GPCS §9.5]', () => {
  const bench = card();
  const own = new Client(bench, { entity: 'own' }).open();
  assert.equal(remove(own, OWN), 0x6985, 'with Global Delete');
  const issuer = new Client(bench, { channel: 1 }).open();
  const toItself = forChange({ domain: OWN, aid: OWN });
  assert.equal(issuer.send('80E61000', toItself).sw, 0x9000);
  assert.equal(remove(own, OWN), 0x6985, 'associated with itself');
  assert.match(shown(own, OWN), /^E3/, 'the session goes on');
});

test('a security domain that is locked rejects all commands [GPCS §5.3.2.4]', () => {
  const bench = card();
  const own = new Client(bench, { entity: 'own' }).open();
  assert.equal(own.send('80F04080', OWN).sw, 0x9000, 'it locks itself');
  for (const command of ['80CA00E000', '80F24002024F00', `80500000080102030405060708`]) {
    assert.equal(own.raw(command).sw, 0x6985, command);
  }
  const issuer = new Client(bench, { channel: 1 }).open();
  assert.equal(issuer.send('80F04000', OWN).sw, 0x9000);
  assert.equal(own.raw('80CA00E000').sw, 0x6982, 'unlocked, it expects the MAC of the session');
});

test('a DAP is verified by a security domain that is in use [GPCS §5.3.2.4]', () => {
  const bench = card('C00000');
  const issuer = new Client(bench).open();
  assert.equal(issuer.send('80F04080', OWN).sw, 0x9000);
  const block = stubBlock();
  const hash = createHash('sha1').update(block).digest('hex').toUpperCase();
  assert.equal(issuer.send('80E60200', forLoad({ hash })).sw, 0x9000);
  const dap = `E20F4F0A${OWN}C3016A`;
  assert.equal(issuer.send('80E88000', dap + hex(loadFileOf(block))).sw, 0x6985);
  assert.equal(bench.refusal?.clause, 'GPCS §5.3.2.4');
});

test('privileges: reserved bits are ignored, Mandated DAP needs DAP [GPCS §6.6.1] [GPCS §11.1.2 table 11-9]', () => {
  const client = new Client(card()).open();
  const install = (privileges: string) =>
    client.send('80E60C00', forDomain({ aid: DOMAIN, privileges })).sw;
  assert.equal(install('810000'), 0x6a80);
  assert.equal(install('80000F'), 0x9000);
  assert.match(shown(client, DOMAIN), /C503800000/);
  const update = forChange({ aid: DOMAIN, privileges: 'C1000F' });
  assert.equal(client.send('80E64000', update).sw, 0x9000);
  assert.match(shown(client, DOMAIN), /C503C10000/);
  const without = forChange({ aid: DOMAIN, privileges: '81' });
  assert.equal(client.send('80E64000', without).sw, 0x6a80);
});

test('implicit selection: the reserved bit is ignored, and no interface means no channel [GPCS §11.1.7 table 11-15]', () => {
  const client = new Client(card()).open();
  assert.equal(loadStub(client), 0x9000);
  const install = (aid: string, parameter: string) =>
    installProbe(client, { aid, parameters: `C900${system(`CF01${parameter}`)}` });
  assert.equal(install(APP, '74'), 0x6a80, 'channel 20');
  assert.equal(install(APP, '63'), 0x9000);
  assert.match(shown(client, APP), /CF0143/);
  assert.equal(install(OTHER, '1F'), 0x9000);
});

test('functions to restrict: the reserved bit is ignored [GPCS §11.5.2.3.7 table 11-53]', () => {
  const client = new Client(card()).open();
  const restrict = forChange({ aid: OWN, parameters: system('D90181') });
  assert.equal(client.send('80E64000', restrict).sw, 0x9000);
  const own = new Client(client.bench, { entity: 'own', channel: 1 }).open();
  assert.equal(remove(own, DOMAIN_FILE), 0x6985, 'DELETE is restricted');
});

test('DELETE names one object, and only a reference and a token follow [GPCS §11.2.2.3.1]', () => {
  const client = new Client(card()).open();
  assert.equal(loadStub(client), 0x9000);
  assert.equal(installProbe(client, { aid: APP }), 0x9000);
  const name = `4F09${APP}`;
  for (const rest of [`4F09${APP}`, 'DF0100', '9E00B600', 'B600B600', '9E009E00']) {
    assert.equal(client.send('80E40000', name + rest).sw, 0x6a80, rest);
  }
  assert.equal(client.send('80E40000', `${name}B6009E00`).sw, 0x9000, 'an empty token is none');
});

test('a ciphered load file is for a domain that takes one, and has a hash [GPCS §11.5.2.3.1] [GPCS §11.6.2.3]', () => {
  const ciphered = `D410${'00'.repeat(16)}`;
  const issuer = new Client(card()).open();
  assert.equal(issuer.send('80E60200', forLoad()).sw, 0x9000);
  assert.equal(issuer.send('80E88000', ciphered).sw, 0x6985);
  const own = new Client(card('804040'), { entity: 'own' }).open();
  for (const hash of ['', '00'.repeat(32)]) {
    assert.equal(own.send('80E60200', forLoad({ hash })).sw, 0x9000);
    assert.equal(own.send('80E88000', ciphered).sw, 0x6985, hash === '' ? 'no hash' : 'no key');
  }
  assert.match(own.bench.refusal?.why ?? '', /no key to decipher/);
});

test('another INSTALL does not end a personalization session [GPCS §11.11.1]', () => {
  const client = new Client(card()).open();
  assert.equal(loadStub(client), 0x9000);
  assert.equal(installProbe(client, { aid: APP }), 0x9000);
  assert.equal(client.send('80E60400', forInstall({ aid: OTHER })).sw, 0x9000);
  const before = hex(client.send('80CA0042').data);
  assert.equal(client.send('80E62000', forChange({ aid: APP })).sw, 0x9000);
  const select = forChange({ aid: OTHER, privileges: '00' });
  assert.equal(client.send('80E60800', select).sw, 0x9000);
  client.send('80E29000', '420199');
  assert.equal(hex(client.send('80CA0042').data), before, 'it was for the application');
  assert.equal(client.send('80E62000', forChange({ aid: APP })).sw, 0x9000);
  assert.equal(client.send('80E62000', forChange({ aid: 'A0000000FF' })).sw, 0x6a88);
  assert.equal(client.send('80E29000', '420199').sw, 0x9000);
  assert.equal(hex(client.send('80CA0042').data), '420199', 'the session was over');
});

test('what a session names is deleted meanwhile: its number in the registry goes to another', () => {
  const bench = card();
  const [one, other] = [new Client(bench).open(), new Client(bench, { channel: 1 }).open()];
  assert.equal(loadStub(one), 0x9000);
  assert.equal(installProbe(one, { aid: APP }), 0x9000);
  assert.equal(one.send('80E62000', forChange({ aid: APP })).sw, 0x9000);
  assert.equal(remove(other, APP), 0x9000);
  assert.equal(installProbe(other, { aid: OTHER }), 0x9000);
  assert.equal(one.send('80E29000', '420141').sw, 0x6985, 'not for the new one');
  const file = 'A0000005595099';
  const begin = forLoad({ aid: file, domain: OWN });
  assert.equal(one.send('80E60200', begin).sw, 0x9000);
  assert.equal(remove(other, OTHER), 0x9000);
  assert.equal(remove(other, 'F0424946524F4E5301'), 0x9000);
  assert.equal(remove(other, OWN), 0x9000);
  assert.equal(other.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x9000);
  const [[header, data] = ['', '']] = loadBlocks(loadFileOf(stubBlock({ aid: file })));
  assert.equal(one.send(header, data).sw, 0x6985, 'the domain of the load file is gone');
  assert.equal(hex(one.send('80F22002', `4F07${file}`).data), '');
});

test('a lock of the owner during a load is in time [GPCS §9.3.5]', () => {
  const bench = card();
  const [one, other] = [new Client(bench).open(), new Client(bench, { channel: 1 }).open()];
  assert.equal(one.send('80E60200', forLoad({ domain: OWN })).sw, 0x9000);
  assert.equal(other.send('80F04080', OWN).sw, 0x9000);
  const [[header, data] = ['', '']] = loadBlocks(loadFileOf(stubBlock()));
  assert.equal(one.send(header, data).sw, 0x6985);
});
