import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bigEndian, Secret, utf8 } from '../../base/index.ts';
import { parseDescription, presets } from '../../device/index.ts';
import { createDevice, type Device } from '../../run/device/index.ts';
import { piecesOf } from './describe.ts';
import { compareStates, type DeviceState } from './index.ts';

const description = parseDescription(presets.patent);
const SELECT_ROOT = '00A4040008A000000151000000';

async function states(change: (device: Device) => Promise<unknown>) {
  const device = await createDevice(presets.patent, { seed: 'x' });
  const before = await device.snapshot();
  await change(device);
  const after = await device.snapshot();
  await device.close();
  return compareStates(before, after);
}

test('a state does not differ from itself', async () => {
  assert.deepEqual(await states(async () => undefined), []);
});

test('a nickname of a profile is reported as text, in its cell and container', async () => {
  const changes = await states(async (device) => {
    await device.link('t1').transmit(SELECT_ROOT);
    await device.link('t1').transmit('80E2910016BF29135A0A980001010000000000F1900541 6C696365');
  });
  assert.deepEqual(changes, [
    {
      owner: 'C20',
      form: 'cell',
      part: 'content/3',
      key: 'nickname',
      title: 'ISD-P1',
      path: '',
      before: '""',
      after: '"Alice"',
    },
  ]);
});

test('aliases, pairing and counters are reported field by field', async () => {
  const changes = await states(async (device) => {
    await device.addAlias({
      common: 'A0000001510000FF',
      container: 'C20',
      real: 'A000000152000000',
    });
    await device.setPairing([{ link: '*', container: 'C20' }]);
    await device.link('spi').transmit(SELECT_ROOT);
  });
  const reported = changes.map(
    (one) => `${one.owner} ${one.key} ${one.path}: ${one.after ?? 'gone'}`,
  );
  assert.ok(reported.includes('os aliases [1].common: A0000001510000FF'), reported.join('\n'));
  assert.ok(
    reported.some((line) => line.startsWith('os pairing [0].link: "*"')),
    reported.join('\n'),
  );
  assert.ok(
    reported.some((line) => line.startsWith('os pairing [1].container: gone')),
    reported.join('\n'),
  );
});

test('a registry row is known by its AID, and the card state by its name', async () => {
  const changes = await states(async (device) => {
    const entry = device.topology().containers.find((one) => one.id === 'C30');
    assert.ok(entry);
    await device.link('spi').transmit(SELECT_ROOT);
    await device.link('spi').transmit('80500000080102030405060708');
  });
  assert.deepEqual(
    changes.map(({ form, before, after }) => ({ form, before, after })),
    [{ form: 'counter', before: undefined, after: '1' }],
  );
  const rows = [
    { aid: Uint8Array.of(1), state: 'a' },
    { aid: Uint8Array.of(2), state: 'b' },
  ];
  assert.deepEqual(
    piecesOf(rows).map(({ path }) => path),
    ['[01].aid', '[01].state', '[02].aid', '[02].state'],
  );
});

const withRecord = (key: string, value: Bytes): DeviceState => ({
  description,
  image: new Map([[key, value]]),
});

test('secrets are masked, also in the description and in values without a decoder', () => {
  const [a, b] = [utf8('first key material'), utf8('other key material')];
  const place = 'container.C30/c/unknown';
  const [change] = compareStates(withRecord(place, a), withRecord(place, b));
  assert.equal(change?.after, 'secret(18), another value');
  const keys = structuredClone(description) as unknown as { containers: Record<string, unknown>[] };
  const eSE = keys.containers.find((one) => one['kind'] === 'globalplatform')!;
  (eSE['keySets'] as { enc: string }[])[0]!.enc = '00'.repeat(16);
  const changes = compareStates(
    { description, image: new Map() },
    { description: parseDescription(keys), image: new Map() },
  );
  assert.ok(changes.some((one) => one.path.endsWith('.enc') && /another value/.test(one.after!)));
  assert.doesNotMatch(JSON.stringify(changes), /404142|00000000/);
  assert.deepEqual(
    piecesOf(new Secret(a)).map((piece) => piece.shown),
    ['secret(18)'],
  );
});

