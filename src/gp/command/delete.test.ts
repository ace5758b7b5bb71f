/** DELETE of content, extradition, and memory that goes and comes. [GPCS §9.4] [GPCS §9.5] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APP, contentBench, DOMAIN, OTHER } from '../../../tests/support/content-bench.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  installProbe,
  loadStub,
  memory,
  NO_PARAMETERS,
  PROBE_FILE,
  remove,
  system,
} from '../../../tests/support/content-commands.ts';
import {
  AM_SD_AID,
  cardOnBench,
  Client,
  ISD_AID,
  PLAIN_SD_AID,
} from '../../../tests/support/globalplatform-card.ts';
import { hex, unhex } from '../../base/index.ts';

function begin() {
  const { bench, client, status } = contentBench();
  const associated = (aid: string) => /CC..([0-9A-F]+)$/.exec(status('40', aid))?.[1];
  const extradite = (aid: string, domain: string) =>
    client.send('80E61000', forChange({ aid, domain })).sw;
  return { bench, client, associated, extradite };
}

/** With the test key, which the card must give the domain. */
function asAm(bench: ReturnType<typeof cardOnBench>): Client {
  return new Client(bench, { entity: 'AM SD' }).open();
}

test('a load file is not deleted while applications come from it, but with them [GPCS §9.5.2] [GPCS §9.5.3]', () => {
  const { bench, client } = begin();
  const used = bench.services.nvm.used;
  loadStub(client);
  installProbe(client, { aid: APP });
  installProbe(client, { aid: OTHER });
  assert.equal(remove(client, PROBE_FILE), 0x6985);
  const session = bench.session(1);
  bench.select(session, bench.entity(APP));
  assert.equal(bench.send(session, unhex('80060000')).sw, 0x9000);
  assert.equal(remove(client, PROBE_FILE, true), 0x6985, 'one is selected in another session');
  assert.equal(remove(client, APP), 0x6985);
  bench.select(session, bench.entity('ISD'));
  assert.equal(remove(client, PROBE_FILE, true), 0x9000);
  assert.equal(client.send('80F24002', `4F09${APP}`).sw, 0x6a88);
  assert.equal(remove(client, PROBE_FILE), 0x6a88);
  assert.equal(bench.services.nvm.used, used);
});

test('what DELETE names [GPCS §11.2.2.3.1] [GPCS §11.2.3.2]', () => {
  const { bench, client } = begin();
  const refused = [
    ['80E40000', '4F05A0000000FF', 0x6a88],
    ['80E40000', '4F04A0000000', 0x6a80],
    ['80E40000', '', 0x6a80],
    ['80E40000', '4F', 0x6a80],
    ['80E40000', `4F08${ISD_AID}`, 0x6985],
    ['80E40000', `4F07${DOMAIN_FILE}`, 0x6985],
    ['80E40000', `4F09${PLAIN_SD_AID}9E0100`, 0x6a80],
  ] as const;
  for (const [header, data, sw] of refused) {
    assert.equal(client.send(header, data).sw, sw, data);
    assert.deepEqual(bench.batches, []);
  }
  assert.equal(remove(client, PLAIN_SD_AID), 0x9000);
});

test('a security domain is deleted when nothing is associated with it [GPCS §9.5.1]', () => {
  const { client, extradite } = begin();
  loadStub(client);
  installProbe(client, { aid: APP });
  assert.equal(extradite(APP, AM_SD_AID), 0x9000);
  assert.equal(remove(client, AM_SD_AID), 0x6985);
  assert.equal(remove(client, APP), 0x9000);
  assert.equal(remove(client, AM_SD_AID), 0x9000);
});

test('extradition: to a domain in use that accepts it, never below oneself [GPCS §9.4.1] [GPCS §11.5.2.3.4]', () => {
  const { client, associated, extradite } = begin();
  loadStub(client);
  installProbe(client, { aid: APP });
  assert.equal(associated(APP), ISD_AID);
  assert.equal(extradite(APP, AM_SD_AID), 0x9000);
  assert.equal(associated(APP), AM_SD_AID);
  assert.equal(extradite(APP, PLAIN_SD_AID), 0x6985, 'SELECTABLE');
  assert.equal(extradite(APP, APP), 0x6a80, 'not a security domain');
  assert.equal(extradite(APP, 'A0000000FF'), 0x6a88);
  assert.equal(extradite('A0000000FF', AM_SD_AID), 0x6a88);
  assert.equal(extradite(ISD_AID, AM_SD_AID), 0x6985);
  assert.equal(extradite(PROBE_FILE, AM_SD_AID), 0x9000);
  assert.equal(
    client.send('80E61000', forChange({ aid: APP, domain: ISD_AID, privileges: '00' })).sw,
    0x6a80,
  );
  assert.equal(client.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x9000);
  assert.equal(extradite(DOMAIN, AM_SD_AID), 0x9000);
  assert.equal(extradite(AM_SD_AID, AM_SD_AID), 0x9000, 'the top of its own hierarchy');
  assert.equal(extradite(DOMAIN, ISD_AID), 0x6985, 'the issuer is not above it any more');
});

