/** The global PIN: its states, its formats, who may manage it, and how it is registered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOnBench, Client } from '../../../../tests/support/globalplatform-card.ts';
import {
  AppSession,
  grouping,
  installNative,
  NATIVE,
  NativeCard,
} from '../../../../tests/support/native-card.ts';
import { hex } from '../../../base/index.ts';
import type { Bench } from '../../../../tests/support/container-bench.ts';
import type { Session } from '../../../os/abi/index.ts';

const AID = 'F00000000150494E';
const PIN = '241234FFFFFFFFFF';
const NEXT = '26123456FFFFFFFF';
const WRONG = '249999FFFFFFFFFF';
/** Applications that use the PIN: one with CVM Management, one without. */
const MANAGER = 'A0000005595052424501';
const USER = 'A0000005595052424502';
const applications = [
  { name: 'manager', aid: MANAGER, module: 'probe', privileges: '020000' },
  { name: 'user', aid: USER, module: 'probe', privileges: '000000' },
];
const INSTALLED = { aid: AID, privileges: '000100', system: 'CB028211' };

function card(personal = grouping('9010', '03') + grouping('8010', PIN)): NativeCard {
  const bench = cardOnBench({ applications });
  assert.equal(installNative(new Client(bench).open(), NATIVE.pin, INSTALLED), 0x9000);
  const made = new NativeCard(bench, AID);
  if (personal !== '') assert.equal(made.store(0x88, personal).sw, 0x9000);
  return made;
}

function session(bench: Bench, name: string, from?: Session): AppSession {
  const used = from === undefined ? bench.session() : { ...from, channel: from.channel + 1 };
  return new AppSession(bench, used, bench.select(used, bench.entity(name)));
}

/** Acts of the service, as the probe requests them: outcome, state, tries. */
const ASK = {
  state: '800A000000',
  verify: (digits: string, format = '02') => `800A01${format}0${digits.length / 2}${digits}`,
  update: (digits: string, format = '02') => `800A02${format}0${digits.length / 2}${digits}`,
  limit: (limit: string) => `800A030001${limit}`,
  reset: '800A040000',
  block: '800A050000',
  unblock: '800A060000',
} as const;

test('VERIFY counts wrong PINs across power cuts, and blocks at the limit [ISO7816-4 §11.5.6]', () => {
  const one = card();
  const app = one.open();
  assert.equal(app.send('00200011'), '63C3');
  assert.equal(app.send(`0020001108${WRONG}`), '63C2');
  assert.equal(app.send(`0020001108${PIN}`), '9000');
  assert.equal(app.send('00200011'), '9000');
  assert.equal(app.send(`0020001108${WRONG}`), '63C2');
  const image = one.bench.memory.image();
  const later = new NativeCard(cardOnBench({ applications }, { image }), AID).open();
  assert.equal(later.send('00200011'), '63C2', 'the session is gone, the count is not');
  assert.equal(later.send(`0020001108${WRONG}`), '63C1');
  assert.equal(later.send(`0020001108${WRONG}`), '6983');
  assert.equal(later.send(`0020001108${PIN}`), '6983');
  assert.equal(later.send('00200011'), '6983');
});

test('CHANGE REFERENCE DATA needs the present PIN [ISO7816-4 §11.5.7]', () => {
  const app = card().open();
  assert.equal(app.send(`0024001110${WRONG}${NEXT}`), '63C2');
  assert.equal(app.send(`0024001110${PIN}${NEXT}`), '9000');
  assert.equal(app.send(`0020001108${PIN}`), '63C2');
  assert.equal(app.send(`0020001108${NEXT}`), '9000');
});

test('the service is ACTIVE once value and limit are set, in either order [GPCS §8.2.2.2.1]', () => {
  for (const [first, second] of [
    [grouping('9010', '05'), grouping('8010', PIN)],
    [grouping('8010', PIN), grouping('9010', '05')],
  ] as const) {
    const one = card('');
    const user = session(one.bench, 'user');
    assert.equal(user.send(ASK.state), '0100009000', 'not ready');
    assert.equal(one.store(0x88, first).sw, 0x9000);
    assert.match(user.send(ASK.state), /^0100/);
    assert.equal(one.store(0x88, second).sw, 0x9000);
    assert.equal(user.send(ASK.state), '0101059000');
  }
});

