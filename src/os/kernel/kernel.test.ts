import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { bytes, describeRecord, hex, unhex } from '../../base/index.ts';
import { COMMON, done, entity, facts, kernelRig, REAL } from '../../../tests/support/kernel-rig.ts';
import { refuse } from '../abi/index.ts';

const select = (aid: string, cla = '00'): string =>
  `${cla}A40400${hex(bytes(aid.length / 2))}${aid}`;

test('the same AID reaches different entities by the link, and shows the name requested [M-45]', () => {
  const { send } = kernelRig();
  assert.equal(send('t1', select(COMMON)), `${COMMON}9000`);
  assert.equal(send('t1', '8001000000'), '019000');
  assert.equal(send('spi', select(COMMON)), `${COMMON}9000`);
  const words = kernelRig();
  words.send('t1', select(COMMON));
  const lines = words.trace.since(0).map(describeRecord).join('\n');
  assert.match(lines, /A \/ e1 \(really A000000152000000\): aliased: t1 is paired with A/);
});

test('at SELECT the old entity is deselected before the new is selected', () => {
  const { send, containers } = kernelRig();
  send('spi', select('A0000000030001'));
  assert.deepEqual(containers['B']!.log.slice(-3), [
    'select e1 spi.0',
    'deselect e1 spi.0 select',
    'select e2 spi.0',
  ]);
});

test('a SELECT that finds nothing changes nothing [M-09]', () => {
  const { send, containers } = kernelRig();
  send('spi', select('A0000000030001'));
  const before = containers['B']!.log.length;
  assert.equal(send('spi', select('F0000000000000')), '6A82');
  assert.equal(containers['B']!.log.length, before);
  assert.equal(send('spi', '8001000000'), '029000');
});

test('an entity that does not let itself be selected leaves nothing selected: 6999', () => {
  const { send, containers } = kernelRig();
  containers['B']!.refuses.add(2);
  assert.equal(send('spi', select('A0000000030001')), '6999');
  assert.equal(send('spi', '8001000000'), '6999');
});

test('a refusal drops what the command wrote and keeps its counters [M-107]', () => {
  const { outcome, containers } = kernelRig();
  const { nvm } = containers['B']!.services;
  const cell = nvm.cell(
    'x',
    { parse: (stored) => stored[0]!, emit: (value: number) => bytes(value) },
    1,
  );
  const tries = nvm.counter('tries', 3);
  containers['B']!.on.set(0x20, () => {
    tries.set(tries.get() - 1);
    cell.set(2);
    return refuse(0x63c2, 'ISO7816-4 §7.5.6', 'wrong PIN');
  });
  const { answer, batches } = outcome('spi', '00200001083132333435363738');
  assert.equal(hex(answer), '63C2');
  assert.deepEqual(
    batches.map((one) => one.writes.length),
    [1],
  );
  assert.equal(cell.get(), 1);
  assert.equal(tries.get(), 2);
});

test('a response with an error status word commits', () => {
  const { outcome, containers } = kernelRig();
  const cell = containers['B']!.services.nvm.cell(
    'x',
    { parse: (stored) => stored[0]!, emit: (value: number) => bytes(value) },
    1,
  );
  containers['B']!.on.set(0x02, () => {
    cell.set(9);
    return done(undefined, 0x6985);
  });
  assert.equal(outcome('spi', '80020000').batches.length, 1);
  assert.equal(cell.get(), 9);
});

test('T=0: case 4 answers 61xx, GET RESPONSE gives the data once [M-70]', () => {
  const { send } = kernelRig();
  assert.equal(send('t0', select(COMMON)), '6108');
  assert.equal(send('t0', '00C0000000'), '6C08');
  assert.equal(send('t0', '80C0000003'), 'A000006105');
  assert.equal(send('t0', '00C0000005'), '01510000009000');
  assert.equal(send('t0', '00C0000005'), '6985');
});

test('T=0: GET RESPONSE may keep the class of the command, secure messaging and all [M-70]', () => {
  const { send } = kernelRig();
  for (const cla of ['04', '0C', '84', '88']) {
    assert.equal(send('t0', select(COMMON)), '6108');
    assert.equal(send('t0', `${cla}C0000008`), `${COMMON}9000`);
  }
});

test('T=0: case 2 with a wrong length is 6Cxx, and the reissue does not run the command again', () => {
  const { send, containers } = kernelRig();
  let runs = 0;
  containers['A']!.on.set(0xca, () => {
    runs++;
    return done(unhex('A1A2A3'));
  });
  send('t0', select(COMMON));
  assert.equal(send('t0', '80CA000000'), '6C03');
  assert.equal(send('t0', '80CA000003'), 'A1A2A39000');
  assert.equal(runs, 1);
  assert.equal(send('t0', '80CA000002'), 'A1A26101');
  assert.equal(send('t0', '00C0000001'), 'A39000');
});

