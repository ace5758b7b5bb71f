/** What the kernel guarantees a container, and a container the kernel. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON, done, entity, facts, kernelRig, REAL } from '../../../tests/support/kernel-rig.ts';
import { bytes, describeRecord, EMPTY, hex, unhex } from '../../base/index.ts';
import {
  type CardSession,
  type Command,
  type HeaderAnswer,
  ramSlot,
  refuse,
  type Session,
} from '../abi/index.ts';

const select = (aid: string, cla = '00'): string =>
  `${cla}A40400${hex(bytes(aid.length / 2))}${aid}`;

const OWN_AID = 'A0000000030009';

/** Container B with an entity that frames by itself; its commands are logged as sent. */
function framingItself(answer: (command: Command) => { data: string; sw: number }) {
  const rig = kernelRig({
    containers: {
      A: [entity(1, REAL)],
      B: [entity(1, COMMON), entity(2, OWN_AID, { framing: 'own' })],
    },
    rules: [
      { link: 't1', container: 'A' },
      { link: '*', container: 'B' },
    ],
  });
  const seen: string[] = [];
  const handler = (command: Command) => {
    const { cla, header, data, le } = command;
    seen.push(`${hex(bytes(cla))} ${hex(header)} ${hex(data)} ${le ?? '-'}`);
    const { data: body, sw } = answer(command);
    return { data: unhex(body), sw };
  };
  for (const ins of [0xda, 0xcb, 0xc0, 0x70]) rig.containers['B']!.on.set(ins, handler);
  return { ...rig, seen };
}

test('sessions and card sessions are other objects in each container', () => {
  const { send, containers } = kernelRig();
  const sessions: Session[] = [];
  for (const id of ['A', 'B']) {
    containers[id]!.on.set(0x01, ({ session }) => {
      sessions.push(session);
      return done();
    });
  }
  const inBoth = (): void => {
    send('t1', select(COMMON));
    send('t1', '80010000');
    send('t1', select('A0000000030001'));
    send('t1', '80010000');
  };
  inBoth();
  const [inA, inB] = sessions;
  assert.notEqual(inA, inB);
  assert.notEqual(inA!.card, inB!.card);
  inBoth();
  assert.equal(sessions[2], inA, 'the same until the channel ends');
  assert.equal(sessions[3], inB);
});

test('a card session lasts from reset to reset, a session from open to close', () => {
  const { send, kernel, containers } = kernelRig();
  const sessions: Session[] = [];
  const resets: (CardSession | 'device')[] = [];
  const { A } = containers;
  A!.on.set(0x01, ({ session }) => {
    sessions.push(session);
    return done();
  });
  A!.reset = (scope) => void resets.push(scope);
  const onChannel = (): void => {
    send('t1', '0070000001');
    send('t1', '81010000');
    send('t1', '0070800100');
  };
  onChannel();
  onChannel();
  assert.notEqual(sessions[0], sessions[1], 'another channel, another session');
  assert.equal(sessions[0]!.card, sessions[1]!.card);
  kernel.interfaceReset('t1', 0);
  assert.deepEqual(resets, [sessions[0]!.card]);
  assert.equal(resets[0], sessions[0]!.card, 'the very object');
  onChannel();
  assert.notEqual(sessions[2]!.card, sessions[0]!.card);
});

test('a slot of RAM has one value for each owner, made when first requested', () => {
  let made = 0;
  const slot = ramSlot<Session, { count: number }>(() => ({ count: made++ }));
  const card: CardSession = { link: facts('t1', 't1'), lsi: 0, ram: new Map() };
  const [one, other] = [
    { card, channel: 0, ram: new Map() },
    { card, channel: 0, ram: new Map() },
  ];
  assert.equal(slot.of(one), slot.of(one));
  assert.notEqual(slot.of(one), slot.of(other));
  const before = slot.of(one);
  slot.forget(one);
  assert.notEqual(slot.of(one), before);
  assert.equal(made, 3);
  const empty = ramSlot<Session, undefined>(() => void made++);
  empty.of(one);
  empty.of(one);
  assert.equal(made, 4, 'a value that is undefined is a value');
});

test('a command carries its header as sent, and whether its lengths were extended', () => {
  const { send, containers } = kernelRig();
  const seen: string[] = [];
  containers['B']!.on.set(0xda, ({ header, cla, extended }) => {
    seen.push(`${hex(header)} ${hex(bytes(cla))} ${extended}`);
    return done();
  });
  send('spi', '0070000500');
  send('spi', '84DA0102015500');
  send('spi', 'C1DA010200000155');
  send('spi', '10DA010201AA');
  send('spi', '00DA010201BB');
  assert.deepEqual(seen, ['84DA0102 84 false', 'C1DA0102 80 true', '00DA0102 00 false']);
});