test('states as all applications of a card session see them [GPCS §8.2.2.2]', () => {
  const { bench } = card();
  const user = session(bench, 'user');
  const other = new AppSession(
    bench,
    { card: user.session.card, channel: 1, ram: new Map() },
    user.selected,
  );
  bench.select(other.session, bench.entity('manager'));
  assert.equal(user.send(ASK.verify('9999')), '0002029000', 'INVALID_SUBMISSION');
  assert.equal(other.send(ASK.state), '0102029000', 'on another channel too');
  assert.equal(session(bench, 'user').send(ASK.state), '0101029000', 'not in another card session');
  assert.equal(user.send(ASK.verify('1234')), '0103039000', 'VALIDATED');
  assert.equal(other.send(ASK.reset), '0101039000', 'back to ACTIVE');
  assert.equal(other.send(ASK.reset), '0001039000', 'ACTIVE is not reset');
  user.send(ASK.verify('1234'));
  assert.equal(other.send(ASK.update('4321')), '0101039000', 'a new value ends VALIDATED');
  for (const tries of ['02', '01'])
    assert.match(user.send(ASK.verify('1234')), new RegExp(`${tries}9000$`));
  assert.equal(user.send(ASK.verify('1234')), '0004009000', 'BLOCKED');
  assert.equal(user.send(ASK.verify('4321')), '0004009000', 'BLOCKED stays');
  assert.equal(user.send(ASK.reset), '0004009000');
});

test('blocking, unblocking, value and limit are for CVM Management alone [GPCS §8.2.1]', () => {
  const { bench } = card();
  const user = session(bench, 'user');
  for (const act of [ASK.update('4321'), ASK.limit('09'), ASK.block, ASK.unblock]) {
    assert.equal(user.send(act), '0001039000', act);
    assert.deepEqual(bench.batches, []);
  }
  const manager = session(bench, 'manager');
  assert.equal(manager.send(ASK.unblock), '0001039000', 'what is not blocked');
  assert.equal(manager.send(ASK.block), '0104009000');
  assert.equal(manager.send(ASK.block), '0104009000');
  assert.equal(manager.send(ASK.unblock), '0101039000');
  assert.equal(manager.send(ASK.limit('09')), '0101099000');
  assert.equal(manager.send(ASK.limit('00')), '0001099000');
  assert.equal(manager.send(ASK.limit('80')), '0001099000');
  assert.equal(manager.send(ASK.update('12A4')), '0001099000', 'no digits');
  assert.equal(manager.send(ASK.update('')), '0001099000');
});

test('ruling data take CVM management from a link, for applications and commands alike [P-07]', () => {
  const one = card();
  const { bench } = one;
  bench.forbidden.add('cvm-management');
  const manager = session(bench, 'manager');
  assert.equal(manager.send(ASK.block), '0001039000');
  assert.equal(manager.send(ASK.verify('1234')), '0103039000', 'to verify is no management');
  assert.match(JSON.stringify(bench.notes), /CVM management/);
  assert.equal(one.store(0x88, grouping('9010', '05')).sw, 0x6985);
  assert.equal(one.open().send(`0024001110${PIN}${NEXT}`), '6985');
  assert.deepEqual(bench.requested.at(-1)?.action, 'cvm-management');
});

for (const [stored, format, presented, as, right] of [
  ['1234', '02', '31323334', '01', true],
  ['31323334', '01', '1234', '02', true],
  ['123F', '02', '313233', '01', true],
  ['313233', '01', '123F', '02', true],
  ['41424344', '01', '1234', '02', false],
  ['1234', '02', '41424344', '01', false],
  ['1234', '03', '1234', '02', false],
  ['1234', '02', '1234', '03', false],
  ['1234', '03', '1234', '03', true],
  ['1234', '02', '12340000', '02', false],
] as const)
  test(`value ${stored}, format ${format}, presented ${presented}, ${as} [GPCS §8.2.2.3]`, () => {
    const { bench } = card();
    const manager = session(bench, 'manager');
    assert.match(manager.send(ASK.update(stored, format)), /^0101/);
    assert.match(manager.send(ASK.verify(presented, as)), right ? /^0103/ : /^0002/);
  });

