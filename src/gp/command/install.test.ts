/** Load files, applications and security domains that come in life. [GPCS §9.3] [GPCS §11.5] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APP, contentBench, DOMAIN, OTHER } from '../../../tests/support/content-bench.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  forLoad,
  installProbe,
  loadBlock,
  loadBlocks,
  loadFileOf,
  loadStub,
  memory,
  PROBE_FILE,
  PROBE_MODULE,
  remove,
  stubBlock,
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

test('a stub load file is loaded, listed with its module, and a native application comes from it [GPCS §9.3.5] [GPCS §9.3.6]', () => {
  const { bench, client, status } = contentBench();
  assert.equal(loadStub(client), 0x9000);
  assert.equal(
    status('10', PROBE_FILE),
    `E329` + `4F09${PROBE_FILE}9F700101CE020100840A${PROBE_MODULE}CC08${ISD_AID}`,
  );
  assert.equal(installProbe(client, { aid: APP }), 0x9000);
  assert.equal(
    status('40', APP),
    `E329` + `4F09${APP}9F700107C503000000C409${PROBE_FILE}CC08${ISD_AID}`,
  );
  const session = bench.session(1);
  const selected = bench.select(session, bench.entity(APP));
  assert.equal(hex(selected.data), `6F118409${APP}A5049F6501FF`);
  assert.equal(hex(bench.send(session, unhex('8001000000')).data), '0F07');
});

test('each INSTALL, LOAD and DELETE answers one byte 00 [GPCS §11.5.3.1] [GPCS §11.6.3.1] [GPCS §11.2.3.1]', () => {
  const { client } = contentBench();
  assert.equal(loadStub(client), 0x9000);
  assert.equal(hex(client.send('80E60C00', forInstall({ aid: APP })).data), '00');
  assert.equal(hex(client.send('80E40000', `4F09${APP}`).data), '00');
});

test('parameters of a UICC are refused where there is none [TS102226 §8.2.1.3.2.2] [GPCS §11.5.3.2]', () => {
  const { client, status } = contentBench();
  const file = 'F0424946524F4E5308';
  const module = 'F0424946524F4E530801';
  assert.equal(
    loadBlock(client, stubBlock({ aid: file, modules: [module] }), { aid: file }),
    0x9000,
  );
  const install = (parameters: string) =>
    client.send('80E60C00', forInstall({ file, module, aid: APP, parameters })).sw;
  assert.equal(install('C900EA0D800B0100140100000000000000'), 0x6a80);
  assert.equal(status('40', APP), '', 'nothing is installed');
  assert.equal(install('C900'), 0x9000, 'without them it is an application like others');
});

test('INSTALLED is not selectable until it is made so, once [GPCS §9.3.7] [GPCS §5.3.1.1]', () => {
  const { bench, client } = contentBench();
  loadStub(client);
  assert.equal(client.send('80E60400', forInstall({ aid: APP })).sw, 0x9000);
  assert.equal(bench.entity(APP).selectable, false);
  const make = forChange({ aid: APP, privileges: '00' });
  assert.equal(client.send('80E60800', make).sw, 0x9000);
  assert.equal(bench.entity(APP).selectable, true);
  assert.equal(client.send('80E60800', make).sw, 0x6985);
});

test('the combined process: the load file comes with the application, or neither [GPCS §9.3.8]', () => {
  const { bench, client, status } = contentBench();
  const begun = () => client.send('80E60E01', forLoad()).sw;
  const blocks = loadBlocks(loadFileOf(stubBlock()), 20);
  assert.equal(begun(), 0x9000);
  for (const [header, data] of blocks) assert.equal(client.send(header, data).sw, 0x9000);
  assert.equal(status('20', PROBE_FILE), '', 'not before the last INSTALL');
  const wrong = forInstall({ aid: APP, file: DOMAIN_FILE });
  assert.equal(client.send('80E60E03', wrong).sw, 0x6a80);
  assert.equal(client.send('80E60E03', forInstall({ aid: APP, file: '' })).sw, 0x6985, 'over');
  assert.equal(begun(), 0x9000);
  for (const [header, data] of blocks) client.send(header, data);
  assert.equal(client.send('80E60E03', forInstall({ aid: APP, file: '' })).sw, 0x9000);
  assert.equal(bench.entity(APP).selectable, true);
  assert.notEqual(status('20', PROBE_FILE), '');
});

test('a security domain is installed, and has its own objects and association [GPCS §9.3.6] [GPCS §H.3]', () => {
  const { bench, client, status } = contentBench();
  assert.equal(client.send('80E60C00', forDomain({ aid: DOMAIN })).sw, 0x9000);
  assert.match(status('40', DOMAIN), /9F700107C503800000C407A0000001515350CC08A000000151000000$/);
  const own = new Client(bench, { entity: DOMAIN, channel: 1 });
  assert.match(hex(own.raw('80CA006600').data), /^66..73/);
  assert.equal(hex(own.raw('80CA00CF00').data).slice(4, 8), DOMAIN.slice(-4));
  const selected = bench.select(own.session, bench.entity(DOMAIN));
  assert.equal(hex(selected.data), `6F118409${DOMAIN}A5049F6501FF`);
});

test('one byte of privileges leaves the others at their defaults [GPCS §6.6.2 table 6-2]', () => {
  const { client, status } = contentBench();
  loadStub(client);
  client.send('80E60C00', forDomain({ aid: DOMAIN, privileges: '80' }));
  assert.match(status('40', DOMAIN), /C503808000/);
  client.send('80E60C00', forInstall({ aid: APP, privileges: '00' }));
  assert.match(status('40', APP), /C503000000/);
});

test('what cannot be installed is refused, and nothing stays [GPCS §9.3.6] [GPCS §11.5.3.2]', () => {
  const { bench, client } = contentBench();
  loadStub(client);
  assert.equal(installProbe(client, { aid: OTHER }), 0x9000);
  const refused = [
    [forInstall({ aid: APP, file: 'A0000000FF' }), 0x6a88],
    [forInstall({ aid: APP, module: 'A0000000FF' }), 0x6a88],
    [forInstall({ aid: OTHER }), 0x6985],
    [forInstall({ aid: PROBE_FILE }), 0x6985],
    [forInstall({ aid: APP, privileges: '800000' }), 0x6a80],
    [forInstall({ aid: APP, privileges: '200000' }), 0x6a80],
    [forInstall({ aid: APP, parameters: '' }), 0x6a80],
    [forInstall({ aid: APP, parameters: 'C9' }), 0x6a80],
    [forInstall({ aid: APP, parameters: `C900${system('C80110')}` }), 0x6a80],
    [forInstall({ aid: APP, parameters: `C900${system('CF0154')}` }), 0x6a80],
    [forInstall({ aid: APP, parameters: `C900${system(memory(0xd8, 100_000))}` }), 0x6a84],
    [forInstall({ aid: APP, parameters: `C900${system(memory(0xd7, 5_000))}` }), 0x6a84],
    [
      forInstall({ aid: APP, parameters: `C900${system(memory(0xc8, 10) + memory(0xd8, 20))}` }),
      0x6a80,
    ],
    [forInstall({ aid: APP, token: '00' }), 0x6a80],
    [`${forInstall({ aid: APP })}00`, 0x6a80],
    [forInstall({ aid: APP }).slice(0, -2), 0x6a80],
    [forDomain({ aid: APP, privileges: '000000' }), 0x6a80],
    [forDomain({ aid: APP, privileges: 'A04000' }), 0x6a80],
    [forDomain({ aid: APP, parameters: 'C9048102027F' }), 0x6a80],
  ] as const;
  for (const [data, sw] of refused) {
    assert.equal(client.send('80E60C00', data).sw, sw, data);
    assert.deepEqual(bench.batches, [], data);
  }
  for (const p1p2 of ['0000', '0100', '0600', '0A00', '0C01', '0E00', '0E02', '3000']) {
    assert.equal(client.send(`80E6${p1p2}`, forInstall({ aid: APP })).sw, 0x6a86, p1p2);
  }
  assert.equal(client.send('80E60400', forInstall({ aid: APP, privileges: '040000' })).sw, 0x6a80);
  assert.equal(
    client.send('80E60400', forInstall({ aid: APP, parameters: `C900${system('CF0140')}` })).sw,
    0x6a80,
  );
});

test('who manages content: in use, with Authorized Management, authenticated [GPCS §9.1.3]', () => {
  const bench = cardOnBench();
  const plain = new Client(bench, { entity: 'plain SD', key: '505152535455565758595A5B5C5D5E5F' });
  assert.equal(plain.raw(`80E60200${'10'}${'00'.repeat(16)}`).sw, 0x6982);
  plain.open();
  assert.equal(loadStub(plain), 0x6985, 'SELECTABLE');
  plain.send('80F0400F', PLAIN_SD_AID, 'none');
  assert.equal(loadStub(plain), 0x6985, 'no privilege');
});

test('Card Reset and Final Application leave the issuer and come back at DELETE [GPCS §6.6.2]', () => {
  const { bench, client, status } = contentBench();
  loadStub(client);
  assert.equal(installProbe(client, { aid: APP, privileges: '040200' }), 0x9000);
  assert.match(status('80', ISD_AID), /C5039AFC80/);
  assert.equal(bench.container.implicit(bench.session(0))?.name, APP);
  assert.equal(installProbe(client, { aid: OTHER, privileges: '040000' }), 0x6985);
  assert.equal(installProbe(client, { aid: OTHER, privileges: '000200' }), 0x6985);
  assert.equal(remove(client, APP), 0x9000);
  assert.match(status('80', ISD_AID), /C5039EFE80/);
  assert.equal(bench.container.implicit(bench.session(0))?.name, 'ISD');
});

test('commands that give privileges are ruled [P-07]', () => {
  for (const [privileges, action] of [
    ['040000', 'card-reset'],
    ['000200', 'final-application'],
    ['020000', 'cvm-management'],
    ['000020', 'contactless-activation'],
  ] as const) {
    const { bench, client } = contentBench();
    loadStub(client);
    bench.forbidden.add(action);
    assert.equal(installProbe(client, { aid: APP, privileges }), 0x6985, action);
    assert.equal(bench.requested.at(-1)?.action, action);
    bench.forbidden.clear();
    assert.equal(installProbe(client, { aid: APP, privileges }), 0x9000, action);
  }
});

test('registry update gives and takes privileges [GPCS §9.4.2.1] [GPCS §11.5.2.3.5]', () => {
  const { client, status } = contentBench();
  loadStub(client);
  installProbe(client, { aid: APP });
  const update = (privileges: string) =>
    client.send('80E64000', forChange({ aid: APP, privileges })).sw;
  assert.equal(update('140200'), 0x9000);
  assert.match(status('80', ISD_AID), /C5039AFC80/);
  assert.match(status('40', APP), /C503140200/);
  assert.equal(update('100000'), 0x9000);
  assert.match(status('80', ISD_AID), /C5039EFE80/);
  assert.equal(update('800000'), 0x6a80);
  const issuer = forChange({ aid: ISD_AID, privileges: '9AFE80' });
  assert.equal(client.send('80E64000', issuer).sw, 0x6985, 'the issuer keeps what none has');
});

test('functions are restricted, for a domain or for all, and for good [GPCS §11.5.2.3.7 table 11-53]', () => {
  const { bench, client } = contentBench();
  const restrict = (aid: string, functions: string) =>
    client.send('80E64000', forChange({ aid, parameters: system(`D901${functions}`) })).sw;
  assert.equal(restrict(AM_SD_AID, '02'), 0x9000);
  assert.equal(loadStub(client), 0x9000);
  assert.equal(remove(client, PROBE_FILE), 0x9000);
  assert.equal(restrict('', '02'), 0x9000);
  assert.equal(loadStub(client), 0x6985);
  assert.match(bench.refusal!.why, /restricted/);
  assert.equal(restrict('', '00'), 0x9000);
  assert.equal(loadStub(client), 0x6985);
  assert.equal(restrict('', '80'), 0x9000, 'a reserved bit is ignored');
  const again = cardOnBench({}, { image: bench.memory.image() });
  assert.equal(loadStub(new Client(again).open()), 0x6985);
});

test('implicit selection by interface and channel [GPCS §6.4.1] [GPCS §11.1.7]', () => {
  const { bench, client, status } = contentBench();
  loadStub(client);
  const parameters = (...list: string[]) =>
    `C900${system(list.map((one) => `CF01${one}`).join(''))}`;
  assert.equal(installProbe(client, { aid: APP, parameters: parameters('80', '42') }), 0x9000);
  assert.match(status('40', APP), /CF0180CF0142/);
  const link = { ...bench.session(0).card.link, mode: 'contactless' as const };
  assert.equal(bench.container.implicit(bench.session(0, link))?.name, APP);
  assert.equal(bench.container.implicit(bench.session(0))?.name, 'ISD');
  assert.equal(bench.container.implicit(bench.session(2))?.name, APP);
  assert.equal(installProbe(client, { aid: OTHER, parameters: parameters('C0') }), 0x6985);
  assert.equal(installProbe(client, { aid: OTHER, privileges: '040000' }), 0x6985);
  assert.equal(installProbe(client, { aid: OTHER, parameters: parameters('40') }), 0x9000);
  const more = forChange({ aid: APP, parameters: system('CF0143') });
  assert.equal(client.send('80E64000', more).sw, 0x9000);
  assert.match(status('40', APP), /CF0180CF0142CF0143/);
  client.send('80F04080', APP, 'none');
  assert.equal(bench.container.implicit(bench.session(2))?.name, 'ISD', 'locked');
});