test('a channel opened from another begins with its file context, the basic one with none', () => {
  const { send, containers } = kernelRig();
  send('t1', '0070000001');
  send('t1', '0170000001');
  assert.deepEqual(containers['A']!.log.slice(-2), ['select e1 t1.1', 'select e1 t1.2 from 1']);
  send('t1', select(COMMON, '02'));
  assert.equal(containers['A']!.log.at(-1), 'select e1 t1.2', 'SELECT resets the state');
});

test('what can be selected may differ by card session', () => {
  const rig = kernelRig({
    links: [facts('t1', 't1', { lsis: 2 }), facts('spi', 'spi')],
    containers: { A: [entity(1, REAL), entity(2, OWN_AID)], B: [entity(1, COMMON)] },
  });
  const { A } = rig.containers;
  const [first, second] = [[A!.list[0]!], A!.list];
  A!.listOf = ({ lsi }) => (lsi === 0 ? first : second);
  assert.equal(rig.send('t1', select(OWN_AID), 0), '6A82');
  assert.equal(rig.send('t1', select(OWN_AID), 1), `${OWN_AID}9000`);
  assert.equal(rig.send('t1', select(OWN_AID), 0), '6A82');
});

test('another list is another version, and AIDs that become common by it are recorded', () => {
  const { send, containers, trace } = kernelRig();
  const { A, B } = containers;
  send('t1', select(COMMON));
  const words = (): string => trace.since(0).map(describeRecord).join('\n');
  assert.doesNotMatch(words(), new RegExp(`AID ${OWN_AID}`));
  A!.list = [...A!.list, entity(9, OWN_AID)];
  B!.list = [...B!.list, entity(9, OWN_AID)];
  assert.equal(send('t1', select(OWN_AID)), `${OWN_AID}9000`);
  assert.match(words(), new RegExp(`AID ${OWN_AID} is common from now on`));
  B!.list = B!.list.slice(0, -1);
  send('t1', select(OWN_AID));
  assert.match(words(), new RegExp(`AID ${OWN_AID} is no longer common`));
});

test('a proactive command that waits turns 9000 into 91xx, on any channel [TS102221 §7.4.2]', () => {
  const { send, containers } = kernelRig();
  send('t1', '0070000001');
  containers['A']!.waiting = 0x2b;
  assert.equal(send('t1', '80010000'), '01912B');
  assert.equal(send('t1', '81010000'), '01912B', 'another channel of the card session');
  assert.equal(send('t1', '81A40400', 0).slice(-4), '912B');
  assert.equal(send('t0', '80010000'), '6101');
  assert.equal(send('t0', '00C0000001'), '01912B', 'with the last of the data');
  containers['A']!.on.set(0x02, () => done(EMPTY, 0x6283));
  assert.equal(send('t1', '80020000'), '6283', 'a warning stays');
  assert.equal(send('t1', '10DA000001AA'), '9000', 'so does a piece of a chain');
  assert.equal(send('t1', '00DA000001AA'), '01912B');
  containers['A']!.on.set(0x03, () => refuse(0x6a88, 'test', 'refused'));
  assert.equal(send('t1', '80030000'), '6A88');
  containers['A']!.waiting = 256;
  assert.equal(send('t1', '80010000'), '019100');
  containers['A']!.waiting = undefined;
  assert.equal(send('t1', '80010000'), '019000');
});

test('the paired container is queried, whatever answers; other links get 9000', () => {
  const { send, containers } = kernelRig();
  containers['B']!.waiting = 5;
  send('t1', select('A0000000030001'));
  assert.equal(send('t1', '80010000'), '029000', 'B answers, A is paired and has none');
  containers['A']!.waiting = 7;
  assert.equal(send('t1', '80010000'), '029107');
  assert.equal(send('spi', '80010000'), '019000', 'not a link of ISO 7816-3');
});

