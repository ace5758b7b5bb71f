/** Arbitrary messages over a sound data link, to the chip and to the controller. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { bytes, concat } from '../../base/index.ts';
import { Registry } from './registry.ts';
import { type Gate, HciCard, HciController, HciHost } from './index.ts';
import { HcpPeer, PeerRig } from '../hci-peer.testing.ts';

const messages = fc.array(
  fc.record({
    pipe: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 127 })),
    type: fc.nat({ max: 2 }),
    instruction: fc.oneof(
      fc.nat({ max: 5 }),
      fc.integer({ min: 0x10, max: 0x15 }),
      fc.nat({ max: 63 }),
    ),
    data: fc.oneof(
      fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 0x23, 0x41, 0xc0), { maxLength: 5 }),
      fc.array(fc.nat({ max: 255 }), { maxLength: 80 }),
    ),
  }),
  { maxLength: 60 },
);

function quietGate(id: number): Gate {
  return {
    id,
    registry: new Registry([{ index: 1, initial: bytes(0), access: 'rw' }]),
    onPipe: () => {},
    onEvent: () => {},
    takeEvent: () => undefined,
    wakeAt: () => undefined,
  };
}

test('whatever the chip sends, the controller goes on answering', () => {
  fc.assert(
    fc.property(messages, (list) => {
      const terminal = new HciHost({ gates: [quietGate(0x41)] });
      const controller = new HciController({ terminal, gates: [quietGate(0x23)] });
      const rig = new PeerRig(new HcpPeer('slave'), controller);
      rig.powerOn();
      for (const { pipe, type, instruction, data } of list) {
        rig.peer.send(pipe, concat(bytes((type << 6) | instruction), Uint8Array.from(data)));
      }
      rig.wire.run();
      assert.equal(rig.ask(1, '03').slice(0, 2), '00');
      assert.equal(rig.ask(1, '0202'), '006E');
    }),
    randomRuns('exchange'),
  );
});

test('whatever the controller sends, the chip goes on answering', () => {
  fc.assert(
    fc.property(messages, (list) => {
      const card = new HciCard<string>({ applications: [], syncId: bytes(1, 2) });
      const rig = new PeerRig(new HcpPeer('master'), card);
      rig.powerOn();
      for (const { pipe, type, instruction, data } of list) {
        rig.peer.send(pipe, concat(bytes((type << 6) | instruction), Uint8Array.from(data)));
      }
      rig.wire.run();
      assert.equal(rig.ask(0, '03').slice(0, 2), '00');
      assert.equal(rig.ask(0, '0201').slice(0, 2), '00');
    }),
    randomRuns('exchange'),
  );
});
