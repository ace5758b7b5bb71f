/** The contactless registry: its service, the payment environment, and what a field may select. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from '../../../../tests/support/container-bench.ts';
import {
  forChange,
  forInstall,
  loadBlock,
  PROBE_FILE,
  stubBlock,
} from '../../../../tests/support/content-commands.ts';
import { cardOnBench, Client } from '../../../../tests/support/globalplatform-card.ts';
import { hex } from '../../../base/index.ts';
import {
  AppSession,
  installNative,
  NATIVE,
  NFC_LINK,
} from '../../../../tests/support/native-card.ts';

const CRS = 'A00000015143525300';
const PPSE = '325041592E5359532E4444463031';
const ONE = 'A0000005595052424501';
const TWO = 'A0000005595052424502';
const service = {
  name: 'CRS',
  aid: CRS,
  module: 'contactless-registry',
  privileges: '000420',
  contactless: 'activated',
} as const;
const ppse = {
  name: 'PPSE',
  aid: PPSE,
  module: 'payment-environment',
  privileges: '000400',
  contactless: 'activated',
} as const;
const plain = { module: 'probe', privileges: '000000' };
const applications = [
  service,
  ppse,
  { ...plain, name: 'one', aid: ONE },
  { ...plain, name: 'two', aid: TWO },
];

function wallet(bench: Bench, name = 'CRS'): AppSession {
  const session = bench.session();
  return new AppSession(bench, session, bench.select(session, bench.entity(name)));
}

/** Names that a reader in the field may select. */
function inField(bench: Bench): readonly string[] {
  const list = bench.container.entities(bench.session(0, NFC_LINK).card);
  return list.filter((one) => one.selectable).map(({ name }) => name);
}

const STATUS = '80F24000094F005C054F9F70808100';
const activate = (...aids: string[]) => set('0101', aids);
const deactivate = (...aids: string[]) => set('0100', aids);
function set(p1p2: string, aids: readonly string[]): string {
  const data = aids
    .map((aid) => `4F${(aid.length / 2).toString(16).padStart(2, '0')}${aid}`)
    .join('');
  return `80F0${p1p2}${(data.length / 2).toString(16).padStart(2, '0')}${data}`.toUpperCase();
}

test('a wallet lists, activates and deactivates applications [GPAmdC §3.11]', () => {
  const bench = cardOnBench({ applications });
  const app = wallet(bench);
  assert.match(app.send('80CA00A500'), /^A5099F0802010080020000/);
  assert.match(app.send(STATUS), new RegExp(`61184F0A${ONE}9F7002070080020000810104`));
  assert.equal(app.send(activate(ONE)), '9000');
  assert.match(app.send(STATUS), new RegExp(`4F0A${ONE}9F700207018002000181`));
  assert.equal(app.send(activate(ONE)), '9000', 'activated already');
  assert.match(app.send('80CA00A500'), /80020001/);
  assert.deepEqual(inField(bench), ['ISD', 'CRS', 'PPSE', 'one']);
  assert.equal(app.send(deactivate(ONE)), '9000');
  assert.deepEqual(inField(bench), ['ISD', 'CRS', 'PPSE']);
  const again = cardOnBench({}, { image: bench.memory.image() });
  assert.match(wallet(again).send('80CA00A500'), /80020002/);
});

test('a card without a registry lets a field select everything [GPAmdC §8.1]', () => {
  const bench = cardOnBench({ applications: applications.slice(2) });
  assert.deepEqual(inField(bench), ['ISD', 'AM SD', 'plain SD', 'one', 'two']);
  const list = bench.container.entities(bench.session(0, NFC_LINK).card);
  assert.equal(list, bench.container.entities());
});

test('wired interfaces reach what is not activated; the list for a field is kept [GPAmdC §8.1]', () => {
  const bench = cardOnBench({ applications });
  assert.ok(bench.container.entities().every((one) => one.selectable));
  const { card } = bench.session(0, NFC_LINK);
  assert.equal(bench.container.entities(card), bench.container.entities(card));
});

