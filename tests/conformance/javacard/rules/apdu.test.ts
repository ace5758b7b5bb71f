/** Class APDU: states, lengths, chaining, by link. [JCRE §9.4] [JCAPI §APDU] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hex, unhex } from '../../../../src/base/index.ts';
import { AppletBench } from '../../../support/applet-bench.ts';
import { BENCH_LINK } from '../../../support/container-bench.ts';

const SCRIPT = unhex('F04A43524101');
const T0 = { ...BENCH_LINK, id: 't0', outgoing: 'get-response', javaCardProtocol: 0 } as const;
const CONTACTLESS = {
  ...BENCH_LINK,
  id: 'swp-a',
  mode: 'contactless',
  javaCardProtocol: 0x81,
} as const;
const T1 = { ...BENCH_LINK, id: 't1', javaCardProtocol: 1 } as const;
const LINKS = [T0, T1, CONTACTLESS] as const;

/** What the applet does, with an argument where it takes one. */
const STEP = {
  state: 0,
  receive: 1,
  receiveBytes: 2,
  setOutgoing: 3,
  setOutgoingNoChaining: 4,
  setOutgoingLength: 5,
  sendBytes: 6,
  sendBytesLong: 7,
  setOutgoingAndSend: 8,
  incomingLength: 9,
  offsetCdata: 10,
  waitExtension: 11,
  protocol: 12,
  inBlock: 13,
  outBlock: 14,
  nad: 15,
  classBits: 16,
  classChannel: 17,
  sendByteAt: 18,
  currentApdu: 19,
  throwStatus: 20,
  protocolBefore: 21,
  lengthByteAnd: 22,
} as const;
type Step = keyof typeof STEP | readonly [keyof typeof STEP, number];

const ILLEGAL_USE = 'E001';
const BUFFER_BOUNDS = 'E002';
const BAD_LENGTH = 'E003';

/** Runs steps on a command; gives its answer and the result of each step. */
function run(
  steps: readonly Step[],
  command: string,
  link: (typeof LINKS)[number] = T1,
): { readonly answer: string; readonly results: readonly string[] } {
  const bench = new AppletBench();
  bench.session = bench.bench.session(0, link);
  bench.start('rules/apdu');
  const script = steps.flatMap((step) => {
    const [name, argument] = typeof step === 'string' ? ([step, 0] as const) : step;
    return [STEP[name], argument >> 8, argument];
  });
  const sent = hex(Uint8Array.of(script.length, ...script));
  assert.equal(bench.send(SCRIPT, `80010000${sent}`), '9000');
  const answer = bench.send(SCRIPT, command);
  const results = bench.send(SCRIPT, '8003000000').slice(0, -4).match(/.{4}/g) ?? [];
  return { answer, results };
}

/** Steps that are expected to give what stands beside them. */
function check(
  rows: readonly (readonly [Step, string])[],
  {
    command,
    answer,
    link = T1,
  }: { command: string; answer: string; link?: (typeof LINKS)[number] },
): void {
  const found = run(
    rows.map(([step]) => step),
    command,
    link,
  );
  assert.deepEqual(
    rows.map(([step], at) => [String(step), found.results[at]]),
    rows.map(([step, result]) => [String(step), result]),
  );
  assert.equal(found.answer, answer);
}

const DATA = '800200000511223344 55'.replaceAll(' ', '');
const QUERY = '8002000000';

