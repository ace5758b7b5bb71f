/** The library where it is not what the GlobalPlatform kind of container makes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../tests/support/container-bench.ts';
import { Client, TEST_KEY } from '../../tests/support/globalplatform-card.ts';
import { bytes, hex, Secret, unhex } from '../base/index.ts';
import {
  NO_SETTINGS,
  aesKeys,
  type CardSetup,
  type GlobalPlatformCard,
  Handles,
  openCard,
  SCP03,
} from './index.ts';
import { CARD_LIFE_CYCLE, parsePrivileges, PRIVILEGE } from '../wire/globalplatform/index.ts';

function mounted(bench: Bench, changes: Partial<CardSetup> = {}): GlobalPlatformCard {
  const key = new Secret(unhex(TEST_KEY));
  const { services } = bench;
  const nvm = services.nvm.part('profile');
  const parts = { services, nvm, handles: new Handles(), runtimes: [] };
  const card = openCard(parts, () => ({
    settings: { ...NO_SETTINGS, channels: [{ protocol: SCP03, option: 0x70 }] },
    issuer: {
      name: 'MNO-SD',
      aid: unhex('A000000151000000'),
      lifeCycle: CARD_LIFE_CYCLE.SECURED,
      privileges: PRIVILEGE.SECURITY_DOMAIN,
      objects: new Map(),
      keys: aesKeys({ version: 0x30, enc: key, mac: key, dek: key }),
    },
    domains: [],
    loadFiles: [],
    applications: [],
    ...changes,
  }));
  bench.mount({
    entities: () => card.entities(),
    locked: () => card.locked,
    implicit: (session) => card.implicit(session),
    select: (entity, session) => card.select(entity, session),
    deselect: (entity, session) => card.deselect(entity, session),
    process: (entity, command) => card.process(entity, command),
    processSession: (command) => card.process(card.entities()[0]!, command),
    header: (entity, header, session) => card.header(entity, header, session),
    reset: () => {},
  });
  return card;
}

test('a profile’s security domain stands at the top of a registry of its own', () => {
  const bench = new Bench();
  mounted(bench);
  const client = new Client(bench, { entity: 'MNO-SD' }).open(0x33);
  assert.equal(
    hex(client.send('80F28002', '4F00').data),
    'E31D4F08A0000001510000009F70010FC503800000CC08A000000151000000',
    'it lists itself without Global Registry',
  );
  assert.equal(client.send('80F0807F', '', 'none').sw, 0x6985, 'it may not lock');
  assert.equal(bench.container.implicit(bench.session())?.name, 'MNO-SD');
  const keys = [...bench.memory.image().keys()];
  assert.ok(keys.length > 0 && keys.every((key) => key.includes('/profile')), keys.join());
});

test('without key diversification data it says zeros', () => {
  const bench = new Bench();
  mounted(bench);
  const client = new Client(bench, { entity: 'MNO-SD' });
  client.initialize();
  assert.equal(hex(client.message!.diversification), '00'.repeat(10));
});

test('an entry longer than a page goes out alone', () => {
  const modules = Array.from({ length: 30 }, (_, index) => bytes(0xa0, 0, 0, 0, 1, 2, 3, index));
  const file = (name: string, last: number) => ({
    name,
    aid: bytes(0xa0, 0, 0, 0, 9, last),
    version: bytes(1, 0),
    modules,
  });
  const bench = new Bench();
  mounted(bench, { loadFiles: [file('one', 1), file('two', 2)] });
  const client = new Client(bench, { entity: 'MNO-SD' }).open();
  const first = client.send('80F21002', '4F00');
  assert.equal(first.sw, 0x6310);
  assert.equal(hex(first.data.subarray(0, 12)), 'E38201464F06A00000000901');
  assert.equal(client.send('80F21003', '4F00').sw, 0x9000);
});

test('privileges of one byte are those of the first [GPCS §11.1.2]', () => {
  assert.equal(parsePrivileges(bytes(0x9e)), 0x9e0000);
  assert.equal(parsePrivileges(bytes(0x9e, 0xfe, 0x80)), 0x9efe80);
});

test('a part of memory that belongs to no entry is damage, found at boot by its name', () => {
  const bench = new Bench();
  mounted(bench);
  const contents = bench.services.nvm.part('profile').part('content');
  contents.part('9').counter('sequence', 0).set(1);
  bench.memory.commit();
  const after = new Bench({ image: bench.memory.image() });
  assert.throws(
    () => mounted(after).readThrough(),
    /content\/9 belongs to no entry of the registry/,
  );
});
