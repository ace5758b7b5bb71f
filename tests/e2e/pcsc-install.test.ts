/**
 * `bifrons pcsc install`, for real, on a machine of its own (see support/pcsc.ts): a reader for
 * every link, named after it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, whyNoPcsc } from './support/pcsc.ts';
import type { Running } from './support/processes.ts';
import {
  askEveryReader,
  assertIssuerRoot,
  assertTelecomRoot,
  SELECT_SHARED,
  WHO_ARE_YOU,
} from './support/roots.ts';

const LINKS = ['t0', 't1', 'spi', 'swp-a', 'swp-b', 'apdu-gate'];

const skip = whyNoPcsc();

describe('a reader for every link', { skip }, () => {
  const scratch = scratchFolder();
  const data = `${scratch.path}/d`;
  let machine: PcscMachine;
  let device: Running | undefined;
  let second: Running | undefined;

  const bifrons = (...args: string[]) => machine.run(bifronsArgv([...args, '--data', data]));

  before(async () => {
    machine = await PcscMachine.open();
  });

  after(async () => {
    await second?.stop('SIGINT');
    await device?.stop('SIGINT');
    await machine?.close();
    scratch.remove();
  });

  test('pcsc install writes a stanza and a driver copy for each, and says what comes next', async () => {
    const before = await bifrons('pcsc', 'status', '--preset', 'patent');
    assert.match(before.stdout, /^spi +no reader/m);
    const installed = await bifrons('pcsc', 'install', '--preset', 'patent');
    assert.equal(installed.code, 0, installed.stderr);
    for (const link of LINKS) {
      assert.match(installed.stdout, new RegExp(`^reader Bifrons patent ${link} `, 'm'));
    }
    assert.match(installed.stdout, /pcscd/);
    const status = await bifrons('pcsc', 'status', '--preset', 'patent', '--json');
    const [row] = jsonLines(status.stdout) as unknown as {
      links: { link: string; reader: string }[];
    }[];
    assert.deepEqual(
      row?.links.map((one) => one.reader),
      LINKS.map((link) => `Bifrons patent ${link}`),
    );
  });

  test('pyscard: one AID, six readers, two roots [M-06] [M-50] [M-51] [M-52] [M-59]', async () => {
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', '--preset', 'patent', '--data', data]));
    const [, spiReader] = await device.saw(/^ *spi .*reader (Bifrons patent spi)$/m);
    assert.equal(spiReader, 'Bifrons patent spi');
    assert.deepEqual(
      await machine.cards(6),
      LINKS.map((link) => `Bifrons patent ${link} 00 00`),
    );
    const rows = await askEveryReader(machine, WHO_ARE_YOU);
    assert.deepEqual(
      rows.map(({ reader, protocol }) => [reader, protocol]),
      [
        ['Bifrons patent t0 00 00', 'T=0'],
        ['Bifrons patent t1 00 00', 'T=1'],
        ['Bifrons patent spi 00 00', 'T=1'],
        ['Bifrons patent swp-a 00 00', 'T=1'],
        ['Bifrons patent swp-b 00 00', 'T=1'],
        ['Bifrons patent apdu-gate 00 00', 'T=1'],
      ],
    );
    assertTelecomRoot(rows[0]);
    assertTelecomRoot(rows[1]);
    for (const row of rows.slice(2)) assertIssuerRoot(row);
    assert.equal(new Set(rows.map(({ atr }) => atr)).size, LINKS.length, 'each has its own ATR');
  });

  test('opensc-tool reads the SPI card by its reader name', async () => {
    const args = ['--reader', 'Bifrons patent spi 00 00', '-s', `${SELECT_SHARED}00`];
    const sent = await machine.run({ command: '/usr/bin/opensc-tool', args });
    assert.equal(sent.code, 0, sent.stderr);
    assert.match(sent.stdout, /SW1=0x90, SW2=0x00/);
  });

  test('pcscd that starts again finds the cards in its readers again', async () => {
    await machine.stopDaemon();
    await machine.startDaemon();
    await machine.cards(6);
  });

  test('two devices: every link of both has a reader, which names its device', async () => {
    await device?.stop('SIGINT');
    await machine.stopDaemon();
    const other = `${scratch.path}/phone`;
    const phone = (...args: string[]) =>
      bifronsArgv([...args, '--preset', 'phone', '--data', other]);
    assert.equal((await machine.run(phone('pcsc', 'install'))).code, 0);
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', '--data', data]));
    await device.saw(/^ *spi .*\s+reader Bifrons patent spi\+swp-a 00 00$/m);
    second = machine.start(phone('up'));
    await second.saw(/^ *t1 .*\s+reader Bifrons phone t0\+t1 00 01$/m);
    const names = await machine.cards(12);
    for (const name of ['patent t0+t1 00 00', 'patent t0+t1 00 01', 'phone t0+t1 00 00'])
      assert.ok(names.includes(`Bifrons ${name}`), names.join(', '));
    const rows = await askEveryReader(machine, WHO_ARE_YOU);
    assert.equal(new Set(rows.map(({ reader }) => reader)).size, 12);
    await second.stop('SIGINT');
    await machine.cards(6);
  });

  test('pcsc uninstall leaves the stock vpcd readers, which take the first two links', async () => {
    await device?.stop('SIGINT');
    const removed = await bifrons('pcsc', 'uninstall');
    assert.equal(removed.code, 0, removed.stderr);
    const status = await bifrons('pcsc', 'status', '--preset', 'patent');
    assert.match(status.stdout, /^t0 +reader Virtual PCD 00 00/m);
    assert.match(status.stdout, /^spi +no reader/m);
  });

  test('of two devices at the stock readers the second waits until the first ends', async () => {
    await machine.stopDaemon();
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', '--data', data]));
    await device.saw(/ t0 .*reader Virtual PCD 00 00$/m);
    second = machine.start(
      bifronsArgv(['up', '--preset', 'phone', '--data', `${scratch.path}/phone`]),
    );
    await second.saw(/ waits for reader Virtual PCD 00 00, held by patent t0$/m);
    await machine.cards(2);
    await device.stop('SIGINT');
    const looked = async () => {
      const shown = await machine.run(bifronsArgv(['topology', '--data', `${scratch.path}/phone`]));
      return /(?<!waits for )reader Virtual PCD 00 01$/m.test(shown.stdout);
    };
    for (let tries = 0; !(await looked()); tries++) assert.ok(tries < 20, 'it gets the slots');
    await machine.cards(2);
    await second.stop('SIGINT');
  });
});
