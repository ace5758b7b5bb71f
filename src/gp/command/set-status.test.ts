import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { forChange } from '../../../tests/support/content-commands.ts';
import { randomRuns } from '../../../tests/random-counts.ts';
import { BENCH_LINK } from '../../../tests/support/container-bench.ts';
import {
  AM_SD_AID,
  cardOnBench,
  Client,
  CONFIG,
  ISD_AID,
  PLAIN_SD_AID,
  PLAIN_SD_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { hex } from '../../base/index.ts';
import { isCardState, isSelectableState, mayCardGo } from '../registry/life-cycle.ts';
import { CARD_LIFE_CYCLE } from '../../wire/globalplatform/index.ts';

const STATES = {
  '01': 'OP_READY',
  '07': 'INITIALIZED',
  '0F': 'SECURED',
  '7F': 'CARD_LOCKED',
  FF: 'TERMINATED',
};

function stateOf(client: Client): string {
  return /9F7001(..)/.exec(hex(client.send('80F28002', '4F00').data))![1]!;
}

function move(client: Client, state: string) {
  return client.send(`80F080${state}`, '', 'none').sw;
}

test('the card moves step by step and never back [GPCS §5.1.2]', () => {
  const client = new Client(cardOnBench({ lifeCycle: 'OP_READY' })).open();
  assert.equal(stateOf(client), '01');
  assert.equal(move(client, '0F'), 0x6985, 'no step is skipped');
  assert.equal(move(client, '7F'), 0x6985);
  assert.equal(move(client, '07'), 0x9000);
  assert.equal(move(client, '07'), 0x6985, 'to where it is');
  assert.equal(move(client, '01'), 0x6985, 'irreversible');
  assert.equal(move(client, '0F'), 0x9000);
  assert.equal(move(client, '07'), 0x6985, 'irreversible');
  assert.equal(move(client, '7F'), 0x9000);
  assert.equal(stateOf(client), '7F');
  assert.equal(move(client, '0F'), 0x9000, 'locking is reversible');
  assert.equal(move(client, 'FF'), 0x9000);
});

test('transitions are a table of five states', () => {
  const allowed = ['01>07', '07>0F', '0F>7F', '7F>0F', '01>FF', '07>FF', '0F>FF', '7F>FF'];
  for (const from of Object.keys(STATES)) {
    for (const to of Object.keys(STATES)) {
      const may = mayCardGo(Number.parseInt(from, 16), Number.parseInt(to, 16));
      assert.equal(may, allowed.includes(`${from}>${to}`), `${from}>${to}`);
    }
  }
  for (let state = 0; state < 256; state++) {
    assert.equal(isCardState(state), Object.values<number>(CARD_LIFE_CYCLE).includes(state));
  }
});

test('a state that is none is 6A86, and so is a target', () => {
  const client = new Client(cardOnBench()).open();
  assert.equal(move(client, '03'), 0x6a86);
  assert.equal(client.send('80F00080', PLAIN_SD_AID, 'none').sw, 0x6a86);
  assert.equal(client.send('80F0C00F', PLAIN_SD_AID, 'none').sw, 0x6a86);
  assert.equal(new Client(client.bench).raw('80F0807F').sw, 0x6982, 'not authenticated');
  assert.equal(client.send('80F09F7F', '', 'none').sw, 0x9000, 'reserved bits are ignored');
});

test('the state survives a boot, and what is refused leaves nothing', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  assert.equal(move(client, '07'), 0x6985);
  assert.deepEqual(bench.batches, []);
  assert.equal(move(client, '7F'), 0x9000);
  assert.equal(bench.batches.length, 1);
  const reborn = new Client(cardOnBench({}, { image: bench.memory.image() })).open();
  assert.equal(stateOf(reborn), '7F');
});

test('a locked card lets only the final application be selected [GPCS §9.6.3]', () => {
  const bench = cardOnBench();
  const selectable = () =>
    bench.container
      .entities()
      .filter((one) => one.selectable)
      .map((one) => one.name);
  assert.deepEqual(selectable(), ['ISD', 'AM SD', 'plain SD']);
  const before = bench.container.entities();
  const client = new Client(bench).open();
  move(client, '7F');
  assert.deepEqual(selectable(), ['ISD']);
  assert.notEqual(bench.container.entities(), before);
  const selected = bench.select(bench.session(), bench.entity('ISD'));
  assert.equal(selected.sw, 0x6283);
  assert.equal(hex(selected.data), `6F108408${ISD_AID}A5049F6501FF`);
  assert.equal(bench.container.implicit(bench.session())?.name, 'ISD');
  assert.equal(bench.container.implicit(bench.session(1)), undefined, 'basic channel only');
  assert.equal(stateOf(client), '7F', 'who was selected stays so');
  assert.equal(move(new Client(bench).open(), '0F'), 0x9000);
  assert.deepEqual(selectable(), ['ISD', 'AM SD', 'plain SD']);
  assert.equal(bench.select(bench.session(), bench.entity('ISD')).sw, 0x9000);
});

