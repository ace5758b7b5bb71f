/**
 * Headers and lengths of INITIALIZE UPDATE and EXTERNAL AUTHENTICATE, all values of each byte, for
 * both protocols with symmetric keys: the rules stand in `wordOfInitialize` and
 * `wordOfAuthenticate`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, hex } from '../../../src/base/index.ts';
import { cardOnBench, Client, TEST_KEY } from '../../support/globalplatform-card.ts';

const BYTES = Array.from({ length: 256 }, (_, at) => at);
const CHALLENGE = new Uint8Array(8).fill(0xc1);

interface Protocol {
  readonly name: 'SCP02' | 'SCP03';
  readonly type: 'DES' | 'AES';
  readonly i: '15' | '55' | '35' | '00' | '10' | '30' | '70';
  /** Levels of EXTERNAL AUTHENTICATE. [GPCS §E.5.2.3] [GPAmdD §7.1.2.1] */
  readonly levels: readonly number[];
}

const PROTOCOLS: readonly Protocol[] = [
  { name: 'SCP02', type: 'DES', i: '15', levels: [0, 1, 3] },
  { name: 'SCP02', type: 'DES', i: '55', levels: [0, 1, 3] },
  { name: 'SCP02', type: 'DES', i: '35', levels: [0, 1, 3, 0x10, 0x11, 0x13] },
  { name: 'SCP03', type: 'AES', i: '00', levels: [0, 1, 3] },
  { name: 'SCP03', type: 'AES', i: '10', levels: [0, 1, 3] },
  { name: 'SCP03', type: 'AES', i: '30', levels: [0, 1, 3, 0x11, 0x13] },
  { name: 'SCP03', type: 'AES', i: '70', levels: [0, 1, 3, 0x11, 0x13, 0x33] },
];
const VERSIONS = [0x21, 0x2f];

interface Header {
  readonly cla: number;
  readonly p1: number;
  readonly p2: number;
  readonly length: number;
}

function wordOfInitialize({ cla, p1, p2, length }: Header): number {
  if (cla !== 0x80) return 0x6e00;
  if (p2 > 1) return 0x6a88;
  if (length !== 8) return 0x6700;
  return p1 === 0 || VERSIONS.includes(p1) ? 0x9000 : 0x6a88;
}

/** With a cryptogram that is wrong. */
function wordOfAuthenticate({ levels }: Protocol, begun: boolean, header: Header): number {
  const { cla, p1, p2, length } = header;
  if (cla !== 0x84) return 0x6e00;
  if (p2 !== 0 || !levels.includes(p1)) return 0x6a86;
  if (length !== 16) return 0x6700;
  return begun ? 0x6300 : 0x6985;
}

/** All headers that differ from a good one in one byte. */
function headersAround(good: Header): readonly Header[] {
  return [
    ...BYTES.map((p1) => ({ ...good, p1 })),
    ...BYTES.map((p2) => ({ ...good, p2 })),
    ...BYTES.map((length) => ({ ...good, length })),
    ...[0x00, 0x04, 0x80, 0x84].map((cla) => ({ ...good, cla })),
  ];
}

for (const protocol of PROTOCOLS) {
  const { name, type, i } = protocol;
  const begin = () => {
    const key = { type, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
    const keySets = VERSIONS.map((version) => ({ version, ...key }));
    const secureChannels = [{ protocol: name, i }] as never;
    return new Client(cardOnBench({ secureChannels, keySets }));
  };
  const send = (client: Client, ins: number, { cla, p1, p2, length }: Header): number => {
    const data = length === 8 ? CHALLENGE : new Uint8Array(length);
    const field = length === 0 ? bytes() : concat(bytes(length), data);
    return client.raw(concat(bytes(cla, ins, p1, p2), field)).sw;
  };
  const word = (sw: number) => hex(bytes(sw >> 8, sw & 0xff));

  test(`${name}, i=${i}: INITIALIZE UPDATE [GPCS §E.5.1] [GPAmdD §7.1.1]`, () => {
    const client = begin();
    for (const header of headersAround({ cla: 0x80, p1: 0, p2: 0, length: 8 })) {
      const expected = wordOfInitialize(header);
      assert.equal(word(send(client, 0x50, header)), word(expected), JSON.stringify(header));
      if (expected === 0x9000) continue;
      // What was refused has begun nothing.
      const next = send(client, 0x82, { cla: 0x84, p1: 1, p2: 0, length: 16 });
      assert.equal(word(next), '6985', JSON.stringify(header));
    }
  });

  test(`${name}, i=${i}: EXTERNAL AUTHENTICATE [GPCS §E.5.2] [GPAmdD §7.1.2]`, () => {
    const client = begin();
    const good = { cla: 0x84, p1: 1, p2: 0, length: 16 };
    for (const begun of [true, false]) {
      for (const header of headersAround(good)) {
        if (begun) send(client, 0x50, { cla: 0x80, p1: 0, p2: 0, length: 8 });
        const expected = wordOfAuthenticate(protocol, begun, header);
        const where = `${JSON.stringify(header)} ${begun}`;
        assert.equal(word(send(client, 0x82, header)), word(expected), where);
        assert.ok((client.bench.refusal?.why.length ?? 0) > 5, where);
        // Whatever was wrong, the host begins again.
        assert.equal(word(send(client, 0x82, good)), '6985', where);
      }
    }
  });
}
