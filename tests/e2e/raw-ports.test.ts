/** `bifrons up --raw`: a host outside, byte by byte, on a wire of the device. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { deviceFolder, ok, refused } from './support/device-folder.ts';

/** What the device says to a host that writes and then waits for `length` bytes. */
function exchange(port: number, sent: string, length: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = Buffer.alloc(0);
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(sent, 'hex')));
    socket.setTimeout(10_000, () => socket.destroy(new Error(`only ${heard.toString('hex')}`)));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (heard.length < length) return;
      resolve(heard.toString('hex').toUpperCase());
      socket.destroy();
    });
  });
}

describe('raw ports', () => {
  test('a host outside has the wire, and nobody else [M-70] [M-74]', async () => {
    const { ask, up } = deviceFolder();
    const device = await up('--preset', 'patent', '--raw', 't0=0', '--raw', 'spi=0');
    const port = (link: string): number => {
      const row = new RegExp(`^(?:links)? +${link} .*raw port 127\\.0\\.0\\.1:(\\d+)$`, 'm');
      const found = row.exec(device.stdout);
      assert.ok(found, device.stdout);
      return Number(found[1]);
    };
    assert.match(await exchange(port('t0'), '', 15), /^3B97/);
    assert.match(await exchange(port('spi'), '21C4000006CD', 30), /^12E4/);
    assert.doesNotMatch(device.stdout, /^ +modem +t0 /m);
    const error = await refused(ask('apdu', '--link', 't0', '--json', '00A40400'));
    assert.equal(error.code, 'LINK_RAW');
    assert.match(await ok(ask('apdu', '--link', 't1', '00A40400')), /9000/);
    assert.match(await ok(ask('trace')), /t0 +raw +a host plugged in/);
    await device.stop();
  });

  test('what cannot be is said before anything starts', async () => {
    const { ask, path } = deviceFolder();
    const up = (...raw: string[]) => ask('up', '--json', '--preset', 'patent', ...raw);
    assert.equal((await refused(up('--raw', 't9=0'))).code, 'LINK_UNKNOWN');
    for (const usage of [
      ['--raw', 't0'],
      ['--raw', 't0=70000'],
      ['--raw', 't0=0', '--raw', 't0=0'],
      ['--raw', 't0=0', '--time-scale', '0'],
      ['--time-scale', 'abc'],
      ['--seed', 'zz'],
    ]) {
      const { code, stderr } = await up(...usage);
      assert.equal(code, 2, usage.join(' '));
      assert.equal((JSON.parse(stderr) as { error: { code: string } }).error.code, 'USAGE');
    }
    assert.equal((await refused(up('--raw', 'swp-a=0'))).code, 'UNSUPPORTED');
    assert.ok(!existsSync(path), 'a refused first boot leaves no folder behind');
  });
});