test('what failed is named, and the rest is done [GPAmdC §3.11.4.3]', () => {
  const bench = cardOnBench({ applications });
  const app = wallet(bench);
  const answer = app.send(activate(ONE, `${ONE}FF`, 'A000000151000000'));
  assert.equal(answer, `A1174F0B${ONE}FF4F08A0000001510000006320`);
  assert.deepEqual(inField(bench), ['ISD', 'CRS', 'PPSE', 'one']);
});

test('a lock deactivates; unlocking brings the initial state back [GPAmdC §8.1]', () => {
  const bench = cardOnBench({
    applications: [service, { ...applications[2]!, contactless: 'activated' as const }],
  });
  const client = new Client(bench).open();
  assert.deepEqual(inField(bench), ['ISD', 'CRS', 'one']);
  assert.equal(client.send('80F04080', ONE).sw, 0x9000);
  assert.match(wallet(bench).send(STATUS), /9F70028700/);
  assert.equal(wallet(bench).send(activate(ONE)), `A10C4F0A${ONE}6320`, 'a locked one');
  assert.equal(client.send('80F04007', ONE).sw, 0x9000);
  assert.deepEqual(inField(bench), ['ISD', 'CRS', 'one']);
});

test('INSTALL gives the initial state, registry update the rest [GPAmdC §4] [GPAmdC §8.3]', () => {
  const bench = cardOnBench({ applications: [service] });
  const client = new Client(bench).open();
  loadBlock(client, stubBlock(), { aid: PROBE_FILE });
  const install = (parameters: string) =>
    client.send('80E60C00', forInstall({ aid: ONE, parameters: `C900${parameters}` })).sw;
  for (const wrong of ['EF05A003810180', 'EF06A00481020101', 'EF04A0028101', 'EF06A10487022000'])
    assert.equal(install(wrong), 0x6a80, wrong);
  assert.equal(install('EF05A003810101'), 0x9000);
  assert.deepEqual(inField(bench), ['ISD', 'CRS', ONE]);
  const more = 'EF11A10F870120880101A6074F05A000000001';
  assert.equal(client.send('80E64000', forChange({ aid: ONE, parameters: more })).sw, 0x9000);
  assert.match(wallet(bench).send('80F24000074F005C0387A600'), /870120A6074F05A000000001/);
  assert.match(wallet(bench).send('80F24000054F00870120'), new RegExp(ONE));
  assert.equal(wallet(bench).send('80F24000054F00870121'), '9000');
});

test('ruling data take activation from a link, in INSTALL and SET STATUS [P-07]', () => {
  const bench = cardOnBench({ applications: [service, applications[2]!] });
  bench.forbidden.add('contactless-activation');
  assert.equal(wallet(bench).send(activate(ONE)), `A10C4F0A${ONE}6320`);
  assert.equal(wallet(bench).send(set('0201', [ONE])), `A10C4F0A${ONE}6320`);
  const client = new Client(bench).open();
  const options = { aid: TWO, system: 'A003810101' };
  assert.equal(installNative(client, NATIVE.tag, options), 0x9000);
  assert.deepEqual(inField(bench), ['ISD', 'CRS'], 'installed, not activated');
  assert.match(JSON.stringify(bench.notes), /contactless-denied/);
});

test('one application holds Contactless Activation, and ruling data may forbid it [GPAmdC §7.1] [P-07]', () => {
  const bench = cardOnBench({ applications: [service] });
  const client = new Client(bench).open();
  const second = { aid: `${CRS}02`, privileges: '000020' };
  const modules = { modules: [NATIVE.crs.module, NATIVE.ppse.module] };
  loadBlock(client, stubBlock({ aid: NATIVE.crs.file, ...modules }), { aid: NATIVE.crs.file });
  const install = () => client.send('80E60C00', forInstall({ ...NATIVE.crs, ...second })).sw;
  assert.equal(install(), 0x6985);
  assert.equal(client.send('80E40000', `4F09${CRS}`).sw, 0x9000);
  bench.forbidden.add('contactless-activation');
  assert.equal(install(), 0x6985);
  bench.forbidden.clear();
  assert.equal(install(), 0x9000);
});

