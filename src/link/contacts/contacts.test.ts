import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, unhex } from '../../base/index.ts';
import { buildAtr, parseCommandApdu, type CommandApdu } from '../../wire/index.ts';
import { byteByByte, pattern, TestRig } from '../test-rig.ts';
import { createContactsCard, createContactsTerminal } from './index.ts';

const OK = bytes(0x90, 0x00);
const echo = {
  answer: (apdu: Uint8Array) => concat((parseCommandApdu(apdu) as CommandApdu).data, OK),
};

for (const edc of ['lrc', 'crc'] as const) {
  for (const ifsc of [1, 16, 32, 254]) {
    for (const ifsd of [1, 32, 254]) {
      for (const split of [undefined, byteByByte]) {
        const how = `${edc}, IFSC ${ifsc}, IFSD ${ifsd}${split ? ', byte by byte' : ''}`;
        test(`T=1 carries every APDU case both ways: ${how} [M-71]`, () => {
          const atr = buildAtr({ protocols: ['t1'], edc, ifsc });
          const card = createContactsCard({ atr, t1: { port: 'T1' } });
          const terminal = createContactsTerminal({ manner: 'apdu', ifsd });
          const rig = new TestRig(terminal, card, echo, split ? { split } : {});
          rig.powerOn();
          assert.equal(terminal.failure, undefined);
          assert.equal(terminal.ready, true);
          assert.equal(terminal.active, 't1');
          assert.deepEqual(terminal.atr, atr);
          for (const length of [0, 1, 255, 1_000]) {
            const data = pattern(length);
            const body = length === 0 ? bytes() : length < 256 ? bytes(length) : bytes(0, 3, 0xe8);
            const result = rig.exchange(concat(unhex('80CA0000'), body, data));
            assert.deepEqual(result, { kind: 'answer', bytes: concat(data, OK) });
          }
          assert.deepEqual(rig.events[0], { kind: 'reset' });
          assert.ok(rig.events.slice(1).every((e) => e.kind === 'command' && e.port === 'T1'));
        });
      }
    }
  }
}
