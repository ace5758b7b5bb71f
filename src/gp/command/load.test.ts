/** LOAD: order, sizes, hashes, and load files that are refused. [GPCS §9.3.5] [GPCS §11.6] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCapFile } from '../../../tests/support/cap/read-cap.ts';
import type { BenchOptions } from '../../../tests/support/container-bench.ts';
import { contentBench } from '../../../tests/support/content-bench.ts';
import {
  forChange,
  forInstall,
  forLoad,
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
  CONFIG,
  Client,
  PLAIN_SD_AID,
} from '../../../tests/support/globalplatform-card.ts';
import { type Bytes, hex, unhex } from '../../base/index.ts';
import { pureCrypto } from '../../crypto/index.ts';

const CAP_PACKAGE = 'F04A434C414203';

function begin(options: BenchOptions = {}) {
  const { bench, client, status } = contentBench(0x01, options);
  const files = () => status('20', '');
  return { bench, client, files, before: files() };
}

test('blocks are numbered from 00 and each follows the one before [GPCS §11.6.1] [GPCS §11.6.2.2]', () => {
  const { client, files, before } = begin();
  const [first, second, third] = loadBlocks(loadFileOf(stubBlock()), 16);
  const start = () => assert.equal(client.send('80E60200', forLoad()).sw, 0x9000);
  const send = (header: string, data: string) => client.send(header, data).sw;
  assert.equal(send(...first!), 0x6985, 'INSTALL [for load] comes before');
  start();
  assert.equal(send('80E80001', first![1]), 0x6a86);
  assert.equal(send(...first!), 0x6985, 'the load is over');
  start();
  assert.equal(send(...first!), 0x9000);
  assert.equal(send(...first!), 0x6a86, 'sent again');
  start();
  assert.equal(send(...first!), 0x9000);
  assert.equal(send(...third!), 0x6a86, 'one left out');
  start();
  assert.equal(send('80E80000', ''), 0x6700);
  start();
  assert.equal(send(...first!), 0x9000);
  assert.equal(send('80E88001', second![1]), 0x6a80, 'cut');
  assert.equal(files(), before);
});

test('block numbers end at FF [GPCS §11.6.2.2]', () => {
  const { client } = begin();
  client.send('80E60200', forLoad());
  const content = hex(loadFileOf(new Uint8Array(300)));
  for (let at = 0; at < 256; at++) {
    const header = `80E800${hex(Uint8Array.of(at))}`;
    assert.equal(client.send(header, content.slice(at * 2, at * 2 + 2)).sw, 0x9000);
  }
  assert.equal(client.send('80E80000', content.slice(512, 514)).sw, 0x6a86);
  assert.equal(client.send('80E80001', content.slice(514, 516)).sw, 0x6985);
});

test('a description may let them go on at 00 [GPCS §11.6.2.2]', () => {
  const bench = cardOnBench(
    { load: { ...CONFIG.load, blockNumbersWrap: true } },
    { quota: 100_000 },
  );
  const client = new Client(bench).open();
  const cap = readCapFile('BenchInt_jc305');
  const blocks = loadBlocks(loadFileOf(cap), Math.floor(cap.length / 300));
  assert.ok(blocks.length > 256);
  client.send('80E60200', forLoad({ aid: CAP_PACKAGE }));
  const words = blocks.map(([header, data]) => client.send(header, data).sw);
  assert.ok(words.every((sw) => sw === 0x9000));
});

test('the load file data block hash is of four kinds, which its length says [GPCS §C.2]', () => {
  const block = stubBlock();
  for (const name of ['sha1', 'sha256', 'sha384', 'sha512'] as const) {
    const { client, files, before } = begin();
    const hash = Uint8Array.from(pureCrypto.hash(name).digest(block));
    assert.equal(loadBlock(client, block, { hash: hex(hash) }), 0x9000, name);
    remove(client, PROBE_FILE);
    hash[0]! ^= 1;
    assert.equal(loadBlock(client, block, { hash: hex(hash) }), 0x6a80, name);
    assert.equal(files(), before);
  }
  const { client } = begin();
  assert.equal(client.send('80E60200', forLoad({ hash: '0011' })).sw, 0x6a80);
});

test('load files that cannot be are refused and leave nothing [GPCS §11.6.2.3] [GPCS §9.3.5]', () => {
  const { bench, client, files, before } = begin();
  const used = bench.services.nvm.used;
  const load = (content: Bytes, aid = PROBE_FILE) => {
    assert.equal(client.send('80E60200', forLoad({ aid })).sw, 0x9000);
    for (const [header, data] of loadBlocks(content)) {
      const { sw } = client.send(header, data);
      if (sw !== 0x9000) return sw;
    }
    return 0x9000;
  };
  const block = stubBlock();
  const refused: readonly (readonly [Bytes, number, string, string?])[] = [
    [block, 0x6a80, 'no data object'],
    [unhex(`${hex(loadFileOf(block))}00`), 0x6a80, 'more follows'],
    [unhex(`C40100${hex(loadFileOf(block))}`), 0x6a80, 'two blocks'],
    [unhex('E203C30100'), 0x6a80, 'a DAP block of no domain'],
    [unhex(`E20A4F05A000000001C30100${hex(loadFileOf(block))}`), 0x6985, 'a DAP without a hash'],
    [loadFileOf(unhex('010203')), 0x6a80, 'no CAP file'],
    [loadFileOf(stubBlock({ aid: 'F0424946524F4E5302' })), 0x6a80, 'another package'],
    [loadFileOf(stubBlock({ modules: ['F0424946524F4E5301FF'] })), 0x6a80, 'an unknown module'],
    [loadFileOf(readCapFile('BenchInt_jc305').subarray(0, 400)), 0x6a80, 'a cut one', CAP_PACKAGE],
    [loadFileOf(readCapFile('BenchInt_jc305')), 0x6a80, 'another AID', 'F04A434C414204'],
    [unhex('D40100'), 0x6985, 'ciphered'],
  ];
  for (const [content, sw, why, aid] of refused) {
    assert.equal(load(content, aid), sw, why);
    assert.deepEqual(bench.batches, [], why);
    assert.equal(bench.refusal === undefined, false, why);
  }
  assert.equal(files(), before);
  assert.equal(bench.services.nvm.used, used);
});

test('a CAP file is checked, listed with modules and version, kept, installed, and deleted with all that it left [GPCS §9.3.6]', () => {
  const { bench, client, files, before } = begin();
  const cap = readCapFile('BenchInt_jc305');
  const used = bench.services.nvm.used;
  assert.equal(loadBlock(client, cap, { aid: CAP_PACKAGE }), 0x9000);
  const listed = hex(client.send('80F21002', `4F07${CAP_PACKAGE}`).data);
  assert.match(listed, new RegExp(`4F07${CAP_PACKAGE}9F700101CE0201008408${CAP_PACKAGE}01CC08`));
  assert.ok(bench.services.nvm.used >= used + cap.length);
  const again = cardOnBench({}, { image: bench.memory.image() });
  const later = new Client(again).open();
  const install = forInstall({
    file: CAP_PACKAGE,
    module: `${CAP_PACKAGE}01`,
    aid: CAP_PACKAGE + '02',
  });
  assert.equal(later.send('80E60C00', install).sw, 0x9000);
  assert.equal(remove(later, CAP_PACKAGE), 0x6985);
  assert.equal(remove(later, `${CAP_PACKAGE}02`), 0x9000);
  for (const [one, { services }] of [
    [client, bench],
    [later, again],
  ] as const) {
    assert.equal(remove(one, CAP_PACKAGE), 0x9000);
    assert.equal(services.nvm.used, used);
  }
  assert.equal(files(), before);
});

test('an AID that the registry has cannot be loaded [GPCS §9.3.5]', () => {
  const { client } = begin();
  assert.equal(loadStub(client), 0x9000);
  assert.equal(loadStub(client), 0x6985);
  assert.equal(loadStub(client, { aid: PLAIN_SD_AID }), 0x6985);
});

test('two sessions may load one AID; the first to end has it [GPCS §9.3.5]', () => {
  const { bench, client } = begin();
  const other = new Client(bench, { channel: 1 }).open();
  const blocks = loadBlocks(loadFileOf(stubBlock()), 20);
  for (const one of [client, other]) assert.equal(one.send('80E60200', forLoad()).sw, 0x9000);
  for (const [header, data] of blocks) assert.equal(other.send(header, data).sw, 0x9000);
  const words = blocks.map(([header, data]) => client.send(header, data).sw);
  assert.equal(words.at(-1), 0x6985);
  assert.ok(words.slice(0, -1).every((sw) => sw === 0x9000));
});

test('the load ends with the application session and leaves nothing [GPCS §9.3.5]', () => {
  const { bench, client } = begin();
  const [first] = loadBlocks(loadFileOf(stubBlock()), 20);
  client.send('80E60200', forLoad());
  assert.equal(client.send(...first!).sw, 0x9000);
  assert.deepEqual(bench.batches, []);
  bench.select(client.session, bench.entity('ISD'));
  client.open();
  assert.equal(client.send(...first!).sw, 0x6985);
});

test('a load file goes to a domain that is in use and accepts it [GPCS §9.3.5]', () => {
  const { client } = begin();
  assert.equal(loadStub(client, { domain: AM_SD_AID }), 0x9000);
  assert.match(
    hex(client.send('80F22002', `4F09${PROBE_FILE}`).data),
    new RegExp(`CC0A${AM_SD_AID}$`),
  );
  remove(client, PROBE_FILE);
  assert.equal(loadStub(client, { domain: PLAIN_SD_AID }), 0x6985, 'SELECTABLE');
  assert.equal(loadStub(client, { domain: 'A0000000FF' }), 0x6a88);
});

test('minimum memory is to be there when the load begins, and every block has its room [GPCS §9.7]', () => {
  const { client } = begin({ quota: 8_000 });
  const demand = (objects: string) =>
    client.send('80E60200', forLoad({ parameters: system(objects) })).sw;
  assert.equal(demand(memory(0xc6, 100)), 0x9000);
  assert.equal(demand(memory(0xc6, 5_000) + memory(0xc8, 5_000)), 0x6a84);
  assert.equal(demand(memory(0xc7, 5_000)), 0x6a84);
  assert.equal(demand('C6010A'), 0x6a80);
  assert.equal(client.send('80E60200', forLoad()).sw, 0x9000);
  const blocks = loadBlocks(loadFileOf(new Uint8Array(9_000)));
  const words = blocks.map(([header, data]) => client.send(header, data).sw);
  assert.ok(words.includes(0x6a84));
  assert.equal(words.at(-1), 0x6985);
});

test('Mandated DAP, or DAP Verification of the domain, requires a DAP [GPCS §9.2.1]', () => {
  const [am, plain] = [AM_SD_AID, PLAIN_SD_AID];
  const { client } = begin();
  const update = (aid: string, privileges: string) =>
    client.send('80E64000', forChange({ aid, privileges })).sw;
  assert.equal(update(am, 'C04000'), 0x9000);
  assert.equal(loadStub(client, { domain: am }), 0x6985);
  assert.equal(loadStub(client), 0x9000);
  remove(client, PROBE_FILE);
  assert.equal(update(am, 'C14000'), 0x9000);
  assert.equal(loadStub(client), 0x6985);
  assert.equal(update(am, '804000'), 0x9000);
  assert.equal(update(plain, 'C10000'), 0x9000);
  assert.equal(loadStub(client), 0x9000, 'its domain is not PERSONALIZED');
  assert.equal(hex(client.send('80F21002', `4F09${PROBE_FILE}`).data).includes(PROBE_MODULE), true);
});