test('FETCH and TERMINAL RESPONSE reach the paired container, two commands in a row', () => {
  const { send, containers } = kernelRig();
  const { A } = containers;
  const queue = ['D003810101', 'D00481010203'];
  A!.waiting = 5;
  A!.onSession = fetching(A!, queue);
  send('t1', select('A0000000030001'));
  assert.equal(send('t1', '80010000'), '029105');
  assert.equal(send('t1', '8012000005'), 'D0038101019000');
  assert.equal(send('t1', '80140000028300'), '9106');
  assert.equal(send('t1', '8012000006'), 'D004810102039000');
  assert.equal(send('t1', '80140000028300'), '9000');
});

/** A queue as a card session keeps it: FETCH hands out its head, TERMINAL RESPONSE takes it off. */
function fetching(container: { waiting: number | undefined }, queue: string[]) {
  return ({ ins }: Command) => {
    const head = queue[0];
    if (ins === 0x12 && head !== undefined) {
      container.waiting = undefined;
      return done(unhex(head));
    }
    queue.shift();
    container.waiting = queue[0] === undefined ? undefined : queue[0].length / 2;
    return done();
  };
}

test('an entity with framing of its own gets a chain piece by piece', () => {
  const { send, seen } = framingItself(() => ({ data: '', sw: 0x9000 }));
  send('spi', select(OWN_AID));
  assert.equal(send('spi', '10DA000002AABB'), '9000');
  assert.equal(send('spi', '00DA000001CC'), '9000');
  assert.deepEqual(seen, ['10 10DA0000 AABB -', '00 00DA0000 CC -']);
});

test('its 61xx passes, and GET RESPONSE reaches it while the kernel holds nothing', () => {
  let left = ['A1A2', 'A3'];
  const { send, seen } = framingItself(({ ins }) => {
    if (ins === 0xcb) left = ['A1A2', 'A3'];
    const data = left.shift() ?? '';
    return { data, sw: left.length > 0 ? 0x6101 : 0x9000 };
  });
  send('spi', select(OWN_AID));
  assert.equal(send('spi', '00CB3FFF025C0000'), 'A1A26101');
  assert.equal(send('spi', '00C0000000'), 'A39000');
  assert.deepEqual(seen, ['00 00CB3FFF 5C00 256', '00 00C00000  256']);
});

test('what the kernel holds for it comes first, also on T=0', () => {
  let left = ['A1A2', 'A3'];
  const { send, seen } = framingItself(({ ins }) => {
    if (ins === 0xcb) left = ['A1A2', 'A3'];
    const data = left.shift() ?? '';
    return { data, sw: left.length > 0 ? 0x6101 : 0x9000 };
  });
  send('t0', select(OWN_AID));
  assert.equal(send('t0', '00CB3FFF025C00'), '6102', 'case 4 on T=0 is the kernel\u2019s');
  assert.equal(send('t0', '00C0000002'), 'A1A26101', 'the held bytes, with the entity\u2019s 61xx');
  assert.equal(seen.length, 1);
  assert.equal(send('t0', '00C0000001'), 'A39000');
  assert.equal(seen.length, 2);
});

test('MANAGE CHANNEL and SELECT by name stay the kernel\u2019s, chained or not', () => {
  const { send, seen } = framingItself(() => ({ data: '', sw: 0x9000 }));
  send('spi', select(OWN_AID));
  assert.equal(send('spi', '0070000001'), '019000');
  assert.equal(send('spi', `10A4040003${COMMON.slice(0, 6)}`), '9000');
  assert.equal(send('spi', `00A4040005${COMMON.slice(6)}`), `${COMMON}9000`);
  assert.deepEqual(seen, []);
});

test('an entity that the kernel frames gets neither pieces nor GET RESPONSE', () => {
  const { send, seen } = framingItself(({ data }) => ({ data: hex(data), sw: 0x9000 }));
  assert.equal(send('spi', '10DA000002AABB'), '9000');
  assert.equal(send('spi', '00DA000001CC00'), 'AABBCC9000');
  assert.equal(send('spi', '00C0000000'), '6985');
  assert.deepEqual(seen, ['00 00DA0000 AABBCC 256']);
});

test('what a container decides on a T=0 header counts, else the table of instructions', () => {
  const { header, containers } = kernelRig();
  const known = new Map<number, HeaderAnswer>([
    [0x01, 'out'],
    [0x02, 0x6982],
  ]);
  containers['A']!.onHeader = (one, five) => (one?.handle === 1 ? known.get(five[1]!) : 'in');
  assert.equal(header('t0', '8001000000'), 'out');
  assert.equal(header('t0', '8002000008'), 0x6982);
  assert.equal(header('t0', '00B0000000'), 'out');
  assert.equal(header('t0', '00DA000000'), 'in');
});
