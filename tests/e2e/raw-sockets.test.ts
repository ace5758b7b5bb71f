/** `bifrons up --raw`: a host outside, byte by byte, on a wire of the device. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bifrons, jsonLines } from './support/bifrons.ts';
import { deviceFolder, ok, refused } from './support/device-folder.ts';

/** What the device says to a host that writes and then waits for `length` bytes, or for more. */
function exchange(
  port: number,
  sent: string,
  length: number | ((received: string) => boolean),
): Promise<string> {
  const isWhole =
    typeof length === 'function' ? length : (received: string) => received.length >= 2 * length;
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(sent, 'hex')));
    socket.setTimeout(10_000, () => socket.destroy(new Error(`only ${received.toString('hex')}`)));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const text = received.toString('hex').toUpperCase();
      if (!isWhole(text)) return;
      resolve(text);
      socket.destroy();
    });
  });
}

/** The raw socket that the row of a link shows. */
function portIn(stdout: string, link: string): number {
  const row = new RegExp(`^(?:links)? +${link} .*raw socket 127\\.0\\.0\\.1:(\\d+)$`, 'm');
  const found = row.exec(stdout);
  assert.ok(found, stdout);
  return Number(found[1]);
}

describe('raw sockets', () => {
  test('an external host has the wire exclusively [M-70] [M-74]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent', '--raw', 't0=0', '--raw', 'spi=0');
    const port = (link: string): number => portIn(device.stdout, link);
    assert.match(await exchange(port('t0'), '', 15), /^3B97/);
    assert.match(await exchange(port('spi'), '21C4000006CD', 30), /^12E4/);
    assert.doesNotMatch(device.stdout, /^ +modem +t0 /m);
    const error = await refused(ask('apdu', '--link', 't0', '--json', '00A40400'));
    assert.equal(error.code, 'LINK_RAW');
    assert.match(await ok(ask('apdu', '--link', 't1', '00A40400')), /9000/);
    assert.match(await ok(ask('trace')), /t0 +raw +a host plugged in/);
    await device.stop();
  });

  test('a single wire has one port for its links, and a journal replays it [M-72]', async () => {
    const { ask, path, up } = deviceFolder();
    const device = await up('--preset', 'patent', '--raw', 'swp=0', '--journal');
    const ports = ['swp-a', 'swp-b', 'apdu-gate'].map((link) => portIn(device.stdout, link));
    assert.equal(new Set(ports).size, 1);
    const opened = '0001E60003808103';
    // The chip activates first where the host's RSET is late, as on a busy computer.
    const pattern = new RegExp(`^(000469424600)?${opened}$`);
    for (let sessions = 0; sessions < 2; sessions++) {
      const ends = (received: string): boolean => received.endsWith(opened);
      assert.match(await exchange(ports[0]!, '0003F90400', ends), pattern);
    }
    const error = await refused(ask('apdu', '--link', 'swp-a', '--json', '00A40400'));
    assert.equal(error.code, 'LINK_RAW');
    await device.stop();
    const [file] = readdirSync(join(path, 'journal'));
    const [reported] = jsonLines(
      await ok(bifrons(['replay', '--json', join(path, 'journal', file!)])),
    );
    assert.equal(reported?.['difference'], undefined);
    assert.equal(reported?.['boots'], 1);
  });

  test('impossible options are rejected before anything starts', async () => {
    const { ask, path } = deviceFolder();
    const up = (...raw: string[]) => ask('up', '--json', '--preset', 'patent', ...raw);
    assert.equal((await refused(up('--raw', 't9=0'))).code, 'LINK_UNKNOWN');
    for (const usage of [
      ['--raw', 't0'],
      ['--raw', 't0=70000'],
      ['--raw', 't0=0', '--raw', 't0=0'],
      ['--raw', 't0=0', '--time-scale', '0'],
      ['--time-scale', 'abc'],
      ['--seed', ''],
    ]) {
      const { code, stderr } = await up(...usage);
      assert.equal(code, 2, usage.join(' '));
      assert.equal((JSON.parse(stderr) as { error: { code: string } }).error.code, 'USAGE');
    }
    assert.ok(!existsSync(path), 'a refused first boot leaves no folder behind');
  });
});
