/** T=0 by bytes: a status word that is certain at the header follows it, and INS never does. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ATR, type RawClient, rawRig, type RawRig } from './raw-client.testing.ts';

let rig: RawRig | undefined;
afterEach(() => rig?.close());

const FIELD_ATR_LENGTH = 18;
const SELECT_AM_SD = ['00A404000A', 'A000000151414D534401'];

async function fresh(): Promise<RawClient> {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  assert.equal(await client.read(15), ATR.t0);
  return client;
}

for (const [header, sw] of [
  ['A0F2000016', '6E00'],
  ['20B000000A', '6E00'],
  ['80F2000016', '6D00'],
  ['00FD000003', '6D00'],
  ['10FD000003', '6D00'],
  ['10CB3FFF05', '6D00'],
  ['0088000010', '6D00'],
  ['00CB3FFF05', '6D00'],
  ['01CA9F7F2D', '6881'],
  ['81F2000112', '6881'],
  ['C0CA9F7F2D', '6881'],
  ['80E2120003', '6A86'],
  ['00A4000002', '6A86'],
] as const) {
  test(`${header} in a fresh session is ${sw} at once [ISO7816-3 §10.3.3]`, async () => {
    const client = await fresh();
    await client.exchange(header, sw);
    await client.exchange('00A4040008', 'A4');
    await client.exchange('A000000151000000', '6119');
  });
}

for (const [header, sw] of [
  ['80F2800202', '6982'],
  ['84F0800F08', '6982'],
  ['8050770008', '6A88'],
  ['00CB123402', '6A88'],
  ['8482010010', '6985'],
] as const) {
  test(`${header} to a security domain of the eSE is ${sw} at once`, async () => {
    const client = await fresh();
    await client.exchange(SELECT_AM_SD[0]!, 'A4');
    await client.exchange(SELECT_AM_SD[1]!, '6114');
    await client.exchange(header, sw);
    await client.exchange('80CA006600', '6C27');
  });
}

test('a block of T=1 without PPS is no command of T=0: refused at once, no byte requested', async () => {
  rig = await rawRig('field', ['t0']);
  const client = await rig.plug('t0');
  await client.read(FIELD_ATR_LENGTH);
  await client.exchange('00000400A4', '6D00');
  await client.exchange('00A4040C00', '9000');
});
