import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, bytes, concat, EMPTY, hex, isWireError, unhex } from '../../base/index.ts';
import { type CardSession, Refusal, type Services } from '../../os/abi/index.ts';
import { CAT_COMMAND, CAT_TAG, findCat } from '../../wire/cat/index.ts';
import {
  concatenation,
  DATA_DOWNLOAD,
  emitSmsDeliver,
  type InformationElement,
  parseSmsSubmit,
  SMS_ELEMENT,
  smsPart,
} from '../../wire/sms/index.ts';
import type { ToolkitResult } from '../cat/index.ts';
import { ShortMessageBearer } from './index.ts';

const PACKET_ELEMENT: InformationElement = { id: SMS_ELEMENT.commandPacket, value: EMPTY };
const SENDER = { type: 0x91, digits: '12345' };

function deliver(header: readonly InformationElement[], data: Bytes): Bytes {
  const timestamp = new Uint8Array(7);
  return emitSmsDeliver({ address: SENDER, ...DATA_DOWNLOAD, timestamp, header, data });
}

function bearer(answer: { readonly proof?: Bytes; readonly bySubmit?: boolean } = {}) {
  const opened: string[] = [];
  const services = { note() {} } as unknown as Services;
  const made = new ShortMessageBearer({
    services,
    open(packet, transport) {
      assert.equal(hex(transport), '027100');
      opened.push(hex(packet));
      return { proof: answer.proof, bySubmit: answer.bySubmit ?? false };
    },
  });
  return { made, opened };
}

function card(): CardSession {
  return { link: { id: 't0' } as CardSession['link'], lsi: 0, ram: new Map() };
}

function received(made: ShortMessageBearer, tpdu: Bytes, session = card()): ToolkitResult {
  const result = made.receive({ kind: 'sms-pp', tpdu }, session);
  assert.ok(result !== undefined, 'the message is for the card');
  return result;
}

test('a packet in one message is opened, and its proof is the answer [TS31115 §4.4]', () => {
  const { made, opened } = bearer({ proof: bytes(1, 2) });
  const result = received(made, deliver([PACKET_ELEMENT], bytes(0xaa)));
  assert.deepEqual(opened, ['AA']);
  assert.equal(hex(result.answer!), '0271000102');
});

test('parts in any order, some twice, make one packet [TS23040 §9.2.3.24.1]', () => {
  const { made, opened } = bearer();
  const session = card();
  const part = (number: number): Bytes => {
    const place = concatenation({ reference: 9, total: 3, part: number });
    const header = number === 1 ? [place, PACKET_ELEMENT] : [place];
    return deliver(header, bytes(number));
  };
  for (const number of [3, 1, 3]) received(made, part(number), session);
  assert.deepEqual(opened, []);
  received(made, part(2), card());
  assert.deepEqual(opened, [], 'another card session has parts of its own');
  received(made, part(2), session);
  assert.deepEqual(opened, ['010203']);
});

test('what is no message for the card is left to others; what is damaged is refused', () => {
  const { made, opened } = bearer();
  const plain = deliver([], bytes(1));
  assert.equal(made.receive({ kind: 'sms-pp', tpdu: plain }, card()), undefined);
  assert.equal(made.receive({ kind: 'profile-download' }, card()), undefined);
  const damaged = [
    plain.subarray(0, 5),
    deliver([{ id: 0, value: bytes(1, 0, 1) }, PACKET_ELEMENT], EMPTY),
    deliver([{ id: 0, value: bytes(1, 2) }, PACKET_ELEMENT], EMPTY),
    deliver([concatenation({ reference: 1, total: 200, part: 1 }), PACKET_ELEMENT], EMPTY),
  ];
  for (const tpdu of damaged)
    assert.throws(() => made.receive({ kind: 'sms-pp', tpdu }, card()), Refusal, hex(tpdu));
  assert.deepEqual(opened, []);
});

test('a proof goes by short message where the packet requests it, in as many as it needs', () => {
  const proof = Uint8Array.from({ length: 400 }, (_, i) => i & 0xff);
  for (const bySubmit of [true, false]) {
    const { made } = bearer({ proof, bySubmit });
    let result = received(made, deliver([PACKET_ELEMENT], unhex('AA')));
    const parts: Bytes[] = [];
    while (!('done' in result)) {
      const { type, objects } = result.proactiveCommand;
      assert.equal(type, CAT_COMMAND.SEND_SHORT_MESSAGE);
      const submit = parseSmsSubmit(findCat(objects, CAT_TAG.smsTpdu)!);
      assert.ok(!isWireError(submit));
      assert.deepEqual(submit.address, SENDER);
      const place = smsPart(submit.header);
      assert.ok(place !== undefined && !isWireError(place));
      assert.equal(place.part, parts.push(submit.data));
      assert.equal(place.total, 3);
      result = result.resume({} as never);
    }
    assert.deepEqual(concat(...parts), proof);
  }
});