test('no value of the update counter comes again, whatever is deleted [GPAmdC §3.11.2.3]', () => {
  const bench = cardOnBench({ applications });
  const client = new Client(bench).open();
  loadBlock(client, stubBlock(), { aid: PROBE_FILE });
  const done = (sw: number) => assert.equal(sw, 0x9000);
  const steps: readonly (() => void)[] = [
    () => assert.equal(wallet(bench).send(activate(ONE)), '9000'),
    () => done(client.send('80E40000', `4F0A${ONE}`).sw),
    () => done(client.send('80E60C00', forInstall({ aid: ONE })).sw),
    () => done(client.send('80F04080', ONE).sw),
    () => done(client.send('80F04007', ONE).sw),
    () => assert.equal(wallet(bench).send(set('0201', [TWO])), '9000'),
    () => done(client.send('80E40000', `4F0A${TWO}`).sw),
  ];
  const read = (on = bench) => wallet(on).send('80CA00A500').slice(-8, -4);
  const seen = [read()];
  for (const step of steps) {
    step();
    seen.push(read());
  }
  assert.deepEqual(seen, ['0000', '0001', '0002', '0003', '0004', '0005', '0006', '0007']);
  assert.equal(client.send('80F04080', `${ONE}FF`).sw, 0x6a88);
  assert.equal(read(cardOnBench({}, { image: bench.memory.image() })), '0007');
});

test('without the privilege the service changes nothing [GPAmdC §8.1]', () => {
  const bench = cardOnBench({
    applications: [{ ...service, privileges: '000400' }, applications[2]!],
  });
  assert.equal(wallet(bench).send(activate(ONE)), `A10C4F0A${ONE}6320`);
  assert.equal(wallet(bench).send(deactivate(ONE)), `A10C4F0A${ONE}6320`);
  assert.deepEqual(bench.batches, []);
});

test('GET STATUS of a security domain shows the contactless state [GPAmdC §8.1]', () => {
  const bench = cardOnBench({ applications });
  const client = new Client(bench).open();
  const shown = () => hex(client.send('80F24002', `4F0A${ONE}`).data);
  assert.match(shown(), /9F70020700/);
  wallet(bench).send(activate(ONE));
  assert.match(shown(), /9F70020701/);
});

test('order: highest, lowest, and a place that lasts while there is power [GPAmdC §3.11.4]', () => {
  const bench = cardOnBench({ applications });
  const app = wallet(bench);
  const order = (on = bench) => on.container.entities().map(({ name }) => name);
  assert.equal(app.send(set('0201', [TWO])), '9000');
  assert.equal(order()[0], 'two');
  assert.equal(app.send(set('0281', [TWO])), '9000');
  assert.equal(order().at(-1), 'two');
  assert.equal(app.send(set('0202', [ONE])), '9000');
  assert.equal(order()[0], 'one');
  const rebooted = cardOnBench({}, { image: bench.memory.image() });
  assert.notEqual(order(rebooted)[0], 'one');
  assert.equal(order(rebooted).at(-1), 'two');
  assert.equal(app.send(set('0282', [ONE])), '9000');
  assert.notEqual(order()[0], 'one');
  assert.equal(app.send(set('0201', [TWO])), '9000');
  assert.equal(new Client(bench).open().send('80E40000', `4F0A${TWO}`).sw, 0x9000);
  assert.ok(!order().includes('two'));
});

test('the payment environment lists what is activated, by priority [EMVCLB §3.3] [M-24]', () => {
  const bench = cardOnBench({ applications: [service, ppse] });
  const client = new Client(bench).open();
  loadBlock(client, stubBlock(), { aid: PROBE_FILE });
  const entry = `A61BBF0C1861164F0A${ONE}50054252414E44870105`;
  const parameters = `C900EF27A003810101A120870120${entry}`;
  assert.equal(client.send('80E60C00', forInstall({ aid: ONE, parameters })).sw, 0x9000);
  const financial = 'C900EF0AA003810101A103870120';
  assert.equal(client.send('80E60C00', forInstall({ aid: TWO, parameters: financial })).sw, 0x9000);
  const select = () => {
    const session = bench.session(0, NFC_LINK);
    return hex(bench.select(session, bench.entity('PPSE')).data);
  };
  const first = `61164F0A${ONE}50054252414E44870101`;
  const second = `610F4F0A${TWO}870102`;
  assert.ok(select().endsWith(`A52CBF0C29${first}${second}`), select());
  wallet(bench).send(set('0201', [TWO]));
  assert.ok(select().includes(`610F4F0A${TWO}8701016116`));
  wallet(bench).send(deactivate(ONE));
  assert.ok(select().endsWith(`A514BF0C11610F4F0A${TWO}870101`), select());
  wallet(bench).send(deactivate(TWO));
  assert.equal(select(), `6F10840E${PPSE}`);
});

