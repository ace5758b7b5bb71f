/** The host around a running device: its chip is pulled out and put back. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { PcscMachine, PYTHON, whyNoPcsc } from './support/pcsc.ts';
import type { Running } from './support/processes.ts';

const skip = whyNoPcsc();
const SELECT = '00A4040008A00000015100000000';
const SEND_SELECT = `
from smartcard.System import readers
try:
    connection = readers()[0].createConnection()
    connection.connect()
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex('${SELECT}')))
    print('answer %02X%02X' % (sw1, sw2))
except Exception as error:
    print('silent', error)
`;

describe('a removable chip, seen by PC/SC', { skip }, () => {
  const scratch = scratchFolder();
  const data = ['--data', `${scratch.path}/tv`];
  let machine: PcscMachine;
  let device: Running;

  const bifrons = (...args: string[]) => machine.run(bifronsArgv([...args, ...data]));

  before(async () => {
    machine = await PcscMachine.open();
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', '--preset', 'tv', ...data]));
    await machine.cards(2);
  });

  after(async () => {
    await device?.stop('SIGINT');
    await machine?.close();
    scratch.remove();
  });

  test('the command line shows the client of each link [M-100]', async () => {
    const shown = await bifrons('host', 'show', '--json');
    const [row] = jsonLines(shown.stdout);
    assert.deepEqual(row, {
      kind: 'tv',
      mount: 'removable',
      functions: [],
      present: true,
      mute: null,
      clients: [
        { client: 'host', link: 't0' },
        { client: 'rich-os', link: 'apdu-gate' },
      ],
    });
  });

  test('pulled out, the cards leave their pcscd readers, and every link is down [M-101]', async () => {
    const removed = await bifrons('host', 'remove');
    assert.equal(removed.code, 0, removed.stderr);
    assert.match(removed.stdout, /pulled out/);
    await machine.cards(0);
    const sent = await bifrons('apdu', '--link', 'apdu-gate', SELECT, '--json');
    assert.equal(sent.code, 3);
    assert.match(sent.stderr, /LINK_DOWN.*bifrons host insert/);
  });

  test('put back, it is the same chip in the same pcscd readers [M-101] [M-104]', async () => {
    const inserted = await bifrons('host', 'insert');
    assert.equal(inserted.code, 0, inserted.stderr);
    await machine.cards(2);
    const sent = await bifrons('apdu', '--link', 'apdu-gate', SELECT);
    assert.match(sent.stdout, /9000/);
  });
});

describe('a chip whose sensor fires, seen by PC/SC', { skip }, () => {
  const scratch = scratchFolder();
  const data = ['--data', `${scratch.path}/meter`];
  let machine: PcscMachine;
  let device: Running;

  const bifrons = (...args: string[]) => machine.run(bifronsArgv([...args, ...data]));
  const send = () => machine.run({ command: PYTHON, args: ['-c', SEND_SELECT] });

  before(async () => {
    machine = await PcscMachine.open();
    await machine.startDaemon();
    device = machine.start(bifronsArgv(['up', '--preset', 'meter', ...data]));
    await machine.cards(2);
  });

  after(async () => {
    await device?.stop('SIGINT');
    await machine?.close();
    scratch.remove();
  });

  test('pyscard gets no answer from it until its power was cycled', async () => {
    assert.match((await send()).stdout, /^answer 61|^answer 9000/m);
    const tampered = await bifrons('host', 'tamper', 'light sensor');
    assert.match(tampered.stdout, /mute +light sensor \(DEVICE_MUTE\)\n +next: .*power-cycle/);
    assert.match((await send()).stdout, /^silent/m);
    assert.match((await bifrons('topology')).stdout, /^mute +light sensor/m);
    const removed = await bifrons('host', 'remove');
    assert.match(removed.stderr, /CHIP_FIXED.*\n.*host power-cycle/);
    const woken = await bifrons('host', 'power-cycle');
    assert.equal(woken.code, 0, woken.stderr);
    assert.doesNotMatch(woken.stdout, /mute/);
    await machine.cards(2);
    assert.match((await send()).stdout, /^answer 61|^answer 9000/m);
    assert.match(device.stderr, /^error DEVICE_MUTE: the device is mute: light sensor$/m);
  });
});

describe('a soldered chip', () => {
  const scratch = scratchFolder();

  after(() => scratch.remove());

  test('cannot be pulled out [M-101]', { skip }, async () => {
    const machine = await PcscMachine.open();
    const data = ['--data', `${scratch.path}/meter`];
    const device = machine.start(bifronsArgv(['up', '--no-pcsc', '--preset', 'meter', ...data]));
    await device.saw(/Ctrl-C ends it/);
    const removed = await machine.run(bifronsArgv(['host', 'remove', ...data]));
    assert.equal(removed.code, 3);
    assert.match(removed.stderr, /CHIP_FIXED/);
    await device.stop('SIGINT');
    await machine.close();
  });
});
