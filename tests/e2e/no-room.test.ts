/** `bifrons up` on a full disk: it reports it, stays up, and loses nothing it answered. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connectControl, type DeviceApi } from '../../src/attach/control/index.ts';
import { folderPaths } from '../../src/keep/data-folder/places/index.ts';
import { readJournal, replay } from '../../src/keep/journal/index.ts';
import { HostError } from '../../src/base/index.ts';
import { bifrons, bifronsArgv, jsonLines } from './support/bifrons.ts';
import { deviceFolder, ok } from './support/device-folder.ts';
import { type Finished, Running } from './support/processes.ts';

const PRLIMIT = '/usr/bin/prlimit';
const skip = existsSync(PRLIMIT) ? false : 'no prlimit here';
const SELECT = '00A4040008A000000151000000';
const REAL_ISD_R = 'A000000152000000';
/** Tries after which a limit should have been met. */
const TRIES_MAX = 500;

/** A device whose process may not write files beyond a length, until the limit is lifted. */
async function limitedUp(path: string, fsize: number, ...args: string[]) {
  const { command, args: rest } = bifronsArgv(['up', '--no-pcsc', '--data', path, ...args]);
  const device = new Running({ command: PRLIMIT, args: [`--fsize=${fsize}:`, command, ...rest] });
  await device.saw(/Ctrl-C ends it/);
  const api = (await connectControl(folderPaths(path).socket))!;
  const end = async (): Promise<Finished> => {
    await api.close();
    return device.stop('SIGINT');
  };
  after(end);
  const makeRoom = (): void => {
    execFileSync(PRLIMIT, [`--pid=${device.pid}`, '--fsize=unlimited:']);
  };
  return { device, api, end, makeRoom };
}

const hasCode = (code: string) => (error: unknown) =>
  error instanceof HostError && error.code === code;

/** Adds aliases until one is not taken; how many were. */
async function aliasesUntilFull(api: DeviceApi): Promise<number> {
  for (let count = 0; count < TRIES_MAX; count++) {
    const common = `A0000001510000${(count + 0x1000).toString(16)}`.toUpperCase();
    try {
      await api.ask('alias.add', { common, container: 'C20', real: REAL_ISD_R });
    } catch (error) {
      assert.ok(hasCode('STORE_WRITE')(error), String(error));
      return count;
    }
  }
  return assert.fail('the limit was never met');
}

test(
  'a store that takes no more: named everywhere, the process stays, nothing is lost',
  { skip },
  async () => {
    const { path, ask } = deviceFolder();
    const { device, api, end } = await limitedUp(path, 320_000);
    const { aliases } = await api.ask('topology', {});
    const taken = await aliasesUntilFull(api);
    assert.ok(taken > 0);
    const { mute } = await api.ask('topology', {});
    assert.equal(mute?.code, 'STORE_WRITE');
    assert.match(mute?.why ?? '', /the store takes no more: EFBIG/);
    await assert.rejects(api.ask('transmit', { link: 't1', apdu: SELECT }), hasCode('STORE_WRITE'));
    await assert.rejects(api.ask('host.power-cycle', {}), hasCode('STORE_WRITE'));
    await assert.rejects(api.ask('state.snapshot', { name: 'x' }), hasCode('STORE_WRITE'));
    assert.match(
      device.stderr,
      /^error STORE_WRITE: the store takes no more: EFBIG.*\n {2}next: make room/m,
    );
    assert.equal((await end()).code, 3, device.stdout);
    assert.match(device.stdout, /ended +its memory stays/);
    const kept = jsonLines(await ok(ask('alias', 'list', '--json')));
    const own = kept.filter((row) => String(row['common']).startsWith('A0000001510000'));
    assert.ok(own.length >= taken && own.length <= taken + 1, `${taken} taken, ${own.length} kept`);
    assert.ok(kept.length > aliases.length);
  },
);

for (const how of ['plain', 'sealed'] as const) {
  test(
    `${how}: stopped by a full store, it boots by a power cycle once there is room`,
    { skip },
    async () => {
      const { path, ask } = deviceFolder();
      const keyFile = `${path}.key`;
      writeFileSync(keyFile, '44'.repeat(32), { mode: 0o600 });
      const keys = how === 'sealed' ? ['--key-file', keyFile] : [];
      const up = await limitedUp(path, 320_000, '--journal', ...keys);
      const { api, makeRoom, end } = up;
      const taken = await aliasesUntilFull(api);
      const own = async (): Promise<number> =>
        (await api.ask('topology', {})).aliases.filter(({ common }) =>
          common.startsWith('A0000001510000'),
        ).length;
      await assert.rejects(api.ask('host.power-cycle', {}), hasCode('STORE_WRITE'));
      makeRoom();
      await api.ask('host.power-cycle', {});
      assert.equal((await api.ask('topology', {})).mute, null);
      const after = await own();
      assert.ok(after >= taken && after <= taken + 1, `${taken} taken, ${after} there`);
      const { answer } = await api.ask('transmit', { link: 't1', apdu: SELECT });
      assert.match(answer, /9000$/);
      const more = { common: 'A0000001510000FFFF', container: 'C20', real: REAL_ISD_R };
      await api.ask('alias.add', more);
      await api.ask('state.snapshot', { name: 'x' });
      await end();
      const kept = jsonLines(await ok(ask('alias', 'list', '--json', ...keys)));
      assert.ok(kept.some((row) => row['common'] === more.common));
      const [file] = readdirSync(join(path, 'journal'));
      await ok(bifrons(['replay', join(path, 'journal', file!), ...keys]));
    },
  );
}

test('a journal that takes no more: said once, and the device goes on', { skip }, async () => {
  const { path } = deviceFolder();
  const { device, api, end } = await limitedUp(path, 400_000, '--journal');
  for (let count = 0; count < 10 * TRIES_MAX && !device.stderr.includes('the journal'); count++)
    await api.ask('transmit', { link: 't1', apdu: SELECT });
  assert.match(device.stderr, /error STORE_WRITE: the journal .* ends\s+here: EFBIG/s);
  const { answer } = await api.ask('transmit', { link: 'spi', apdu: SELECT });
  assert.match(answer, /9000$/);
  assert.equal((await end()).code, 3, device.stdout);
  assert.equal(device.stderr.split('the journal').length, 2, device.stderr);
  const [file] = readdirSync(join(path, 'journal'));
  const journal = readJournal(join(path, 'journal', file!));
  assert.equal(journal.ending, 'open');
  assert.equal(replay(journal).difference, undefined);
});
