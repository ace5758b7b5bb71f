/** A stored device that is put back, power cycled and tampered with while clients are at it. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { hex, HostError, type Image, unhex, utf8 } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { readJournal, replay } from '../../keep/journal/index.ts';
import { lmdbStore } from '../../keep/store/index.ts';
import { DeviceService, repairState } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bifrons-service-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const fresh = (): string => join(scratch, `${++folders}`);

const SELECT = unhex('00A4040008A00000015100000000');
const REGISTRY = 'container.C30/p/registry/c/1';

function open(root: string, more: { journal?: string; preset?: object } = {}) {
  const requested = { description: parseDescription(more.preset ?? presets.patent) };
  return DeviceService.open({ root, requested, doing: 'test', journal: more.journal });
}

/** SetNickname of the first profile, over a link whose root is the ISD-R. */
function naming(name: string): Uint8Array {
  const inside = `5A0A980001010000000000F190${byte(name.length)}${hex(utf8(name))}`;
  const message = `BF29${byte(inside.length / 2)}${inside}`;
  return unhex(`80E29100${byte(message.length / 2)}${message}00`);
}
const byte = (value: number): string => value.toString(16).padStart(2, '0');

const hasCode = (code: string, pattern = /./) => {
  return (error: unknown): boolean => {
    assert.ok(error instanceof HostError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, pattern);
    return true;
  };
};

const plain = (image: Image) => [...image].map(([key, value]) => `${key} ${hex(value)}`).sort();

/** What the folder's store holds, once its owner has closed it. */
async function stored(root: string): Promise<Image> {
  const store = await lmdbStore.open(join(root, 'store'));
  await store.close();
  return store.image;
}

/** Spoils a record at rest, as its checksum does not show. */
async function spoil(root: string, key = REGISTRY): Promise<void> {
  const store = await lmdbStore.open(join(root, 'store'));
  await store.commit([{ writes: [{ key, value: unhex('E30102') }] }]);
  await store.close();
}

test('a restore under load: the store and the device never part', async () => {
  const root = fresh();
  const journal = `${root}.jsonl`;
  const service = await open(root, { journal });
  await service.states.snapshot('empty');
  const link = service.clients.open('t1');
  let isOver = false;
  let lost = 0;
  const load = (async () => {
    for (let count = 0; !isOver; count++) {
      try {
        await link.transmit(SELECT);
        await link.transmit(naming(`n${count}`));
      } catch (error) {
        assert.ok(hasCode('LINK_DOWN')(error));
        lost++;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  })();
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10 + 7 * round));
    await (round % 2 === 0 ? service.states.restore('empty') : service.powerCycle());
  }
  isOver = true;
  await load;
  assert.ok(lost > 0, 'a command was under way at a restore');
  const image = await service.runner.image();
  await service.close();
  assert.deepEqual(plain(await stored(root)), plain(image));
  const { difference, boots } = replay(readJournal(journal));
  assert.equal(difference, undefined, JSON.stringify(difference));
  assert.equal(boots, 9);
});

test('a tampered chip is mute until it is power cycled, or pulled out and put back', async () => {
  const root = fresh();
  const service = await open(root, { preset: presets.tv });
  const [first] = service.runner.host.device.links;
  const link = service.clients.open(first!.id);
  let reboots = 0;
  service.onReboot(() => reboots++);
  const answer = hex(await link.transmit(SELECT));
  for (const wake of [() => service.powerCycle(), pullAndPutBack]) {
    service.tamper('light sensor');
    assert.equal(service.topology().mute?.code, 'DEVICE_MUTE');
    assert.equal(service.topology().mute?.why, 'light sensor');
    await assert.rejects(link.transmit(SELECT), hasCode('DEVICE_MUTE', /light sensor/));
    await assert.rejects(link.reset(), hasCode('DEVICE_MUTE'));
    await service.states.snapshot(`mute-${reboots}`);
    await wake();
    assert.equal(service.topology().mute, null);
    assert.equal(hex(await link.transmit(SELECT)), answer);
  }
  assert.ok(reboots >= 2, 'readers are notified');
  await service.close();

  async function pullAndPutBack(): Promise<void> {
    service.remove();
    await assert.rejects(service.powerCycle(), hasCode('LINK_DOWN', /out of its slot/));
    await service.insert();
  }
});