test('other links: 61xx only when the answer exceeds Le', () => {
  const { send, containers } = kernelRig();
  containers['B']!.on.set(0xca, () => done(new Uint8Array(300).fill(7)));
  assert.equal(send('spi', `${select(COMMON)}00`), `${COMMON}9000`);
  assert.equal(send('spi', `${select(COMMON)}03`), 'A000006105');
  assert.match(send('spi', '80CA000000'), /^(07){256}612C$/);
  assert.match(send('spi', '00C0000000'), /^(07){44}9000$/);
  assert.match(send('spi', '80CA0000000000'), /^(07){300}9000$/);
});

test('another command drops what was pending', () => {
  const { send } = kernelRig();
  send('t0', select(COMMON));
  send('t0', '80010000');
  assert.equal(send('t0', '00C0000008'), '6C01');
});

test('chained commands arrive as one, and a broken chain is refused', () => {
  const { send, containers } = kernelRig();
  containers['B']!.on.set(0xda, (command) => done(command.data));
  assert.equal(send('spi', '10DA000002AABB'), '9000');
  assert.equal(send('spi', '10DA000001CC'), '9000');
  assert.equal(send('spi', '00DA000001DD00'), 'AABBCCDD9000');
  assert.equal(send('spi', '10DA000002AABB'), '9000');
  assert.equal(send('spi', '00CA000000'), '6883');
  assert.equal(send('spi', '00DA000001DD00'), 'DD9000');
});

test('ENVELOPE of an inter-industry class carries a long command over T=0', () => {
  const { send, containers } = kernelRig();
  containers['A']!.on.set(0xda, (command) =>
    done(bytes(command.data.length >> 8, command.data.length & 255)),
  );
  send('t0', select(COMMON));
  const long = `00DA00000001F4${'55'.repeat(500)}`;
  assert.equal(send('t0', `00C20000FF${long.slice(0, 510)}`), '9000');
  const rest = long.slice(510);
  assert.equal(send('t0', `00C20000${hex(bytes(rest.length / 2))}${rest}`), '6102');
  assert.equal(send('t0', '00C0000002'), '01F49000');
  assert.equal(send('t0', '00C2000000'), '6A80');
});

test('logical channels open, keep their own selection, and close', () => {
  const { send, containers } = kernelRig();
  assert.equal(send('t1', '0070000001'), '019000');
  assert.equal(send('t1', select('A0000005591001', '01')), 'A00000055910019000');
  assert.equal(send('t1', '8101000000'), '029000');
  assert.equal(send('t1', '8001000000'), '019000');
  assert.equal(send('t1', '0070800100'), '9000');
  assert.ok(containers['A']!.log.includes('deselect e2 t1.1 channel-closed'));
  assert.equal(send('t1', '8101000000'), '6881');
  assert.equal(send('t1', '0070800100'), '6200');
  assert.equal(send('t1', '0070800000'), '6A81');
  assert.equal(send('t1', '0070000500'), '9000');
  assert.equal(send('t1', '0070000500'), '6A86');
  assert.equal(send('t1', '0070400000'), '6A86');
});

test('twenty channels at most, numbered 0 to 19, with further class bytes', () => {
  const { send } = kernelRig();
  for (let number = 1; number < 20; number++)
    assert.equal(send('spi', '0070000001'), `${hex(bytes(number))}9000`);
  assert.equal(send('spi', '0070000001'), '6A81');
  assert.equal(send('spi', select('A0000000030001', '4F')), 'A00000000300019000');
  assert.equal(send('spi', 'CF01000000'), '029000');
});

test('a channel opened from another inherits its entity, if that may be current twice', () => {
  const rig = kernelRig({
    containers: {
      A: [entity(1, REAL)],
      B: [
        entity(1, COMMON),
        entity(2, 'A0000000030001'),
        entity(3, 'A0000000030002', { multiSelectable: false }),
      ],
    },
  });
  rig.send('spi', '0070000001');
  rig.send('spi', select('A0000000030001', '01'));
  assert.equal(rig.send('spi', '0170000001'), '029000');
  assert.equal(rig.send('spi', '8201000000'), '029000');
  rig.send('spi', select('A0000000030002', '01'));
  assert.equal(rig.send('spi', '0170000001'), '6985');
  assert.equal(rig.send('spi', select('A0000000030002', '02')), '6985');
});

test('each link has channels and selections of its own; a reset clears its interface only', () => {
  const { send, kernel, containers } = kernelRig();
  send('t1', '0070000001');
  send('spi', select('A0000000030001'));
  kernel.interfaceReset('t1', 0);
  assert.equal(send('t1', '8101000000'), '6881');
  assert.equal(send('spi', '8001000000'), '029000');
  assert.ok(containers['A']!.log.includes('reset t1.0'));
  assert.ok(!containers['B']!.log.includes('reset spi.0'));
});