for (const link of LINKS) {
  describe(`states over ${link.id}`, () => {
    test('data that come, then a response: each state in its order [JCAPI §APDU.getCurrentState]', () => {
      check(
        [
          ['state', '0000'],
          ['receive', '0005'],
          ['state', '0002'],
          ['incomingLength', '0005'],
          ['offsetCdata', '0005'],
          [['receiveBytes', 0], '0000'],
          ['setOutgoing', link === T0 ? '0100' : '0000'],
          ['state', '0003'],
          [['setOutgoingLength', 2], '0000'],
          ['state', '0004'],
          [['sendBytes', 1], '0000'],
          ['state', '0005'],
          [['sendBytes', 1], '0000'],
          ['state', '0006'],
        ],
        { command: DATA, answer: '80809000', link },
      );
    });

    test('each method out of its state is ILLEGAL_USE [JCAPI §APDUException]', () => {
      check(
        [
          [['receiveBytes', 0], ILLEGAL_USE],
          ['incomingLength', ILLEGAL_USE],
          ['offsetCdata', ILLEGAL_USE],
          [['setOutgoingLength', 1], ILLEGAL_USE],
          [['sendBytes', 1], ILLEGAL_USE],
          [['sendBytesLong', 1], ILLEGAL_USE],
          ['setOutgoing', '0100'],
          ['setOutgoing', ILLEGAL_USE],
          ['setOutgoingNoChaining', ILLEGAL_USE],
          [['setOutgoingAndSend', 1], ILLEGAL_USE],
          ['receive', ILLEGAL_USE],
          [['receiveBytes', 0], ILLEGAL_USE],
          [['setOutgoingLength', 3], '0000'],
          [['setOutgoingLength', 3], ILLEGAL_USE],
          [['sendBytesLong', 4], ILLEGAL_USE],
          [['sendBytesLong', 3], '0000'],
          [['sendBytes', 1], ILLEGAL_USE],
        ],
        { command: QUERY, answer: '0001029000', link },
      );
    });

    test('bounds and lengths: BUFFER_BOUNDS, BAD_LENGTH [JCAPI §APDUException]', () => {
      check(
        [
          // Three methods in one: the direction has turned when the length is rejected.
          [['setOutgoingAndSend', 262], BAD_LENGTH],
          ['setOutgoing', ILLEGAL_USE],
          [['setOutgoingLength', 0xffff], BAD_LENGTH],
          [['setOutgoingLength', 257], BAD_LENGTH],
          [['setOutgoingLength', 2], '0000'],
          [['sendByteAt', 261], BUFFER_BOUNDS],
          [['sendByteAt', 0xffff], BUFFER_BOUNDS],
          [['sendByteAt', 1], '0000'],
          [['sendByteAt', 1], '0000'],
        ],
        { command: QUERY, answer: '02029000', link },
      );
    });

    test('waitExtension, and not where the response is one block [JCAPI §APDU.waitExtension]', () => {
      check(
        [
          ['waitExtension', '0000'],
          ['setOutgoingNoChaining', '0100'],
          ['waitExtension', ILLEGAL_USE],
          [['setOutgoingLength', 257], BAD_LENGTH],
          [['setOutgoingLength', 256], '0000'],
          [['sendBytesLong', 256], '0000'],
        ],
        {
          command: QUERY,
          answer: `${hex(Uint8Array.from({ length: 256 }, (_, at) => at))}9000`,
          link,
        },
      );
    });

    test('setOutgoingAndSend sends all at once [JCAPI §APDU.setOutgoingAndSend]', () => {
      check(
        [
          [['setOutgoingAndSend', 2], '0000'],
          ['state', '0006'],
          [['sendBytes', 1], ILLEGAL_USE],
        ],
        { command: QUERY, answer: '80029000', link },
      );
    });

    test('protocol, blocks and node address [JCAPI §APDU.getProtocol]', () => {
      const protocol = { t0: '0000', t1: '0001', 'swp-a': 'FF81' }[link.id];
      check(
        [
          ['protocol', protocol!],
          ['inBlock', link === T0 ? '0001' : '00FE'],
          ['outBlock', '0102'],
          ['nad', '0000'],
        ],
        { command: QUERY, answer: '9000', link },
      );
    });
  });
}

test('an exception after data have been sent keeps its status word [JCRE §3.3]', () => {
  check([[['setOutgoingAndSend', 1], '0000']], { command: QUERY, answer: '809000' });
  const { answer } = run(
    [
      ['setOutgoingAndSend', 1],
      ['throwStatus', 0x6a80],
    ],
    QUERY,
  );
  assert.equal(answer, '806A80');
});

test('Le is what setOutgoing gives [JCAPI §APDU.setOutgoing]', () => {
  for (const [le, expected] of [
    ['01', '0001'],
    ['7F', '007F'],
    ['00', '0100'],
  ] as const)
    check([['setOutgoing', expected]], { command: `80020000${le}`, answer: '9000' });
  check([['setOutgoing', '0003']], { command: `${DATA}03`, answer: '9000' });
});

test('bits of the class byte, as it was sent [JCAPI §APDU.isCommandChainingCLA]', () => {
  for (const [cla, bits] of [
    ['80', '03E8'],
    ['00', '044C'],
    ['10', '044D'],
    ['0C', '0456'],
    ['84', '03F2'],
    ['1C', '0457'],
    ['60', '0456'],
  ] as const)
    check([['classBits', bits]], { command: `${cla}02000000`, answer: '9000' });
});

test('getCurrentAPDU gives the APDU of process [JCAPI §APDU.getCurrentAPDU]', () => {
  check([['currentApdu', '0001']], { command: QUERY, answer: '9000' });
});

describe('extended length', () => {
  test('an applet without ExtendedLength gets no such command: 6700 [JCRE §9.4.4]', () => {
    const bench = new AppletBench();
    bench.start('rules/apdu');
    assert.equal(bench.send(SCRIPT, '800300000000000000'.slice(0, 14)), '6700');
    assert.match(bench.why!, /JCRE §9.4.4/);
    assert.equal(bench.send(SCRIPT, `80040000000005${'11'.repeat(5)}`), '6700');
    assert.equal(bench.send(SCRIPT, '8004000003112233'), '00039000');
  });
});

describe('chaining by the applet itself', () => {
  const bench = new AppletBench();
  bench.start('rules/apdu');

  test('each piece of a command reaches it with its class byte [ISO7816-4 §5.3.3]', () => {
    assert.equal(bench.send(SCRIPT, '1004000003112233'), '9000');
    assert.equal(bench.send(SCRIPT, '1004000003112233'), '9000');
    assert.equal(bench.send(SCRIPT, '0004000002112200'), '00089000');
  });

  test('it says 61xx, and GET RESPONSE reaches it [ISO7816-4 §5.3.4]', () => {
    assert.equal(bench.send(SCRIPT, '0005000000'), '00010203040506070809610F');
    assert.equal(bench.send(SCRIPT, '00C0000000'), '000102030405060708096105');
    assert.equal(bench.send(SCRIPT, '00C0000005'), '00010203049000');
  });
});
