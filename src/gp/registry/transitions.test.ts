/**
 * Chapter 5 said again in plain words, and a card driven through every transition: what is allowed
 * is made, all else is refused and changes nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from '../../../tests/support/container-bench.ts';
import { forChange, PROBE_INS } from '../../../tests/support/content-commands.ts';
import {
  AM_SD_AID,
  cardOnBench,
  Client,
  CONFIG,
  PLAIN_SD_AID,
  TEST_KEY,
} from '../../../tests/support/globalplatform-card.ts';
import { bytes, hex, unhex } from '../../base/index.ts';
import { Handles } from './handles.ts';
import { Registry } from './registry.ts';

const APP = 'A0000005595052424501';
const STATES = [0x03, 0x07, 0x0f, 0x17, 0x7f, 0x83, 0x87, 0x8f];
const BYTES = Array.from({ length: 256 }, (_, at) => at);
const keySets = [
  { version: 0x30, type: 'AES' as const, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY },
];
const [am, plain] = CONFIG.securityDomains;

function card(): Bench {
  return cardOnBench({
    securityDomains: [
      { ...am!, keySets },
      { ...plain!, keySets },
    ],
    applications: [{ name: 'probe', aid: APP, module: 'probe', privileges: '000000' }],
  });
}

/** Its state, and a way to set it without a command. */
function stateOf(bench: Bench, aid: string) {
  const registry = new Registry(bench.services.nvm, new Handles());
  const entry = registry.byAid(unhex(aid))!;
  return {
    get: () => registry.entry(entry.id)!.lifeCycle,
    set(lifeCycle: number) {
      registry.update(entry, { lifeCycle });
      bench.memory.commit();
    },
  };
}

/** Where it is afterwards; its own state where the request is refused. */
type Rule = (from: number, requested: number) => number;

const isLocked = (state: number) => state >= 0x80;

const GOVERNED: Rule = (from, requested) => {
  if (isLocked(requested)) return isLocked(from) ? from : from + 0x80;
  return isLocked(from) ? from - 0x80 : from;
};
const DOMAIN_ITSELF: Rule = (from, requested) => {
  if (isLocked(from)) return from;
  if (isLocked(requested)) return from + 0x80;
  return from === 0x07 && requested === 0x0f ? 0x0f : from;
};
const APPLICATION_ITSELF: Rule = (from, requested) => {
  if (isLocked(from)) return from;
  if (isLocked(requested)) return from + 0x80;
  const isOwn = (state: number) => state % 8 === 7;
  return isOwn(from) && isOwn(requested) ? requested : from;
};
const MADE_SELECTABLE: Rule = (from) => (from === 0x03 ? 0x07 : from);
const NOT_ITS_OWN: Rule = (from) => from;

function drive(
  bench: Bench,
  of: { readonly aid: string; readonly states: readonly number[]; readonly rule: Rule },
  request: (to: number) => number,
): void {
  const state = stateOf(bench, of.aid);
  for (const from of of.states) {
    for (const to of BYTES) {
      state.set(from);
      const sw = request(to);
      const after = of.rule(from, to);
      const where = `${hex(bytes(from))} to ${hex(bytes(to))}: ${sw.toString(16)}`;
      assert.equal(state.get(), after, where);
      // An application may give itself the state that it has.
      if (after !== from) assert.equal(sw, 0x9000, where);
      else assert.ok(sw !== 0x6f00 && (sw !== 0x9000 || from === to), where);
      bench.memory.rollback();
    }
  }
}

const setStatus = (client: Client, aid: string) => (to: number) =>
  client.send(`80F040${hex(bytes(to))}`, aid).sw;

for (const [what, aid] of [
  ['an application', APP],
  ['a security domain', PLAIN_SD_AID],
] as const) {
  test(`${what}, by who governs it [GPCS §5.3.1.6] [GPCS §5.3.2.6] [GPCS §11.10.2.2]`, () => {
    const bench = card();
    const client = new Client(bench).open(0x00);
    const states = STATES.filter((one) => aid === APP || ![0x17, 0x7f].includes(one));
    drive(bench, { aid, states, rule: GOVERNED }, setStatus(client, aid));
  });

  test(`${what}, by a security domain that does not govern it [GPCS §11.10.2.3]`, () => {
    const bench = card();
    const client = new Client(bench, { entity: 'AM SD' }).open(0x00);
    drive(bench, { aid, states: STATES, rule: NOT_ITS_OWN }, setStatus(client, aid));
  });

  test(`${what}, made selectable [GPCS §9.3.7]`, () => {
    const bench = card();
    const client = new Client(bench).open(0x00);
    const data = forChange({ aid, privileges: '00' });
    drive(
      bench,
      { aid, states: STATES, rule: MADE_SELECTABLE },
      () => client.send('80E60800', data).sw,
    );
  });
}

test('a security domain by itself [GPCS §5.3.2.6] [GPCS §11.10.2.2]', () => {
  const bench = card();
  const client = new Client(bench, { entity: 'plain SD' }).open(0x00);
  const of = { aid: PLAIN_SD_AID, states: [0x07, 0x0f, 0x87, 0x8f], rule: DOMAIN_ITSELF };
  drive(bench, of, setStatus(client, PLAIN_SD_AID));
});

test('an application by itself [GPCS §5.3.1.6] [GPCS §11.10.2.2]', () => {
  const bench = card();
  const session = bench.session();
  bench.select(session, bench.entity('probe'));
  drive(
    bench,
    { aid: APP, states: STATES, rule: APPLICATION_ITSELF },
    (to) => bench.send(session, bytes(0x80, PROBE_INS.SET_CONTENT_STATE, to, 0)).sw,
  );
});

test('what has Final Application is not locked, not by itself either [GPCS §9.6.2]', () => {
  const bench = card();
  const issuer = new Client(bench).open(0x00);
  const update = forChange({ aid: APP, privileges: '000200' });
  assert.equal(issuer.send('80E64000', update).sw, 0x9000);
  assert.equal(setStatus(issuer, APP)(0x80), 0x6985);
  const session = bench.session(1);
  bench.select(session, bench.entity('probe'));
  const lock = bytes(0x80, PROBE_INS.SET_CONTENT_STATE, 0x80, 0);
  assert.equal(bench.send(session, lock).sw, 0x6985);
});

/** From, to and the privilege that it takes; the issuer security domain moves the card on. */
const CARD_MOVES: readonly (readonly [from: number, to: number])[] = [
  [0x01, 0x07],
  [0x07, 0x0f],
  [0x0f, 0x7f],
  [0x7f, 0x0f],
  [0x01, 0xff],
  [0x07, 0xff],
  [0x0f, 0xff],
  [0x7f, 0xff],
];

test('the card, by its issuer and by another [GPCS §5.1.2] [GPCS §9.6.3] [GPCS §9.6.4]', () => {
  const bench = card();
  const issuer = new Client(bench).open(0x00);
  const other = new Client(bench, { entity: 'AM SD', channel: 1 }).open(0x00);
  const aid = CONFIG.isd.aid;
  const rule: Rule = (from, to) =>
    CARD_MOVES.some(([a, b]) => a === from && b === to) ? to : from;
  const request = (client: Client) => (to: number) => client.raw(`80F080${hex(bytes(to))}`).sw;
  const states = [0x01, 0x07, 0x0f, 0x7f, 0xff];
  drive(bench, { aid, states, rule }, request(issuer));
  drive(bench, { aid, states, rule: NOT_ITS_OWN }, request(other));
  assert.equal(hex(bench.entity('AM SD').aid), AM_SD_AID);
});
