import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import type { Entity } from '../../os/abi/index.ts';
import { settled } from '../../../tests/support/container-bench.ts';
import {
  answer,
  at,
  body,
  Card,
  commandOf,
  ISD_R,
  MNO_SD,
  PROFILES,
} from '../../../tests/support/euicc-card.ts';

test('SELECT of the ISD-R answers AID, command length and SVN in one template [M-27] [M-80]', () => {
  const card = new Card({ isdR: { aid: 'A0000005591010FFFFFFFF8900000100' }, version: '2.2' });
  assert.equal(
    card.select('ISD-R'),
    '6F1F8410A0000005591010FFFFFFFF8900000100A5049F6501FFE00582030202009000',
  );
});

test('the template shows the name the caller used, SELECT after SELECT [M-45]', () => {
  const card = new Card();
  const own = card.select('ISD-R');
  const aliased = card.select('ISD-R', MNO_SD);
  assert.equal(at(body(own), '6F', '84')?.value, ISD_R);
  assert.equal(at(body(aliased), '6F', '84')?.value, MNO_SD);
  assert.equal(card.select('ISD-R', MNO_SD), aliased);
  const other = card.select('ISD-R', 'A0000000010203');
  assert.equal(at(body(other), '6F', '84')?.value, 'A0000000010203');
  assert.equal(card.select('ISD-R'), own);
});

test('SELECT with P2 0C answers no data', () => {
  const { bench, session } = new Card();
  const entity = bench.entity('ISD-R');
  const command = commandOf(session, { ins: 0xa4, p1: 4, p2: 0x0c, selecting: entity.aid });
  assert.deepEqual(bench.container.process(entity, command), {
    data: new Uint8Array(0),
    sw: 0x9000,
  });
});

test('ISD-R, ECASD, ISD-P1 and ISD-P2 each have an AID of their own [M-27] [M-28] [M-29]', () => {
  const card = new Card();
  assert.deepEqual(card.names, ['ISD-R', 'ECASD', 'ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
  const aids = card.bench.container.entities().map((one) => hex(one.aid));
  assert.equal(new Set(aids).size, aids.length);
  for (const [i, name] of card.names.entries()) {
    const template = body(card.select(name));
    assert.equal(at(template, '6F', '84')?.value, aids[i]);
    assert.equal(at(template, '6F', 'A5', '9F65')?.value, 'FF');
  }
});

test('the ISD-R is the one root; multi-selectable, as security domains are [M-27]', () => {
  const list = new Card().bench.container.entities();
  assert.deepEqual(
    list.filter((one) => one.root).map((one) => one.name),
    ['ISD-R'],
  );
  assert.ok(list.every((one) => one.multiSelectable && one.selectable));
});

test('an ISD-P has nothing yet but its name: 6D00 [M-28]', () => {
  const card = new Card();
  card.select('ISD-P2');
  assert.equal(card.send('80CA006600'), '6D00');
  assert.equal(card.send('80E2910003BF2000'), '6D00');
});

test('empty SELECT means the enabled profile, the ISD-R when none or when so described', () => {
  const card = new Card();
  assert.equal(card.issuer, 'MNO-SD of ISD-P1');
  card.es10('BF3211A00C5A0A980000000000000000F1810100');
  assert.equal(card.issuer, 'ISD-R');
  assert.equal(new Card({ emptySelect: 'isd-r' }).issuer, 'ISD-R');
});

test('the MNO-SD comes and goes with its profile, and the list says so [M-28] [M-37]', () => {
  const card = new Card();
  const before = card.bench.container.entities();
  assert.equal(card.bench.container.entities(), before);
  const mnoSd = card.bench.entity('MNO-SD of ISD-P1');
  const other = card.bench.session(1);
  card.bench.select(other, mnoSd);
  const request = 'BF3117A0124F10A0000005591010FFFFFFFF8900001100810100';
  assert.equal(card.es10(request), 'BF31038001009000');
  assert.deepEqual(card.names.slice(4), ['MNO-SD of ISD-P2']);
  assert.notEqual(card.bench.container.entities(), before);
  assert.equal(card.bench.container.select(mnoSd, other), false);
  assert.equal(answer(card.bench.send(other, unhex('80CA006600'))), '6985');
});

test('after a change in a profile only what changed is another object [M-28]', () => {
  const [first, ...others] = PROFILES;
  const applications = ['F02001', 'F02002'].map((begin) => {
    const aid = `${begin}0000`;
    return { name: aid, aid, privileges: '000000', module: 'probe' as const };
  });
  const card = new Card({ profiles: [{ ...first!, applications }, ...others] });
  const before = card.bench.container.entities();
  card.select('F020010000');
  assert.equal(card.send('80040F00'), '9000');
  const after = card.bench.container.entities();
  const changed = after.filter((one, place) => one !== before[place]).map((one) => one.name);
  assert.deepEqual(changed, ['ISD-R', 'MNO-SD of ISD-P1', 'F020010000']);
});

test('a switch that the kernel undoes leaves the list as it was', () => {
  const { bench } = new Card();
  const { container } = bench;
  const root = container.implicit(bench.session())!;
  const data = unhex('BF3211A00C5A0A980000000000000000F1810100');
  container.process(
    root,
    commandOf(bench.session(), { ins: 0xe2, p1: 0x91, p2: 0, cla: 0x80, data }),
  );
  assert.equal(container.entities().length, 4);
  bench.memory.rollback();
  assert.equal(container.entities().length, 5);
});

test('the enabled profile is still the enabled one after a boot [M-37]', () => {
  const card = new Card();
  card.es10('BF3117A0124F10A0000005591010FFFFFFFF8900001100810100');
  card.es10('BF29115A0A980000000000000000F190036E6577');
  const booted = new Card({}, card.bench.memory.image());
  assert.deepEqual(booted.names.slice(4), ['MNO-SD of ISD-P2']);
  const list = body(booted.es10('BF2D055C039F7090'));
  assert.equal(list, 'BF2D13A011E3099F70010090036E6577E3049F700101');
});

test('T=0: STORE DATA brings data, GET DATA fetches them, the rest is refused at once', () => {
  const { bench } = new Card();
  const [isdR, ecasd, isdP] = bench.container.entities();
  const known = (entity: Entity | undefined, header: string) =>
    settled(() => bench.container.header(entity, unhex(header), bench.session()));
  assert.equal(known(isdR, '80E2910003'), 'in');
  assert.equal(known(ecasd, '80CA005A00'), 'out');
  assert.equal(known(ecasd, '80CA004200'), 0x6a88);
  assert.equal(known(isdR, '00B0000000'), 0x6d00);
  assert.equal(known(isdR, '00E2910003'), 0x6e00);
  assert.equal(known(isdR, '84E2910003'), 0x6882);
  assert.equal(known(isdP, '80CA005A00'), 0x6d00);
  assert.equal(known(undefined, '80E2910003'), undefined);
});

test('a session begins on the ISD-R while there is no file system', () => {
  const { bench } = new Card();
  const { container } = bench;
  const session = bench.session();
  assert.equal(container.implicit(session)?.name, 'ISD-R');
});