test('keys of a profile’s domain and of a supplementary one are masked in a description too', () => {
  const keySet = { version: 1, enc: 'E1'.repeat(16), mac: 'E2'.repeat(16), dek: 'E3'.repeat(16) };
  const keyed = structuredClone(description) as unknown as {
    containers: Record<string, unknown>[];
  };
  let keySets = 1;
  for (const one of keyed.containers) {
    if (one['kind'] === 'euicc') {
      const [first] = one['profiles'] as Record<string, unknown>[];
      Object.assign(first!, { mnoSd: 'A0000001514D4E4F01', mnoSdKeys: [keySet] });
    } else {
      for (const domain of one['securityDomains'] as object[]) {
        Object.assign(domain, { keySets: [keySet] });
        keySets++;
      }
    }
  }
  const changes = compareStates(
    { description, image: new Map() },
    { description: parseDescription(keyed), image: new Map() },
  );
  const shown = changes.filter((one) => /\.(enc|mac|dek)$/.test(one.path));
  const described = shown.filter((one) => one.owner === 'description');
  assert.equal(described.length, 3 * keySets);
  for (const { after } of shown) assert.equal(after, 'secret(16)');
  assert.doesNotMatch(JSON.stringify(changes), /E1E1|E2E2|E3E3/);
});

test('a region is reported by its runs of changed bytes', () => {
  const place = 'container.C30/r/file';
  const region = (page: Bytes): DeviceState => ({
    description,
    image: new Map([
      [place, bigEndian(1_000, 6)],
      [`${place}#1`, page],
    ]),
  });
  const page = new Uint8Array(512);
  const changed = page.slice();
  changed.set([1, 2], 4);
  changed.set([3], 200);
  const changes = compareStates(region(page), region(changed));
  assert.deepEqual(
    changes.map(({ form, path, before, after }) => `${form} ${path} ${before} ${after}`),
    ['region 0204..0205 0000 0102', 'region 02C8..02C8 00 03'],
  );
  const [gone] = compareStates(region(page), { description, image: new Map() });
  assert.deepEqual([gone?.before, gone?.after], ['1000 bytes', undefined]);
});

test('an arena is reported by its runs of changed bytes, which may be keys', () => {
  const heap = (page: Bytes): DeviceState => ({
    description,
    image: new Map([
      ['container.C30/a/heap', bigEndian(600, 6)],
      ['container.C30/a/heap#1', page],
    ]),
  });
  const page = new Uint8Array(512);
  const changes = compareStates(heap(page), heap(Uint8Array.from(page).fill(7, 4, 20)));
  assert.deepEqual(
    changes.map(({ form, path, before, after }) => `${form} ${path} ${before} ${after}`),
    ['arena 0204..0213 secret(16) secret(16)'],
  );
});

test('parts are named, with their quotas and their content', () => {
  const before = new Map<string, Bytes>();
  const after = new Map([
    ['container.C30/p/app', bigEndian(4_096, 6)],
    ['container.C30/p/app/n/tries', bigEndian(2, 6)],
    ['container.C30/p/app/p/files', utf8('')],
    ['container.C30/p/app/p/files/r/body', bigEndian(8, 6)],
    ['container.C30/p/app/p/files/r/body#0', new Uint8Array(512).fill(7, 2, 4)],
  ]);
  const changes = compareStates({ description, image: before }, { description, image: after });
  const lines = changes.map(
    ({ owner, part, form, key, path, after: now }) =>
      `${owner} [${part}] ${form} ${key} ${path}: ${now}`,
  );
  assert.deepEqual(lines, [
    'C30 [] part app quota: 4096',
    'C30 [app] counter tries : 2',
    'C30 [app] part files quota: "none"',
    'C30 [app/files] region body : 8 bytes',
  ]);
});
