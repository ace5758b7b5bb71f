import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY } from '../../base/index.ts';
import { buildAtr, type CommandApdu, emitCommandApdu, parseCommandApdu } from '../../wire/index.ts';
import { byteByByte, pattern, TestRig } from '../rig.testing.ts';
import { createContactsCard, createContactsTerminal } from './index.ts';

const OK = bytes(0x90, 0x00);

/** Data come back; without data, as many bytes as Le says. */
function answerTo(apdu: Bytes): Bytes {
  const command = parseCommandApdu(apdu) as CommandApdu;
  return concat(command.data.length > 0 ? command.data : pattern(command.le ?? 0), OK);
}

const CASES: Readonly<Record<string, { data: Bytes; le: number | undefined }>> = {
  '1': { data: EMPTY, le: undefined },
  '2S': { data: EMPTY, le: 256 },
  '3S': { data: pattern(255), le: undefined },
  '4S': { data: pattern(1), le: 5 },
  '2E': { data: EMPTY, le: 700 },
  '3E': { data: pattern(1_000), le: undefined },
  '4E': { data: pattern(300), le: 65_536 },
};

for (const edc of ['lrc', 'crc'] as const) {
  for (const ifsc of [1, 16, 32, 254]) {
    for (const ifsd of [1, 32, 254]) {
      for (const [nad, split] of [
        [0, undefined],
        [0x21, undefined],
        [0, byteByByte],
      ] as const) {
        const pieces = split === undefined ? 'whole runs' : 'byte by byte';
        const way = `${edc}, IFSC ${ifsc}, IFSD ${ifsd}, NAD ${nad}, ${pieces}`;
        test(`T=1 carries every APDU case: ${way} [M-71]`, () => {
          const atr = buildAtr({ protocols: ['t1'], edc, ifsc });
          const card = createContactsCard({ atr, t1: { port: 'T1' } });
          const terminal = createContactsTerminal({ manner: 'apdu', ifsd, nad });
          const rig = new TestRig(terminal, card, { answer: answerTo }, split ? { split } : {});
          rig.powerOn();
          assert.equal(terminal.failure, undefined);
          assert.equal(terminal.ready, true);
          assert.equal(terminal.active, 't1');
          assert.deepEqual(terminal.atr, atr);
          for (const [name, body] of Object.entries(CASES)) {
            const apdu = emitCommandApdu({ cla: 0x80, ins: 0xca, p1: 0, p2: 0, ...body });
            const result = rig.exchange(apdu);
            assert.deepEqual(result, { kind: 'answer', bytes: answerTo(apdu) }, name);
            const seen = rig.events.at(-1);
            assert.deepEqual(seen, { kind: 'command', port: 'T1', apdu, lsi: 0 }, name);
          }
          assert.deepEqual(rig.events[0], { kind: 'reset' });
        });
      }
    }
  }
}

test('T=1 blocks carry the node address both ways [ISO7816-3 §11.3.2.1]', () => {
  const card = createContactsCard({ atr: buildAtr({ protocols: ['t1'] }), t1: { port: 'T1' } });
  const terminal = createContactsTerminal({ manner: 'apdu', nad: 0x21 });
  const rig = new TestRig(terminal, card, { answer: answerTo });
  rig.powerOn();
  rig.exchange(bytes(0, 0xa4, 0, 0));
  assert.ok(rig.sent('terminal').every((block) => block[0] === 0x21));
  assert.ok(
    rig
      .sent('card')
      .slice(1)
      .every((block) => block[0] === 0x12),
  );
});