test('a chip that is out of its host stays out when its memory is put back', async () => {
  const root = fresh();
  const service = await open(root, { preset: presets.tv });
  await service.states.snapshot('one');
  service.remove();
  await service.states.restore('one');
  assert.equal(service.topology().host.present, false);
  await service.insert();
  assert.equal(service.topology().host.present, true);
  await service.close();
});

test('memory that does not read: mute, left alone, named; a restore keeps it as a snapshot', async () => {
  const root = fresh();
  const first = await open(root);
  await first.clients.open('t1').transmit(SELECT);
  await first.clients.open('t1').transmit(naming('kept'));
  await first.states.snapshot('good');
  await first.close();
  await spoil(root);
  const damaged = plain(await stored(root));

  const service = await open(root, { journal: `${root}.jsonl` });
  const { mute, links, containers } = service.topology();
  assert.equal(mute?.code, 'MEMORY_DAMAGED');
  assert.match(mute?.why ?? '', /^C30 registry\/1: /);
  assert.match(mute?.next ?? '', /state restore NAME.*state reset/);
  assert.deepEqual([...new Set(links.map((row) => row.container))], ['']);
  assert.deepEqual(
    containers.map(({ id, entities }) => [id, entities.length]),
    [
      ['C20', 0],
      ['C30', 0],
    ],
  );
  await assert.rejects(
    service.clients.open('spi').transmit(SELECT),
    hasCode('MEMORY_DAMAGED', /C30 registry\/1/),
  );
  await assert.rejects(service.powerCycle(), hasCode('MEMORY_DAMAGED'));
  await assert.rejects(service.insert(), hasCode('MEMORY_DAMAGED'));
  service.tamper('no client is connected');
  await service.states.snapshot('bad');
  const changes = await service.states.compare('good');
  assert.deepEqual(
    changes.map(({ owner, key, before, after: now }) => [owner, key, before, now]),
    [['C30', '1', 'secret(51)', 'secret(3)']],
  );
  await assert.rejects(
    service.states.restore('bad'),
    hasCode('MEMORY_DAMAGED', /the snapshot bad does not/),
  );
  assert.deepEqual(
    names(root),
    ['bad', 'good'],
    'nothing was kept for a restore that did not come',
  );

  const aside = await service.states.restore('good');
  assert.match(aside ?? '', /^damaged-\d{4}-/);
  assert.deepEqual(names(root), ['bad', aside!, 'good']);
  assert.equal(service.topology().mute, null);
  assert.match(hex(await service.clients.open('spi').transmit(SELECT)), /9000$/);
  await service.close();
  const journal = readJournal(`${root}.jsonl`);
  assert.equal(replay(journal).difference, undefined);
  assert.deepEqual(
    journal.entries.filter(({ kind }) => ['boot', 'mute', 'tamper'].includes(kind)).map(kindOf),
    ['boot', 'mute', 'tamper', 'boot'],
    'a boot that was refused is not in the journal',
  );
  const kept = JSON.parse(readFileSync(join(root, 'snapshots', `${aside}.json`), 'utf8')) as {
    image: Record<string, string>;
  };
  const again = Object.entries(kept.image).map(([key, value]) => {
    return `${key} ${hex(new Uint8Array(Buffer.from(value, 'base64')))}`;
  });
  assert.deepEqual(again.sort(), damaged, 'what was found is what was kept');
});

const kindOf = ({ kind }: { readonly kind: string }): string => kind;
const names = (root: string): string[] =>
  readdirSync(join(root, 'snapshots'))
    .map((file) => file.replace('.json', ''))
    .sort();

test('memory that does not read is never overwritten by a boot', async () => {
  const root = fresh();
  await (await open(root)).close();
  const firstBoot = plain(await stored(root));
  await spoil(root, 'os/c/ruling');
  const before = plain(await stored(root));
  for (let round = 0; round < 2; round++) {
    const service = await open(root);
    assert.match(service.topology().mute?.why ?? '', /^os ruling: /);
    await service.close();
    assert.deepEqual(plain(await stored(root)), before);
  }
  const service = await open(root);
  assert.match((await service.states.reset()) ?? '', /^damaged-/);
  assert.equal(service.topology().mute, null);
  await service.close();
  assert.deepEqual(plain(await stored(root)), firstBoot);
});