test('device RAM goes with the last powered interface [M-104]', () => {
  const { kernel, containers } = kernelRig();
  kernel.interfaceDown('t0', 0);
  kernel.interfaceDown('t1', 0);
  assert.ok(!containers['A']!.log.includes('reset device'));
  kernel.interfaceDown('spi', 0);
  assert.ok(containers['A']!.log.includes('reset device'));
});

test('commands of the card session go to the paired container, whatever is selected', () => {
  const { send, containers } = kernelRig();
  send('t1', select('A0000000030001'));
  assert.equal(send('t1', '80AA00000100'), '9000');
  assert.deepEqual(
    containers['A']!.log.filter((line) => line.startsWith('session')),
    ['session AA'],
  );
  assert.deepEqual(
    containers['B']!.log.filter((line) => line.startsWith('session')),
    [],
  );
});

test('bad input has a status word, and a reason in the trace', () => {
  const { send, trace } = kernelRig();
  const cases = [
    ['00A404', '6700'],
    ['', '6700'],
    ['00A4040005A0', '6700'],
    ['FFA4040000', '6E00'],
    ['2001000000', '6E00'],
    ['3F01000000', '6E00'],
    ['0101000000', '6881'],
    ['00A4040300', '6A86'],
    ['00C0000000', '6985'],
    [`00A4040011${'A0'.repeat(17)}`, '6A82'],
  ] as const;
  for (const [apdu, sw] of cases) {
    const from = trace.since(0).at(-1)!.seq;
    assert.equal(send('spi', apdu), sw, apdu);
    const lines = trace.since(from).map(describeRecord);
    assert.ok(
      lines.some((line) => /refused|GET RESPONSE|conditions/.test(line)),
      `${apdu}: ${lines.join(' | ')}`,
    );
  }
});

test('no sequence of bytes makes the kernel throw, or answer 6F00', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 20 }), (apdus) => {
      const { outcome } = kernelRig();
      for (const apdu of apdus) {
        for (const link of ['t0', 'spi']) {
          const { answer } = outcome(link, hex(apdu));
          assert.notEqual(hex(answer.subarray(-2)), '6F00');
        }
      }
    }),
    randomRuns('model'),
  );
});

test('three containers with one root AID: each link reaches its own [M-30]', () => {
  const rig = kernelRig({
    containers: {
      A: [entity(1, COMMON)],
      B: [entity(1, COMMON)],
      C: [entity(1, COMMON, { name: 'third' })],
    },
    rules: [
      { link: 't0', container: 'A' },
      { link: 't1', container: 'B' },
      { link: 'spi', container: 'C' },
    ],
    aliases: [],
    links: [facts('t0', 't0'), facts('t1', 't1'), facts('spi', 'spi')],
  });
  for (const link of ['t0', 't1', 'spi']) rig.send(link, select(COMMON));
  const chosen = rig.trace
    .since(0)
    .filter((one) => one.operands[0] === 'common-own')
    .map((one) => one.operands[1]);
  assert.deepEqual(chosen, ['A', 'B', 'C']);
});

test('a command with a secret leaves only its header in the trace, enveloped or chained too', () => {
  const pin = '31323334FFFFFFFF';
  const verify = `0020000108${pin}`;
  const commands = [
    ...['20', '24', '26', '28', '2C', 'D8'].map((ins) => `00${ins}000108${pin}`),
    `00C200000D${verify}`,
    `1020000108${pin}`,
    `0120000108${pin}`,
    `00C2000005${verify.slice(0, 10)}`,
    `00C2000008${pin}`,
  ];
  for (const link of ['t0', 'spi']) {
    const { send, trace } = kernelRig();
    for (const command of commands) send(link, command);
    const words = trace.since(0).map(describeRecord).join('\n');
    assert.ok(!words.includes('31323334'), words);
    assert.ok(words.includes('> 0020000108'), 'the header stays');
  }
  const { send, trace } = kernelRig();
  send('spi', `00DA000008${pin}`);
  assert.ok(
    trace.since(0).some((one) => describeRecord(one).includes(pin)),
    'others are shown',
  );
});

test('on T=0 a channel is not opened when its number was not requested as one byte', () => {
  const { send } = kernelRig();
  assert.equal(send('t0', '0070000000'), '6C01');
  assert.equal(send('t0', '0070000001'), '019000');
  assert.equal(send('t0', '0070801400'), '6A81', 'no such channel on this link');
});

test('an enveloped GET RESPONSE does not reach a container [ISO7816-4 §7.6.1]', () => {
  const { send, containers } = kernelRig();
  containers['A']!.on.set(0xc0, () => done(unhex('BAD0')));
  assert.equal(send('t0', '00C200000500C0000000'), '6985');
});
