import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex, unhex } from '../../base/index.ts';
import { type CommandApdu, parseCommandApdu } from '../../wire/index.ts';
import { byteByByte, pattern, TestRig } from '../rig.testing.ts';
import { createSpiCard, createSpiTerminal } from './index.ts';

const OK = bytes(0x90, 0x00);
const HISTORICAL = unhex('8073C82110');
const echo = {
  answer: (apdu: Uint8Array) => concat((parseCommandApdu(apdu) as CommandApdu).data, OK),
};

for (const ifsc of [8, 254, 255, 4_089]) {
  for (const ifsd of [1, 32, 254, 255, 4_089]) {
    for (const split of [undefined, byteByByte]) {
      const how = `IFSC ${ifsc}, IFSD ${ifsd}${split === undefined ? '' : ', byte by byte'}`;
      test(`T=1' opens a session and carries APDUs of every length: ${how} [M-74]`, () => {
        const card = createSpiCard({ port: 'SPI', historical: HISTORICAL, ifsc });
        const terminal = createSpiTerminal({ ifsd });
        const rig = new TestRig(terminal, card, echo, split ? { split } : {});
        rig.powerOn();
        assert.equal(terminal.ready, true);
        assert.equal(hex(terminal.atr!), '3B8580018073C821100E');
        for (const length of [0, 1, 255, 5_000]) {
          const data = pattern(length);
          const body = length === 0 ? bytes() : length < 256 ? bytes(length) : unhex('001388');
          const result = rig.exchange(concat(unhex('80CA0000'), body, data));
          assert.deepEqual(result, { kind: 'answer', bytes: concat(data, OK) });
        }
        assert.deepEqual(rig.events[0], { kind: 'reset' });
        assert.ok(rig.events.slice(1).every((e) => e.kind === 'command' && e.port === 'SPI'));
      });
    }
  }
}