test('a terminated card answers GET DATA alone [GPCS §5.1.1.5] [GPCS §9.6.4]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open(0x00);
  assert.equal(move(client, 'FF'), 0x9000);
  assert.deepEqual(
    bench.container.entities().filter((one) => one.selectable),
    [],
  );
  assert.equal(bench.container.implicit(bench.session())?.name, 'ISD');
  assert.equal(bench.container.implicit(bench.session(2)), undefined);
  for (const fresh of [false, true]) {
    const session = fresh ? bench.session() : client.session;
    const sw = (apdu: string) => bench.send(session, Buffer.from(apdu, 'hex')).sw;
    assert.equal(sw('80CA9F7F00'), 0x9000);
    assert.equal(sw('00CB3FFF035C014200'), 0x9000);
    assert.equal(sw('80500000080102030405060708'), 0x6985);
    assert.equal(sw('80F28002024F0000'), 0x6985);
    assert.equal(sw('80F0800F'), 0x6985);
  }
});

test('ruling data are checked before a lock or a termination, and may deny it [GPCS §9.6.3]', () => {
  for (const [state, action] of [
    ['7F', 'card-lock'],
    ['FF', 'card-terminate'],
  ] as const) {
    const bench = cardOnBench({}, { forbidden: new Set([action]) });
    const client = new Client(bench, { link: { ...BENCH_LINK, id: 't0' } }).open();
    assert.equal(move(client, state), 0x6985);
    assert.deepEqual(bench.batches, []);
    assert.equal(stateOf(client), '0F');
    assert.deepEqual(
      bench.requested.map((one) => one.action),
      [action],
    );
    const { origin } = bench.requested[0]!;
    assert.ok(origin !== 'inside' && origin.card.link.id === 't0');
    bench.forbidden.clear();
    assert.equal(move(client, state), 0x9000);
  }
});

test('what is not a lock or a termination needs no rule', () => {
  const bench = cardOnBench({ lifeCycle: 'OP_READY' }, { forbidden: new Set(['card-lock']) });
  const client = new Client(bench).open();
  move(client, '07');
  move(client, '0F');
  assert.equal(move(client, '01'), 0x6985);
  assert.deepEqual(bench.requested, []);
});

test('privileges decide who moves the card [GPCS §9.6.3] [GPCS §9.6.4]', () => {
  const [am, plain] = CONFIG.securityDomains;
  const able = (privileges: string, lifeCycle: 'INITIALIZED' | 'SECURED' = 'SECURED') => {
    const bench = cardOnBench({ lifeCycle, securityDomains: [am!, { ...plain!, privileges }] });
    return new Client(bench, { entity: 'plain SD', key: PLAIN_SD_KEY }).open();
  };
  assert.equal(move(able('800000'), '7F'), 0x6985);
  assert.equal(move(able('880000'), '7F'), 0x6985);
  assert.equal(move(able('900000'), '7F'), 0x9000);
  assert.equal(move(able('900000'), 'FF'), 0x6985);
  assert.equal(move(able('880000'), 'FF'), 0x9000);
  assert.equal(move(able('980000', 'INITIALIZED'), '0F'), 0x6985, 'the issuer’s alone');
});

test('the holder of Card Lock unlocks, also where it is not the issuer', () => {
  const [am, plain] = CONFIG.securityDomains;
  const bench = cardOnBench({ securityDomains: [am!, { ...plain!, privileges: '900200' }] });
  const client = new Client(bench, { entity: 'plain SD', key: PLAIN_SD_KEY }).open();
  assert.equal(move(client, '7F'), 0x9000);
  const list = bench.container.entities();
  assert.deepEqual(
    list.filter((one) => one.selectable).map((one) => one.name),
    ['plain SD'],
  );
  assert.equal(bench.container.implicit(bench.session())?.name, 'plain SD');
  assert.equal(move(client, '0F'), 0x9000);
});

test('the issuer locks and unlocks a security domain, which keeps its state [GPCS §11.10.2.2]', () => {
  const bench = cardOnBench();
  const client = new Client(bench).open();
  const set = (p2: string, aid: string, p1 = '40') => client.send(`80F0${p1}${p2}`, aid, 'none').sw;
  const state = () => /9F7001(..)/.exec(hex(client.send('80F24002', `4F0A${AM_SD_AID}`).data))![1];
  assert.equal(set('80', AM_SD_AID), 0x9000);
  assert.equal(state(), '8F');
  assert.equal(bench.entity('AM SD').selectable, false);
  assert.equal(set('80', AM_SD_AID), 0x6985, 'locked already');
  assert.equal(set('00', AM_SD_AID), 0x9000);
  assert.equal(state(), '0F');
  assert.equal(bench.entity('AM SD').selectable, true);
  assert.equal(set('0F', AM_SD_AID), 0x6985, 'not locked');
  assert.equal(set('80', 'A000000151FF'), 0x6a88);
  assert.equal(set('80', 'A0000001515350'), 0x6a88, 'a load file');
  assert.equal(set('80', ISD_AID), 0x6a80, 'the issuer has the state of the card');
  assert.equal(set('80', ''), 0x6a88);
  assert.equal(set('80', PLAIN_SD_AID, '60'), 0x9000);
  assert.equal(set('80', PLAIN_SD_AID, '60'), 0x9000, 'what is locked stays locked');
  assert.equal(bench.entity('plain SD').selectable, false);
  assert.equal(bench.entity('AM SD').selectable, true, 'not below it');
});

