/** T=0 at a raw socket: what the header settles is answered at once, never by a procedure byte. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ATR, type RawClient, type RawRig, rawRig } from './raw-client.testing.ts';

let rig: RawRig;
afterEach(() => rig?.close());

async function plugged(): Promise<RawClient> {
  rig = await rawRig('patent', ['t0']);
  const client = await rig.plug('t0');
  assert.equal(await client.read(15), ATR.t0);
  return client;
}

/** SELECT takes its data, so the card is where a header is awaited. */
async function isAwake(client: RawClient): Promise<void> {
  await client.exchange('00A4040008', 'A4');
  await client.exchange('A000000151000000', '6119');
}

for (const [header, status, why] of [
  ['A0F2000016', '6E00', 'the entity does not support the class'],
  ['20B000000A', '6E00', 'the class is reserved'],
  ['80F2000016', '6D00', 'the entity does not support the instruction'],
  ['00FD000003', '6D00', 'the entity does not support the instruction'],
  ['0088000010', '6D00', 'the entity does not support the instruction'],
  ['00CB3FFF05', '6D00', 'the entity does not support the instruction'],
  ['01CA9F7F2D', '6881', 'the channel is closed'],
  ['81F2000112', '6881', 'the channel is closed'],
  ['C0CA9F7F2D', '6881', 'the channel is closed'],
  ['0062000010', '6D00', 'the instruction is a procedure byte'],
] as const) {
  test(`${header} is ${status} at once: ${why} [M-70]`, async () => {
    const client = await plugged();
    await client.exchange(header, status);
    await isAwake(client);
    await client.exchange(header, status);
    await isAwake(client);
  });
}

for (const [name, block] of [
  ['S(IFS)', '00C101FE3E'],
  ['S(RESYNCH) and another', '00C000C000C000C0'],
  ['S(ABORT) and S(WTX)', '00C200C200C30101C3'],
  ['a SELECT in an I-block', '00000400A40400A4'],
  ['an I-block with a node address', '21400400A40400C5'],
  ['an R-block and a command', '0082008200000400A40400A4'],
] as const) {
  test(`${name} of T=1 without PPS is answered by a status word, and no more [M-70]`, async () => {
    rig = await rawRig('field', ['t0'], 1);
    const client = await rig.plug('t0');
    await client.read(18);
    client.write(block);
    assert.match(await client.read(2), /^6[4-9A-F]..$/);
    // What is left of the block is a header that has begun, which its waiting time ends.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await client.exchange('00A4040000', '6112');
  });
}