test('registry update with extradition changes all or nothing [GPCS §9.4.2.2]', () => {
  const { client, associated } = begin();
  loadStub(client);
  installProbe(client, { aid: APP });
  const update = (domain: string) =>
    client.send('80E64000', forChange({ aid: APP, domain, privileges: '100000' })).sw;
  assert.equal(update(PLAIN_SD_AID), 0x6985);
  assert.match(hex(client.send('80F24002', `4F09${APP}`).data), /C503000000/);
  assert.equal(update(AM_SD_AID), 0x9000);
  assert.equal(associated(APP), AM_SD_AID);
  assert.match(hex(client.send('80F24002', `4F09${APP}`).data), /C503100000/);
});

test('personalization is of what is associated with the domain itself [GPCS §11.5.2.3.6]', () => {
  const { client, extradite } = begin();
  loadStub(client);
  installProbe(client, { aid: APP });
  const personalize = (aid: string) => client.send('80E62000', forChange({ aid })).sw;
  assert.equal(personalize(APP), 0x9000);
  assert.equal(personalize('A0000000FF'), 0x6a88);
  assert.equal(personalize(ISD_AID), 0x6985);
  client.send('80F04080', APP, 'none');
  assert.equal(personalize(APP), 0x6985, 'locked');
  client.send('80F04007', APP, 'none');
  extradite(APP, AM_SD_AID);
  assert.equal(personalize(APP), 0x6985);
});

test('a quota stops its application, a reserve stops the others [GPCS §9.7]', () => {
  const { bench, client } = begin();
  const open = new Client(bench, { channel: 2 }).open(0x00);
  const report = () =>
    Number.parseInt(/8204(.{8})/.exec(hex(open.raw('80CAFF2100').data))![1]!, 16);
  loadStub(client);
  const parameters = (objects: string) => NO_PARAMETERS + system(objects);
  const before = report();
  const reserved = parameters(memory(0xd8, 20_000));
  assert.equal(installProbe(client, { aid: APP, parameters: reserved }), 0x9000);
  assert.ok(before - report() >= 20_000);
  const tooMuch = parameters(memory(0xd8, report() + 1));
  assert.equal(installProbe(client, { aid: OTHER, parameters: tooMuch }), 0x6a84);
  const small = parameters(memory(0xc8, 1));
  assert.equal(installProbe(client, { aid: OTHER, parameters: small }), 0x9000);
  const session = bench.session(3);
  bench.select(session, bench.entity(OTHER));
  assert.equal(bench.send(session, unhex('80060000')).sw, 0x6a84, 'beyond its quota');
  bench.select(session, bench.entity(APP));
  const reservedLeft = report();
  assert.equal(bench.send(session, unhex('80060000')).sw, 0x9000);
  assert.equal(report(), reservedLeft, 'from its reserve');
  bench.select(session, bench.entity('ISD'));
  assert.equal(remove(client, OTHER), 0x9000);
  assert.equal(remove(client, APP), 0x9000);
  assert.equal(report(), before);
});

test('content of another domain: Global Delete, or above it [GPCS §9.1.3.4] [GPCS §9.5.1]', () => {
  const key = '404142434445464748494A4B4C4D4E4F';
  const keySets = [{ version: 0x30, type: 'AES' as const, enc: key, mac: key, dek: key }];
  const bench = cardOnBench({
    securityDomains: [
      {
        name: 'AM SD',
        aid: AM_SD_AID,
        privileges: '804000',
        lifeCycle: 'PERSONALIZED',
        data: {},
        keySets,
      },
    ],
  });
  const client = new Client(bench).open();
  loadStub(client);
  installProbe(client, { aid: APP });
  const am = asAm(bench);
  assert.equal(remove(am, APP), 0x6985, 'it is the issuer’s');
  assert.equal(am.send('80E60C00', forInstall({ aid: OTHER })).sw, 0x6985, 'so is the load file');
  assert.equal(am.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x9000);
  const update = forChange({ aid: AM_SD_AID, privileges: '805000' });
  assert.equal(client.send('80E64000', update).sw, 0x9000);
  assert.equal(remove(asAm(bench), APP), 0x9000, 'Global Delete');
  assert.equal(remove(client, DOMAIN), 0x9000, 'the issuer is above');
});