test('a forged snapshot in which one container passes its own quota is refused by name', async () => {
  const root = fresh();
  const service = await open(root);
  await service.states.snapshot('good');
  const file = (name: string): string => join(root, 'snapshots', `${name}.json`);
  const forged = JSON.parse(readFileSync(file('good'), 'utf8')) as {
    description: { containers: { quota: number }[] };
    image: Record<string, string>;
  };
  const { quota } = forged.description.containers[1]!;
  const half = Buffer.alloc(quota / 2).toString('base64');
  for (const name of ['one', 'two']) forged.image[`container.C30/c/${name}`] = half;
  const crc = crc32(JSON.stringify(forged.image));
  writeFileSync(file('forged'), JSON.stringify({ ...forged, crc }));
  const why = new RegExp(`C30: \\d+ bytes are stored, and its quota is ${quota}`);
  await assert.rejects(service.states.restore('forged'), hasCode('MEMORY_DAMAGED', why));
  assert.equal(service.topology().mute, null, 'the device goes on as it was');
  await service.close();
});

test('a store that does not open is replaced whole, or not at all', async () => {
  const root = fresh();
  const service = await open(root);
  await service.states.snapshot('good');
  await service.close();
  await spoil(root);
  const second = await open(root);
  await second.states.snapshot('bad');
  await second.close();
  const file = join(root, 'store', 'data.mdb');
  writeFileSync(file, 'no store at all');
  await assert.rejects(open(root), hasCode('STORE_DAMAGED'));
  await assert.rejects(repairState(root, 'bad'), hasCode('MEMORY_DAMAGED', /the snapshot bad/));
  await assert.rejects(repairState(root, 'never'), hasCode('SNAPSHOT_UNKNOWN'));
  assert.equal(readFileSync(file, 'utf8'), 'no store at all');
  assert.equal(existsSync(join(root, 'store.restored')), false);
  const aside = await repairState(root, 'good');
  assert.ok(aside !== undefined);
  assert.equal(readFileSync(join(aside, 'data.mdb'), 'utf8'), 'no store at all');
  const again = await open(root);
  assert.equal(again.topology().mute, null);
  await again.close();
});

test('a missing store is an error, not created again; a snapshot or a reset creates one', async () => {
  const root = fresh();
  const service = await open(root);
  await service.states.snapshot('good');
  await service.close();
  const store = join(root, 'store');
  for (const snapshot of ['good', undefined]) {
    rmSync(store, { recursive: true });
    await assert.rejects(open(root), hasCode('STORE_DAMAGED', /store is gone/));
    assert.equal(existsSync(store), false);
    assert.equal(await repairState(root, snapshot), undefined);
    await (await open(root)).close();
  }
});

test('a first boot that ended before its description begins again over the store it left', async () => {
  const root = fresh();
  await (await open(root)).close();
  rmSync(join(root, 'device.json'));
  const again = await open(root);
  assert.equal(again.folder.fresh, true);
  await again.close();
  const third = await open(root);
  assert.equal(third.folder.fresh, false);
  await third.close();
});

test('a device that does not boot leaves no journal behind', async () => {
  const links = [{ id: 'own', protocol: 'proprietary' }];
  const own = { id: 'own', kind: 'proprietary', plugin: 'missing', links };
  const preset = { ...presets.patent, interfaces: [...presets.patent.interfaces, own] };
  const root = fresh();
  const journal = `${root}.jsonl`;
  await assert.rejects(open(root, { preset, journal }), hasCode('UNSUPPORTED', /missing/));
  assert.equal(existsSync(journal), false);
});

test('a device that was stopped closes, and refuses what comes later', async () => {
  const service = await open(fresh());
  const link = service.clients.open('t1');
  service.tamper('x');
  await assert.rejects(link.transmit(SELECT), hasCode('DEVICE_MUTE'));
  await assert.rejects(service.runner.image(), hasCode('DEVICE_MUTE'));
  await service.close();
  await assert.rejects(link.transmit(SELECT), hasCode('LINK_DOWN'));
  await assert.rejects(service.powerCycle(), hasCode('LINK_DOWN'));
});