test('an environment without Global Registry lists those that name it [GPAmdC §3.10]', () => {
  const bench = cardOnBench({ applications: [service, { ...ppse, privileges: '000000' }] });
  const client = new Client(bench).open();
  loadBlock(client, stubBlock(), { aid: PROBE_FILE });
  const parameters = 'C900EF0AA003810101A103870120';
  client.send('80E60C00', forInstall({ aid: ONE, parameters }));
  const shown = () => hex(wallet(bench, 'PPSE').selected.data);
  assert.ok(!shown().includes(ONE));
  const name = `A3104F0E${PPSE}`;
  const observers = `EF14A112${name}`;
  assert.equal(client.send('80E64000', forChange({ aid: ONE, parameters: observers })).sw, 0x9000);
  assert.ok(shown().includes(ONE));
  const removed = observers.replace('A310', 'A410');
  assert.equal(client.send('80E64000', forChange({ aid: ONE, parameters: removed })).sw, 0x9000);
  assert.ok(!shown().includes(ONE));
});

test('a long registry comes in pages [GPAmdC §3.11.3.2.2]', () => {
  const many = Array.from({ length: 20 }, (_, i) => ({
    ...plain,
    name: `app ${i}`,
    aid: `A00000055950524245${(i + 16).toString(16)}`.toUpperCase(),
  }));
  const app = wallet(cardOnBench({ applications: [service, ...many] }));
  let whole = '';
  for (let next = '80F24000024F0000'; ; next = '80F24001024F0000') {
    const answer = app.send(next);
    whole += answer.slice(0, -4);
    if (answer.endsWith('9000')) break;
    assert.match(answer, /6310$/);
  }
  for (const { aid } of many) assert.ok(whole.includes(aid));
  assert.equal(app.send('80F24001024F0000'), '6985');
});

const REFUSED = [
  ['GET STATUS of load files', '80F22000024F0000', '6A86'],
  ['GET STATUS with P2 02', '80F24002024F0000', '6A86'],
  ['GET STATUS without an AID', '80F24000035C014F00', '6A80'],
  ['GET STATUS of nothing', '80F2400000', '6A80'],
  ['GET STATUS with a criterion of others', '80F24000054F00C5010000', '6A80'],
  ['GET STATUS with a cut tag list', '80F24000054F005C019F00', '6A80'],
  ['GET STATUS with two tag lists', '80F24000084F005C014F5C014F00', '6A80'],
  ['GET STATUS of objects that none has', '80F24000054F005C01A600', '6A88'],
  ['the next page of none', '80F24001024F0000', '6985'],
  ['SET STATUS to not activatable', '80F00180024F00', '6A86'],
  ['SET STATUS of the interface', '80F0040003800140', '6A86'],
  ['a priority that is none', '80F00203024F00', '6A86'],
  ['SET STATUS without names', '80F00101', '6A80'],
  ['SET STATUS of another object', '80F0010103840101', '6A80'],
  ['SET STATUS with a cut name', '80F00101034F0AA0', '6A80'],
  ['GET DATA of another object', '80CA00CF00', '6A86'],
  ['GET DATA with data', '80CA00A501AA', '6700'],
  ['the other class', '00F24000024F0000', '6E00'],
  ['another instruction', '80E6000000', '6D00'],
] as const;
for (const [why, apdu, sw] of REFUSED)
  test(`refused: ${why} [GPAmdC §3.11]`, () => {
    const bench = cardOnBench({ applications });
    assert.equal(wallet(bench).send(apdu), sw);
    assert.deepEqual(bench.batches, []);
  });