test('one provider registers the global PIN; it is free again after DELETE [GPCS §8.1.1]', () => {
  const { bench } = card();
  const client = new Client(bench).open();
  const again = { ...INSTALLED, aid: `${AID}02` };
  const install = () => client.send('80E60C00', forInstallOf(again)).sw;
  assert.equal(install(), 0x6985);
  assert.match(JSON.stringify(bench.notes), /has registered the service/);
  assert.equal(client.send('80E40000', `4F08${AID}`).sw, 0x9000);
  assert.equal(install(), 0x9000);
});

function forInstallOf({ aid, privileges, system }: typeof INSTALLED): string {
  const lv = (field: string) => hex(Uint8Array.of(field.length / 2)) + field;
  const { file, module } = NATIVE.pin;
  const parameters = `C900EF${lv(system)}`;
  return lv(file) + lv(module) + lv(aid) + lv(privileges) + lv(parameters) + '00';
}

test('registering is bound to the privilege and to the services of the installation [GPCS §8.1.1]', () => {
  for (const [options, sw] of [
    [{ aid: AID }, 0x6985],
    [{ aid: AID, system: 'CB028211' }, 0x6a80],
    [{ aid: AID, privileges: '000100', system: 'CB028212' }, 0x6985],
    [{ aid: AID, privileges: '000100', system: 'CB0182' }, 0x6a80],
    [{ aid: AID, privileges: '000100', system: 'CB028200' }, 0x9000],
    [{ aid: AID, privileges: '000100' }, 0x9000],
  ] as const) {
    const client = new Client(cardOnBench()).open();
    assert.equal(installNative(client, NATIVE.pin, options), sw, JSON.stringify(options));
  }
});

test('services are registered and deregistered by their provider [GPCS §8.1.1] [GPAPI §GPRegistryEntry]', () => {
  const provider = { ...applications[0]!, privileges: '000100' };
  const bench = cardOnBench({ applications: [provider, { ...provider, name: 'user', aid: USER }] });
  const one = session(bench, 'manager');
  const two = session(bench, 'user');
  assert.equal(one.send('800B010002F001'), '6985', 'not registered');
  assert.equal(one.send('800B000002F001'), '9000');
  assert.equal(two.send('800B000002F001'), '6985', 'another has it');
  assert.equal(two.send('800B010002F001'), '6985', 'not its own');
  assert.equal(two.send('800B000002F002'), '9000');
  assert.equal(one.send('800B010002F001'), '9000');
  assert.equal(two.send('800B000002F001'), '9000');
  const kept = cardOnBench({}, { image: bench.memory.image() });
  assert.equal(session(kept, 'manager').send('800B000002F002'), '6985');
  assert.equal(one.send('800B0000010F'), '6700');
});

test('without a provider, or with one of another name, there is no service [GPCS §8.1.2]', () => {
  const bench = cardOnBench({ applications });
  assert.equal(session(bench, 'user').send(ASK.state), '6A88');
});

const REFUSED = [
  ['P2', `0020008008${PIN}`, '6A86'],
  ['P1', `0020011108${PIN}`, '6A86'],
  ['no PIN block', '00200011080012340000000000', '6A80'],
  ['a PIN block of 7 bytes', '0020001107241234FFFFFFFF', '6A80'],
  ['one block for a change', `0024001108${PIN}`, '6700'],
  ['a change to no PIN', `0024001110${PIN}FFFFFFFFFFFFFFFF`, '6A80'],
  ['a class of another', `8020001108${PIN}`, '6E00'],
  ['an instruction of another', '002C001100', '6D00'],
] as const;
for (const [why, apdu, sw] of REFUSED)
  test(`refused: ${why} [ISO7816-4 §11.5]`, () => {
    const one = card();
    assert.equal(one.open().send(apdu), sw);
    assert.deepEqual(one.bench.batches, []);
  });

test('STORE DATA refuses what is no PIN and no limit [GPCS §7.3.2]', () => {
  const one = card();
  for (const [data, sw] of [
    [grouping('8010', '1234'), 0x6a80],
    [grouping('9010', '00'), 0x6a80],
    [grouping('9010', '80'), 0x6a80],
    [grouping('8000', PIN), 0x6a88],
  ] as const)
    assert.equal(one.store(0x88, data).sw, sw, data);
});
