/** What the links carry, for other programs: captures that tshark shows, and traces that replay. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bifrons, bifronsArgv } from './support/bifrons.ts';
import { deviceFolder, ok, refused } from './support/device-folder.ts';
import { eventually, Running } from './support/processes.ts';
import { dissect } from './support/tshark.ts';

const ROOT = 'A000000151000000';
const SELECT = `00A4040008${ROOT}00`;
const VERIFY = '00200001083132333400000000';
const PIN = Buffer.from('31323334', 'hex');
const FIELDS = ['frame.interface_name', 'gsm_sim.apdu.ins', 'gsm_sim.aid', 'gsm_sim.apdu.sw'];

describe('captures', () => {
  const { path, ask, up } = deviceFolder();
  const file = join(path, '..', 'session.pcapng');
  let device: Running;

  test('tshark shows SELECT with its AID and the answer, answers to reset, none malformed', async () => {
    device = await up('--preset', 'patent');
    writeFileSync(file, 'from before', { mode: 0o644 });
    const socket = createSocket('udp4');
    const frames: Buffer[] = [];
    socket.on('message', (frame) => frames.push(frame));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const place = `127.0.0.1:${socket.address().port}`;
    const capture = new Running(
      bifronsArgv(['trace', '--pcap', file, '--gsmtap', place, '--data', path]),
    );
    await capture.saw(/capturing .* unmasked/);
    for (const link of ['t0', 'spi', 'swp-a']) await ok(ask('apdu', '--link', link, SELECT));
    await ok(ask('apdu', '--link', 'spi', '80CA006600', '00A4040005A0B0C0D0E0', VERIFY));
    await eventually('the live frames come', async () =>
      frames.some((frame) => frame.includes(PIN)) ? true : undefined,
    );
    const ended = await capture.stop('SIGINT');
    assert.equal(ended.code, 0, ended.stderr);
    socket.close();

    assert.equal(statSync(file).mode & 0o777, 0o600);
    const more = ['_ws.malformed', '_ws.col.Protocol', 'iso7816.atr.init_char'];
    const rows = await dissect(file, [...FIELDS, ...more]);
    const selects = rows.filter(([, ins]) => Number(ins) === 0xa4);
    assert.deepEqual(
      selects.map(([link, , aid]) => [link, aid?.replaceAll(':', '').toUpperCase()]),
      [
        ['t0', ROOT],
        ['spi', ROOT],
        ['swp-a', ROOT],
        ['spi', 'A0B0C0D0E0'],
      ],
    );
    for (const [, ins, , sw] of selects.slice(0, 3)) assert.match(`${ins} ${sw}`, /61/);
    const last = selects.at(-1)?.[3];
    assert.equal(Number(last), 0x6a82, `${last}`);
    const atrs = rows.filter((row) => row.at(-1) !== '');
    assert.deepEqual(
      atrs.map((row) => [row[0], Number(row.at(-1))]),
      ['t0', 'spi', 'swp-a'].map((link) => [link, 0x3b]),
    );
    for (const row of rows) {
      const protocol = atrs.includes(row) ? '' : 'GSM SIM';
      assert.deepEqual(row.slice(-3, -1), ['', protocol], row.join(';'));
    }
    assert.ok(readFileSync(file).includes(PIN), 'a PIN is not masked');
    const live = frames.find((frame) => frame.includes(Buffer.from(ROOT, 'hex')));
    assert.equal(live?.subarray(0, 3).toString('hex'), '020404');
  });

  test('the capture is imported as a transcript, which the same device meets', async () => {
    const text = await ok(bifrons(['trace', 'import', file]));
    assert.match(text, new RegExp(`@link t0\n@reset\n> 00A4040008${ROOT}00\n< 6F`));
    assert.match(text, /@link swp-a\n/);
    assert.match(text, /> 80CA0066/);
    const replayed = await bifrons(['apdu', '--data', path], { input: text });
    assert.equal(replayed.code, 0, replayed.stdout + replayed.stderr);
    assert.match(replayed.stdout, /6 expectations, 0 not met/);
    const over = await ok(bifrons(['trace', 'import', file, '--link', 'spi']));
    assert.doesNotMatch(over, /@link (?!spi)/);
  });

  test('--link captures one link; an unknown one is refused', async () => {
    const one = `${file}.one`;
    const capture = new Running(
      bifronsArgv(['trace', '--pcap', one, '--link', 'spi', '--data', path, '--json']),
    );
    await capture.saw(/capturing/);
    await ok(ask('apdu', '--link', 't0', SELECT));
    await ok(ask('apdu', '--link', 'spi', SELECT));
    await capture.stop('SIGINT');
    const links = (await dissect(one, FIELDS)).map(([link]) => link);
    assert.deepEqual([...new Set(links)], ['spi']);
    const error = await refused(ask('trace', '--pcap', one, '--link', 'none', '--json'));
    assert.equal(error.code, 'LINK_UNKNOWN');
  });

  test('the device ends', async () => {
    assert.equal((await device.stop('SIGINT')).code, 0);
  });
});

describe('traces of other programs', () => {
  test('what is no trace is refused, and a log with no link needs one', async () => {
    const { path } = deviceFolder();
    const log = `${path}.log`;
    const lines = ['0xA', '0x1', '0x10', '0x5', '00 A4 04 00 00 ', '0x1', '0x10', '0x2', '90 00 '];
    const call = ['>|1|1|SCardTransmit', ...lines, '<|1|1|SCardTransmit|0x00000000'];
    writeFileSync(log, call.map((line) => `7F@${line}\n`).join(''));
    const unlinked = await bifrons(['trace', 'import', log]);
    assert.equal(unlinked.code, 3);
    assert.match(unlinked.stderr, /--link/);
    const text = await ok(bifrons(['trace', 'import', log, '--link', 't0']));
    assert.equal(text, '@link t0\n> 00A4040000\n< 9000\n');
    writeFileSync(log, 'no trace at all, but long enough to hold a head');
    const wrong = await bifrons(['trace', 'import', log, '--link', 't0']);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /INPUT_INVALID/);
  });
});