test('Global Lock governs what is not below [GPCS §9.6.2]', () => {
  const [am, plain] = CONFIG.securityDomains;
  const bench = cardOnBench({ securityDomains: [am!, { ...plain!, privileges: '800800' }] });
  const client = new Client(bench, { entity: 'plain SD', key: PLAIN_SD_KEY }).open();
  assert.equal(client.send('80F04080', AM_SD_AID, 'none').sw, 0x9000);
  assert.equal(bench.entity('AM SD').selectable, false);
});

test('a final application that is locked itself is not selectable on a locked card', () => {
  const [am, plain] = CONFIG.securityDomains;
  const bench = cardOnBench({ securityDomains: [am!, plain!] });
  const client = new Client(bench).open();
  assert.equal(client.send('80F04080', PLAIN_SD_AID, 'none').sw, 0x9000);
  const update = forChange({ aid: PLAIN_SD_AID, privileges: '800200' });
  assert.equal(client.send('80E64000', update).sw, 0x9000);
  assert.equal(client.send('80F04007', PLAIN_SD_AID, 'none').sw, 0x6985, 'nor is it unlocked');
  assert.equal(move(client, '7F'), 0x9000);
  assert.deepEqual(
    bench.container.entities().filter((one) => one.selectable),
    [],
  );
});

test('the final application is not locked, alone or with others [GPCS §9.6.2]', () => {
  const [am, plain] = CONFIG.securityDomains;
  const bench = cardOnBench({ securityDomains: [am!, { ...plain!, privileges: '800200' }] });
  const client = new Client(bench).open();
  for (const p1 of ['40', '60']) {
    assert.equal(client.send(`80F0${p1}80`, PLAIN_SD_AID, 'none').sw, 0x6985, p1);
  }
  assert.equal(bench.entity('plain SD').selectable, true);
});

test('a security domain moves itself to PERSONALIZED or LOCKED, and governs no other', () => {
  const bench = cardOnBench();
  const client = new Client(bench, { entity: 'plain SD', key: PLAIN_SD_KEY }).open();
  const set = (p2: string, aid = PLAIN_SD_AID) => client.send(`80F040${p2}`, aid, 'none').sw;
  const issuer = new Client(bench, { channel: 1 }).open();
  const name = `4F09${PLAIN_SD_AID}`;
  const state = () => /9F7001(..)/.exec(hex(issuer.send('80F24002', name).data))![1];
  assert.equal(set('03'), 0x6985);
  assert.equal(set('0F'), 0x9000);
  assert.equal(state(), '0F');
  assert.equal(set('07'), 0x6985);
  assert.equal(set('80', AM_SD_AID), 0x6a88);
  assert.equal(set('80'), 0x9000);
  assert.equal(state(), '8F');
  assert.equal(set('0F'), 0x6985, 'who locks itself is unlocked by another');
  assert.equal(bench.entity('plain SD').selectable, false);
});

test('the lock bit and the selectable bit say who can be selected [GPCS §11.1.1]', () => {
  const selectable = [0x07, 0x0f, 0x17, 0x7f];
  const not = [0x03, 0x83, 0x87, 0x8f];
  assert.deepEqual(selectable.filter(isSelectableState), selectable);
  assert.deepEqual(not.filter(isSelectableState), []);
});

test('no run of SET STATUS leaves the table of states, and termination is for good', () => {
  const requests = fc.array(fc.constantFrom(...Object.keys(STATES), '03', '80'), { maxLength: 12 });
  fc.assert(
    fc.property(
      fc.constantFrom('OP_READY', 'INITIALIZED', 'SECURED'),
      requests,
      (first, states) => {
        const lifeCycle = first as 'OP_READY' | 'INITIALIZED' | 'SECURED';
        const bench = cardOnBench({ lifeCycle });
        const client = new Client(bench).open(0x00);
        let at: number = CARD_LIFE_CYCLE[lifeCycle];
        for (const state of states) {
          const to = Number.parseInt(state, 16);
          const ok = move(client, state) === 0x9000;
          assert.equal(ok, mayCardGo(at, to));
          if (ok) at = to;
        }
        const terminated = bench.send(bench.session(), Buffer.from('80F28002024F0000', 'hex')).sw;
        assert.equal(terminated === 0x6985, at === CARD_LIFE_CYCLE.TERMINATED);
      },
    ),
    randomRuns('exchange'),
  );
});
