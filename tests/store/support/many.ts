/**
 * Many devices over one shared store, in one process: each names its first profile with rising
 * numbers, and says `NAME NUMBER` for every name that it answered with 9000. `many.js FOLDER`.
 */
import { writeSync } from 'node:fs';
import { openSharedStore } from '../../../src/keep/store/index.ts';
import { concat, unhex, utf8 } from '../../../src/base/index.ts';
import { createDevice, presets } from '../../../src/index.ts';

const DEVICES = 12;
const ACCEPTED = 'BF29038001009000';

const shared = await openSharedStore(process.argv[2]!);
await Promise.all(
  Array.from({ length: DEVICES }, async (_, at) => {
    const id = `device-${at}`;
    const device = await createDevice(presets.patent, { store: shared.device(id) });
    const link = device.link(at % 2 === 0 ? 't1' : 't0');
    await link.transmit('00A4040008A00000015100000000');
    const [, last = '0'] = /n(\d{6})/.exec(await names(link)) ?? [];
    for (let number = Number(last) + 1; ; number++) {
      const answer = await link.transmit(naming(`n${String(number).padStart(6, '0')}`));
      if (String(answer) !== ACCEPTED) throw new Error(`${id}: ${answer}`);
      writeSync(1, `${id} ${number}\n`);
    }
  }),
);

async function names(link: { transmit(apdu: string): Promise<unknown> }): Promise<string> {
  return Buffer.from(unhex(String(await link.transmit('80E2910003BF2D0000')))).toString('latin1');
}

function naming(text: string): Uint8Array {
  const name = utf8(text);
  const inside = concat(unhex('5A0A980001010000000000F190'), Uint8Array.of(name.length), name);
  const message = concat(unhex('BF29'), Uint8Array.of(inside.length), inside);
  return concat(unhex('80E29100'), Uint8Array.of(message.length), message, unhex('00'));
}
