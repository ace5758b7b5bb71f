/** Classes and instructions that reach an entity, and what a T=0 header settles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, done, entity, facts, kernelRig, REAL } from '../../../tests/support/kernel-rig.ts';
import { bytes, describeRecord, hex, unhex } from '../../base/index.ts';
import { refuse } from '../abi/index.ts';

const select = (aid: string, cla = '00'): string =>
  `${cla}A40400${hex(bytes(aid.length / 2))}${aid}`;

/** A rig whose entity of B answers INS 01 with the class it gets. */
function sayingClass() {
  const rig = kernelRig();
  for (const ins of [0x01, 0x60, 0x6f, 0x90, 0x9f]) {
    rig.containers['B']!.on.set(ins, ({ cla, session }) => done(bytes(cla, session.channel)));
  }
  return rig;
}

test('every class but 20-3F and FF reaches the selected entity [ISO7816-4 §5.4.1]', () => {
  for (let cla = 0; cla < 0x100; cla++) {
    const { send } = sayingClass();
    const answer = send('spi', `${hex(bytes(cla))}01000000`);
    if (cla === 0xff || (cla >= 0x20 && cla < 0x40)) assert.equal(answer, '6E00', hex(bytes(cla)));
    else assert.match(answer, /9000$|6881/, hex(bytes(cla)));
  }
});

test('classes 80 to BF carry the channel in their low two bits', () => {
  const { send } = sayingClass();
  assert.equal(send('spi', '0070000001'), '019000');
  assert.equal(send('spi', 'A001000000'), 'A0009000');
  assert.equal(send('spi', 'A101000000'), 'A0019000');
  assert.equal(send('spi', 'B501000000'), 'B4019000');
  assert.equal(send('spi', 'BC01000000'), 'BC009000');
  assert.equal(send('spi', 'A201000000'), '6881');
});

test('INS 6X and 9X reach the selected entity', () => {
  const { send } = sayingClass();
  for (const ins of ['60', '6F', '90', '9F'])
    assert.equal(send('spi', `80${ins}000000`), '80009000', ins);
});

test('commands of the card session in class A0 belong to the paired container', () => {
  const { send, containers } = kernelRig();
  send('t1', select('A0000000030001'));
  for (const ins of ['10', '12', '14', 'C2']) send('t1', `A0${ins}00000100`);
  assert.deepEqual(
    containers['A']!.log.filter((line) => line.startsWith('session')),
    ['session 10', 'session 12', 'session 14', 'session C2'],
  );
  assert.equal(send('t1', 'A0AA00000100'), '029000', 'TERMINAL CAPABILITY is of class 80');
});

test('GET RESPONSE of class A0 fetches what is held, and else reaches the entity', () => {
  const { send, containers } = kernelRig();
  containers['A']!.on.set(0xc0, () => done(unhex('CAFE')));
  assert.equal(send('t0', select(COMMON)), '6108');
  assert.equal(send('t0', 'A0C0000008'), `${COMMON}9000`);
  assert.equal(send('t0', 'A0C0000002'), 'CAFE9000');
});

test('ENVELOPE answers by the outer Le, and what does not fit is fetched [ISO7816-4 §7.6.2]', () => {
  const { send, containers } = kernelRig();
  containers['B']!.on.set(0xcb, ({ le }) => done(bytes(1, 2, 3, (le ?? 0) & 0xff)));
  const enveloped = (inner: string, le: string): string =>
    send('spi', `00C20000${hex(bytes(inner.length / 2))}${inner}${le}`);
  assert.equal(enveloped('00CB000010', '02'), '01026102');
  assert.equal(send('spi', '00C0000000'), '03109000', 'the entity got the inner Le');
  assert.equal(enveloped('00CB000002', '00'), '010203029000');
});

test('on T=0 an enveloped command without data has its answer fetched', () => {
  const { send, containers } = kernelRig();
  containers['A']!.on.set(0xca, () => done(bytes(1, 2, 3)));
  assert.equal(send('t0', '00C200000500CA004200'), '6103');
  assert.equal(send('t0', '00C0000003'), '0102039000');
  assert.equal(send('t0', '00C20000050070000000'), '6101', 'and MANAGE CHANNEL too');
  assert.equal(send('t0', '00C0000001'), '019000');
});

const AT_ONCE = [
  ['20B000000A', 0x6e00, 'reserved class'],
  ['3FB000000A', 0x6e00, 'reserved class'],
  ['01CA9F7F2D', 0x6881, 'closed channel'],
  ['81F2000112', 0x6881, 'closed channel'],
  ['C0CA9F7F2D', 0x6881, 'closed channel'],
  ['00C2000108', 0x6a86, 'ENVELOPE has P1 P2 00 00'],
  ['00A4040108', 0x6a86, 'no such occurrence'],
  ['00A404F008', 0x6a86, 'reserved bits of P2'],
] as const;

