/**
 * The device as PC/SC programs see it: the built command line, Debian's pcscd and vpcd in
 * namespaces of their own, and real clients.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, PYTHON, whyNoPcsc } from './support/pcsc.ts';
import type { Running } from './support/processes.ts';
import { HOLD_READER, RESET_CARD, SHARE_READER, WATCH_READER } from './support/readers.ts';
import {
  askEveryReader,
  assertTelecomRoot,
  GET_EID,
  SELECT_SHARED,
  SHARED,
  WHO_ARE_YOU,
} from './support/roots.ts';

const skip = whyNoPcsc();

const SLOT_T0 = 'Virtual PCD 00 00';
const SLOT_T1 = 'Virtual PCD 00 01';

function up(machine: PcscMachine, data: string): Running {
  return machine.start(bifronsArgv(['up', '--preset', 'patent', '--data', data]));
}

describe('two readers in the slots that Debian installs', { skip }, () => {
  const scratch = scratchFolder();
  let machine: PcscMachine;
  let device: Running;

  before(async () => {
    machine = await PcscMachine.open();
    await machine.startDaemon();
    device = up(machine, `${scratch.path}/d`);
    await device.saw(/SELECT A000000151000000/);
    await machine.cards(2);
  });

  after(async () => {
    await device?.stop('SIGINT');
    await machine?.close();
    scratch.remove();
  });

  test('pyscard: the shared AID reaches the eUICC over T=0 and over T=1 [M-51] [M-70] [M-71]', async () => {
    const rows = await askEveryReader(machine, WHO_ARE_YOU);
    assert.deepEqual(
      rows.map((row) => [row.reader, row.protocol]),
      [
        [SLOT_T0, 'T=0'],
        [SLOT_T1, 'T=1'],
      ],
    );
    for (const row of rows) assertTelecomRoot(row);
  });

  test('opensc-tool lists the readers, their answers to reset, and the aliased root [M-45]', async () => {
    const atr = await machine.run({ command: '/usr/bin/opensc-tool', args: ['-r', '1', '-a'] });
    assert.match(atr.stdout, /^3b(:[0-9a-f]{2})+$/m);
    for (const reader of ['0', '1']) {
      const args = ['-r', reader, '-s', `${SELECT_SHARED}00`];
      const sent = await machine.run({ command: '/usr/bin/opensc-tool', args });
      assert.equal(sent.code, 0, sent.stderr);
      assert.match(sent.stdout, /SW1=0x90, SW2=0x00/);
      assert.match(sent.stdout, /84 08 A0 00 00 01 51 00 00 00/);
    }
  });

  test('pcsc_scan names both readers with a card inserted', async () => {
    const scan = machine.start({ command: '/usr/bin/pcsc_scan', args: ['-n'] });
    await scan.saw(/Virtual PCD 00 01[\s\S]*Card inserted[\s\S]*ATR: 3B/);
    await scan.stop('SIGTERM');
    assert.match(scan.stdout, /Virtual PCD 00 00[\s\S]*Card inserted[\s\S]*ATR: 3B/);
  });

  test('two pyscard clients at once: each on its own link', async () => {
    const both = await Promise.all(
      [SLOT_T0, SLOT_T1].map((reader) => share(machine, reader, SHARED)),
    );
    const clients = await Promise.all(both.map((client) => client.finish()));
    for (const answers of clients) assertOneFci(answers);
  });

  test('two pyscard clients at once: both on one reader, on channels of their own', async () => {
    const both = await Promise.all(
      [SHARED, 'A000000152000000'].map((aid) => share(machine, SLOT_T1, aid)),
    );
    assert.notEqual(both[0]?.channel, both[1]?.channel);
    const clients = await Promise.all(both.map((client) => client.finish()));
    for (const answers of clients) assertOneFci(answers);
  });

  test('a pyscard client keeps its session while the command line uses the same link', async () => {
    const args = ['-c', HOLD_READER, SLOT_T0, SHARED, GET_EID];
    const client = machine.start({ command: PYTHON, args });
    await client.saw(/^holds 9000$/m);
    const where = ['--data', `${scratch.path}/d`, '--link', 't0'];
    const beside = await bifrons(['apdu', ...where, SELECT_SHARED, GET_EID]);
    assert.equal(beside.code, 0, beside.stderr);
    client.write('go on\n');
    const ended = await client.ended();
    assert.match(ended.stdout, /"answer": "BF3E125A1089049032.*"status": "9000"/, ended.stderr);
  });

  test('pyscard: reset and power-off close every channel, leaving the card alone does not [M-104]', async () => {
    for (const reader of [SLOT_T0, SLOT_T1]) {
      const reset = await machine.python(RESET_CARD, [reader]);
      assert.equal(reset.stdout, 'leave open\nreset closed\nunpower closed\n', reset.stderr);
    }
  });

  test('pyscard: a card that goes away and comes back is the same card', async () => {
    const watch = machine.start({ command: PYTHON, args: ['-c', WATCH_READER, SLOT_T0] });
    await watch.saw(/^in$/m);
    const before = await askEveryReader(machine, WHO_ARE_YOU);
    await device.stop('SIGKILL');
    await watch.saw(/^in\nout$/m);
    await machine.cards(0);
    device = up(machine, `${scratch.path}/d`);
    await watch.saw(/^in\nout\nin$/m);
    await machine.cards(2);
    assert.deepEqual(await askEveryReader(machine, WHO_ARE_YOU), before);
    await watch.stop();
  });

  test('Ctrl-C takes the cards out of the pcscd readers and ends with success', async () => {
    const ended = await device.stop('SIGINT');
    assert.equal(ended.signal, null, ended.stderr);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(ended.stderr, '');
    await machine.cards(0);
  });
});

interface Sharing {
  readonly channel: number;
  finish(): Promise<readonly (readonly [string, string])[]>;
}

/** A client with a channel of its own, which waits for `finish` before it goes to work. */
async function share(machine: PcscMachine, reader: string, aid: string): Promise<Sharing> {
  const args = ['-c', SHARE_READER, reader, aid, '25'];
  const client = machine.start({ command: PYTHON, args });
  const [, channel = ''] = await client.saw(/"channel": (\d+)/);
  return {
    channel: Number(channel),
    async finish() {
      client.write('go\n');
      const ended = await client.ended();
      assert.equal(ended.code, 0, ended.stderr);
      const last = jsonLines(ended.stdout).at(-1) as { answers?: [string, string][] };
      return last.answers ?? [];
    },
  };
}

/** Each SELECT of a client is answered by the same FCI, and success. */
function assertOneFci(answers: readonly (readonly [string, string])[]): void {
  assert.equal(answers.length, 1, JSON.stringify(answers));
  assert.match(answers[0]?.[0] ?? '', /^6F/);
  assert.equal(answers[0]?.[1], '9000');
}
