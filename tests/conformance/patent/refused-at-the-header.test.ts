/** T=0: what is refused at the header costs its client nothing more, and others nothing at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AM_SD, COMMON, patent } from '../../support/descriptions.ts';
import { hostRig } from '../../support/host-rig.ts';

const DATA = '0102030405060708';

test('commands with data that are refused at once leave channels and sessions as they are', () => {
  const rig = hostRig(patent);
  assert.equal(rig.send('t0', '0070000001'), '019000');
  assert.match(rig.select('t0', AM_SD, 1), /9000$/);
  for (const [command, sw] of [
    [`A0F2000008${DATA}`, '6E00'],
    [`20B0000008${DATA}`, '6E00'],
    [`80F2000008${DATA}`, '6D00'],
    [`00FD000008${DATA}`, '6D00'],
    [`02CB3FFF08${DATA}`, '6881'],
    [`C0E2000008${DATA}`, '6881'],
    [`81F2800208${DATA}`, '6982'],
    [`81507F0008${DATA}`, '6A88'],
  ] as const) {
    assert.equal(rig.send('t0', command), sw, command);
  }
  assert.match(rig.send('t0', '81CA006600'), /9000$/, 'channel 1 is on the AM SD still');
  assert.match(rig.select('t0', COMMON), /9000$/);
});

test('SELECT with P2 0C answers no data from either container [ISO7816-4 §7.1.1]', () => {
  const rig = hostRig(patent);
  for (const link of ['t0', 't1', 'spi']) {
    for (const aid of [COMMON, AM_SD]) {
      const lc = (aid.length / 2).toString(16).padStart(2, '0');
      assert.equal(rig.send(link, `00A4040C${lc}${aid}00`), '9000', `${link} ${aid}`);
    }
  }
});