test('T=0: a status word that the kernel is certain of comes at the header, and is recorded', () => {
  for (const [five, sw, why] of AT_ONCE) {
    const { header, trace } = kernelRig();
    assert.equal(header('t0', five), sw, why);
    const words = trace.since(0).map((one) => `${one.what} ${describeRecord(one)}`);
    assert.ok(
      words.some((line) => line.startsWith(`command > ${five}`)),
      words.join('\n'),
    );
    assert.ok(
      words.some((line) => line.startsWith('refusal ')),
      'and why',
    );
    assert.match(words.at(-1)!, new RegExp(`^response < ${sw.toString(16).toUpperCase()}`));
  }
});

test('T=0: what a container refuses at the header leaves with its reason', () => {
  const { header, containers, trace } = kernelRig();
  containers['A']!.onHeader = () => refuse(0x6982, 'GPCS §11', 'not authenticated');
  assert.equal(header('t0', '80F2000016'), 0x6982);
  const words = trace.since(0).map(describeRecord).join('\n');
  assert.match(words, /refused 6982 .*not authenticated/);
});

test('T=0: with nothing selected a header is answered as the command would be', () => {
  const { header, send, containers } = kernelRig();
  containers['A']!.implicitHandle = undefined;
  assert.equal(header('t0', '80F2000016'), 0x6999);
  assert.equal(send('t0', '80F20000020000'), '6999');
  assert.equal(header('t0', '00A4040008'), 'in', 'but SELECT');
  assert.equal(header('t0', '0070000001'), 'out', 'and MANAGE CHANNEL');
});

test('T=0: the header of a session command is answered by the paired container', () => {
  const { header, send, containers } = kernelRig();
  const requested: (string | undefined)[] = [];
  containers['A']!.onHeader = (one) => {
    requested.push(one?.name);
    return 'out';
  };
  send('t0', select('A0000000030001'));
  assert.equal(header('t0', '8012000010'), 'out');
  send('t0', select(REAL));
  assert.equal(header('t0', 'A012000010'), 'out');
  assert.deepEqual(requested, [undefined, 'e1']);
});

test('T=0: a header that is refused ends what was pending, and a chain', () => {
  const { header, send, containers } = kernelRig();
  containers['A']!.onHeader = (_, five) => (five[1] === 0xfd ? 0x6d00 : undefined);
  send('t0', select(COMMON));
  assert.equal(header('t0', '00FD000003'), 0x6d00);
  assert.equal(send('t0', '00C0000008'), '6985');
  assert.equal(send('t0', '10DA000002AABB'), '9000');
  assert.equal(header('t0', '00FD000003'), 0x6883, 'the end of the chain is due');
  assert.equal(header('t0', '00FD000003'), 0x6d00, 'the chain is gone');
});

test('T=0: a piece of a command that its entity does not know is refused as the whole would be', () => {
  const { header, send, containers } = kernelRig();
  containers['A']!.onHeader = (_, five) => (hex(five) === '00FD000002' ? 0x6d00 : undefined);
  assert.equal(header('t0', '10FD000002'), 0x6d00);
  assert.equal(send('t0', '00DA000002AABB'), '6101', 'no chain has begun');
  assert.equal(header('t0', '10DA000002'), 'in');
  containers['A']!.onHeader = () => 0x6700;
  assert.equal(header('t0', '10DA000002'), 'in', 'the length of the whole is not known yet');
  containers['A']!.onHeader = () => refuse(0x6700, 'ISO7816-4 §5.4', 'too short');
  assert.equal(header('t0', '10DA000002'), 'in', 'nor where the refusal is thrown');
});

test('T=0: pieces of a chain and its end bring data', () => {
  const { header, send, containers } = kernelRig();
  containers['A']!.onHeader = () => 'out';
  assert.equal(header('t0', '10CA000002'), 'in');
  assert.equal(send('t0', '10CA000002AABB'), '9000');
  assert.equal(header('t0', '00CA000001'), 'in');
});

test('T=0: an entity with framing of its own settles the header of each piece', () => {
  const rig = kernelRig({
    containers: { A: [entity(1, REAL, { framing: 'own' })] },
    rules: [{ link: '*', container: 'A' }],
    links: [facts('t0', 't0')],
    aliases: [],
  });
  rig.containers['A']!.onHeader = (_, five) => (five[0] === 0x10 ? 0x6884 : 'in');
  assert.equal(rig.header('t0', '10DA000002'), 0x6884);
});

test('T=0: what the container wrote at a refused header is undone', () => {
  const { header, containers, memory } = kernelRig();
  const codec = {
    parse: (stored: Uint8Array) => stored[0]!,
    emit: (value: number) => bytes(value),
  };
  const cell = containers['A']!.services.nvm.cell('x', codec, 1);
  containers['A']!.onHeader = () => {
    cell.set(2);
    return refuse(0x6982, 'test', 'refused');
  };
  header('t0', '80F2000016');
  assert.equal(cell.get(), 1);
  assert.deepEqual(memory.commit(), []);
});
