import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { assertApdu, assertSw, openCard, presets, runTranscript, testDevice } from 'bifrons/testing';

const SELECT = Buffer.from('00A4040008A00000015100000000', 'hex');

test('the eSE answers over SPI under the name that both roots have', async (t) => {
  const device = await testDevice(t, presets.patent);
  const answer = await device.link('spi').transmit(SELECT);
  assertSw(answer, 0x9000);
  assertApdu(answer, '6F .. 8408A000000151000000 .. 9000');
});

test('a program that sends bytes has a card without PC/SC', async (t) => {
  const device = await testDevice(t, presets.phone);
  const card = await openCard(device.link('spi'));
  assertSw(await card.transmit(SELECT), '9000');
});

test('a transcript holds; where it does not, the error shows the difference', async () => {
  await runTranscript(readFileSync(new URL('roots.apdu', import.meta.url), 'utf8'));
});
