/**
 * The preset `field` in PC/SC readers: one contact interface carries T=0 and T=1, and each has a
 * reader of its own.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OUTPUT_SCHEMAS } from '../../src/attach/schemas/index.ts';
import { bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, PYTHON, whyNoPcsc } from './support/pcsc.ts';
import type { Running } from './support/processes.ts';
import { CONNECT_WITH } from './support/readers.ts';
import { askEveryReader, GET_CARD_DATA, SELECT_SHARED } from './support/roots.ts';

const skip = whyNoPcsc();
const SELECT_ISD_R = '00A4040010A0000005591010FFFFFFFF8900000100';

describe('readers of one interface', { skip }, () => {
  const scratch = scratchFolder();
  const where = ['--preset', 'field', '--data', `${scratch.path}/d`];
  let machine: PcscMachine;
  let device: Running;

  before(async () => {
    machine = await PcscMachine.open();
    const installed = await machine.run(bifronsArgv(['pcsc', 'install', ...where]));
    assert.equal(installed.code, 0, installed.stderr);
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', ...where]));
    await machine.cards(6);
  });

  after(async () => {
    await device?.stop('SIGINT');
    await machine?.close();
    scratch.remove();
  });

  test('pyscard: the two domains of one name, by the link [M-06] [M-17] [M-52]', async () => {
    const rows = await askEveryReader(machine, [SELECT_SHARED, '80CA004500', SELECT_ISD_R]);
    const seen = rows.map(({ reader, protocol, answers: [fci, cardImage, isdR] }) => ({
      reader,
      protocol,
      shared: fci?.[0].slice(4, 24),
      cardImage: cardImage?.[1],
      isdR: isdR?.[1],
    }));
    const shared = '8408A000000151000000';
    assert.deepEqual(seen, [
      {
        reader: 'Bifrons field t0 00 00',
        protocol: 'T=0',
        shared,
        cardImage: '6A88',
        isdR: '9000',
      },
      {
        reader: 'Bifrons field t1 00 00',
        protocol: 'T=1',
        shared,
        cardImage: '6A88',
        isdR: '9000',
      },
      ...['spi', 'swp-a', 'swp-b', 'apdu-gate'].map((link) => ({
        reader: `Bifrons field ${link} 00 00`,
        protocol: 'T=1',
        shared,
        cardImage: '9000',
        isdR: '9000',
      })),
    ]);
  });

  test('a pyscard client that requests T=0 alone gets it after one that left it open', async () => {
    for (const requested of ['any', 'T0', 'any', 'T0']) {
      const args = ['-c', CONNECT_WITH, 'Bifrons field t0 00 00', requested, SELECT_SHARED];
      const client = await machine.run({ command: PYTHON, args });
      assert.equal(client.stdout.trim(), 'T=0 6112', `${requested}\n${client.stderr}`);
    }
    const args = ['-c', CONNECT_WITH, 'Bifrons field t1 00 00', 'T0', SELECT_SHARED];
    const wrong = await machine.run({ command: PYTHON, args });
    assert.notEqual(wrong.code, 0, 'the reader of T=1 has no T=0');
    assert.match(wrong.stderr, /mismatch/i);
  });

  test('the LPA switches profiles of a card in a reader, over T=0 and T=1 [SGP22 §5.7]', async () => {
    const lpa = async (reader: string, ...args: readonly string[]) => {
      const where = ['--reader', `field ${reader} 00 00`, '--json'];
      const done = await machine.run(bifronsArgv(['lpa', ...args, ...where]));
      assert.equal(done.code, 0, done.stderr);
      return jsonLines(done.stdout).map((line) => OUTPUT_SCHEMAS.lpa.parse(line));
    };
    const states = (lines: readonly unknown[]) =>
      (lines as readonly { profileName: string; state: string }[]).map(
        ({ profileName, state }) => `${profileName} ${state}`,
      );
    const [enabled] = await lpa('t0', 'enable', 'Beta subscription');
    assert.equal((enabled as { event: string }).event, 'enabled');
    // The reset that the LPA makes after it is the card's, whatever the reader.
    assert.deepEqual(states(await lpa('t1', 'list')), [
      'Alpha subscription disabled',
      'Beta subscription enabled',
    ]);
  });

  test('opensc-tool reads the eSE beside them', async () => {
    const args = ['--reader', 'Bifrons field spi 00 00', '-s', GET_CARD_DATA];
    const sent = await machine.run({ command: '/usr/bin/opensc-tool', args });
    assert.match(sent.stdout, /SW1=0x90, SW2=0x00/, sent.stderr);
  });
});
