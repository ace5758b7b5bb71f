/**
 * `bifrons gp` as a PC/SC program: it loads, installs, uses and deletes an application on cards in
 * readers of Debian's pcscd, over SPI with SCP03 and over T=0 with SCP02.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, whyNoPcsc } from './support/pcsc.ts';
import type { Running } from './support/processes.ts';

const skip = whyNoPcsc();
const FILE = 'F0424946524F4E5301';
const APP = 'F001020304';
const NEW_KEY = '505152535455565758595A5B5C5D5E5F';

interface Setting {
  readonly preset: string;
  /** Part of the reader's name. */
  readonly reader: string;
  readonly link: string;
  readonly level: string;
  /** Whether each link gets a reader of its own. */
  readonly installs: boolean;
  readonly version: string;
}

const SETTINGS: readonly Setting[] = [
  {
    preset: 'patent',
    reader: 'patent spi',
    link: 'spi',
    level: 'enc+renc',
    installs: true,
    version: '31',
  },
  {
    preset: 'scp02-card',
    reader: 'PCD 00 00',
    link: 't0',
    level: 'enc',
    installs: false,
    version: '21',
  },
];

for (const { preset, reader, link, level, installs, version } of SETTINGS) {
  describe(`a card in the reader of ${link} of ${preset}`, { skip }, () => {
    const scratch = scratchFolder();
    const where = ['--preset', preset, '--data', `${scratch.path}/d`];
    const cap = `${scratch.path}/probe.cap`;
    let machine: PcscMachine;
    let device: Running;

    before(async () => {
      machine = await PcscMachine.open();
      if (installs) {
        const installed = await machine.run(bifronsArgv(['pcsc', 'install', ...where]));
        assert.equal(installed.code, 0, installed.stderr);
      }
      await machine.startDaemon();
      device = machine.start(bifronsArgv(['up', ...where]));
      await machine.cards(installs ? 6 : 1);
    });

    after(async () => {
      await device?.stop('SIGINT');
      await machine?.close();
      scratch.remove();
    });

    const gp = (...args: readonly string[]) =>
      machine.run(bifronsArgv(['gp', ...args, '--reader', reader, '--level', level, '--json']));

    async function well(...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
      const ended = await gp(...args);
      assert.equal(ended.code, 0, ended.stderr);
      return jsonLines(ended.stdout);
    }

    test('the reader is listed, and the card in it says what it is', async () => {
      const listed = await machine.run(bifronsArgv(['gp', 'readers', '--json']));
      const names = jsonLines(listed.stdout).map((one) => String(one['reader']));
      assert.ok(
        names.some((name) => name.includes(reader)),
        listed.stdout,
      );
      const info = await machine.run(bifronsArgv(['gp', 'info', '--reader', reader]));
      assert.equal(info.code, 0, info.stderr);
      assert.match(info.stdout, /^channels +SCP0[23] i=/m);
    });

    test('load, install, use, lock, delete', async () => {
      const written = await bifrons(['gp', 'cap', 'probe', cap]);
      assert.equal(written.code, 0, written.stderr);
      const done = await well('install', cap, '--as', APP, '--block-length', '16');
      const steps = done.filter(({ event }) => event === 'progress');
      assert.ok(steps.length > 1);
      assert.equal(steps.at(-1)?.['done'], steps.at(-1)?.['total']);
      const entries = await well('list');
      const application = entries.find(({ aid }) => aid === APP);
      assert.equal(application?.['stateName'], 'SELECTABLE');
      assert.ok(entries.some(({ aid, kind }) => aid === FILE && kind === 'load-file'));

      const used = await bifrons([
        'apdu',
        ...['--data', `${scratch.path}/d`, '--link', link],
        `00A4040005${APP}`,
        '8001000000',
      ]);
      assert.match(used.stdout, /07 ?9000/, used.stderr);

      await well('lock', APP);
      const locked = (await well('list')).find(({ aid }) => aid === APP);
      assert.match(String(locked?.['stateName']), /^LOCKED/);
      await well('unlock', APP);

      const kept = await gp('delete', FILE);
      assert.equal(kept.code, 3);
      assert.match(kept.stderr, /CARD_REFUSED.*6985/);
      await well('delete', FILE, '--related');
      assert.ok((await well('list')).every(({ aid }) => aid !== APP && aid !== FILE));
    });

    test('keys are added, used and deleted', async () => {
      await well('put-key', version, '--new-key', NEW_KEY);
      const own = ['--key', NEW_KEY, '--key-version', version];
      const entries = await well('list', ...own);
      assert.ok(entries.length > 0);
      const wrong = await gp('list', '--key', NEW_KEY);
      assert.equal(wrong.code, 3);
      assert.match(wrong.stderr, /CARD_UNTRUSTED/);
      assert.ok(!wrong.stderr.includes(NEW_KEY), 'a key is never shown');
      await well('delete-key', version);
    });

    test('a reader that is not there is an error that lists those that are', async () => {
      const missing = await machine.run(bifronsArgv(['gp', 'info', '--reader', 'no such']));
      assert.equal(missing.code, 3);
      assert.match(missing.stderr, /LINK_UNKNOWN[^]*next: use one of:/);
    });
  });
}
