/** The demonstration, line by line: what is printed first changes on purpose or not at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceFolder, ok } from './support/device-folder.ts';
import { presets } from '../../src/device/index.ts';

const PICTURE = `\
links       t0         contact      T=0         -> C20  by "iso7816-3"   no reader: --no-pcsc
            t1         contact      T=1         -> C20  by "iso7816-3"   no reader: --no-pcsc
            spi        contact      T=1' SPI    -> C30  by "*"           no reader: --no-pcsc
            swp-a      contactless  SWP type A  -> C30  by "*"           no reader: --no-pcsc
            swp-b      contactless  SWP type B  -> C30  by "*"           no reader: --no-pcsc
            apdu-gate  contact      APDU gate   -> C30  by "*"           no reader: --no-pcsc
containers  C20  eUICC SGP.22 2.1         root ISD-R  A000000152000000   2 profiles
            C30  GlobalPlatform 2.3       root ISD    A000000151000000
aliases     A000000151000000 means A000000152000000 in C20
SELECT A000000151000000
  modem       t0         6F178408A00000…9000  C20 / ISD-R  aliased: t0 is paired with C20
  modem       t1         6F178408A00000…9000  C20 / ISD-R  aliased: t1 is paired with C20
  tee         spi        6F108408A00000…9000  C30 / ISD    common AID: spi is paired with C30
  nfc-reader  swp-a      6F108408A00000…9000  C30 / ISD    common AID: swp-a is paired with C30
  nfc-reader  swp-b      6F108408A00000…9000  C30 / ISD    common AID: swp-b is paired with C30
  rich-os     apdu-gate  6F108408A00000…9000  C30 / ISD    common AID: apdu-gate is paired with C30
`;

test('the demonstration is this, to the letter [M-01] [M-51]', async () => {
  const { path, ask } = deviceFolder();
  const shown = await ok(ask('up', '--once', '--no-pcsc'));
  const head = `Bifrons 0.1  device patent (eSE)  state ${path} (new)\n`;
  assert.equal(shown, head + PICTURE);
});

for (const preset of Object.keys(presets)) {
  test(`${preset}: the demonstration fits 100 columns`, async () => {
    const { ask } = deviceFolder();
    const shown = await ok(ask('up', '--once', '--no-pcsc', '--preset', preset));
    for (const line of shown.split('\n')) assert.ok(line.length <= 100, line);
    assert.match(shown, /^SELECT [0-9A-F]+$/m);
  });
}
