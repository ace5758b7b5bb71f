/**
 * Access rules and what follows from them, as data: rules in words, a request, the decision. An
 * independent enforcer, that of Android, reads the same rules to the same decisions.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError, unhex } from '../base/index.ts';
import { decideAccess, allowsCommand, emitTlv, parseAccessRule, parseAllRules } from './index.ts';

const A = 'A0000000010101';
const B = 'A0000000020202';
const ONE = '11'.repeat(20);
const TWO = '22'.repeat(20);
const ONE_256 = '33'.repeat(32);
const FILTER = '80CA00007FFF0000';

/** `aid hash access`: aid and hash may be `*`, the aid `default`; access has D0 and D1. */
function rule(text: string) {
  const [aid = '*', hash = '*', ...access] = text.split(' ');
  const reference =
    (aid === 'default' ? 'C000' : tlv('4F', aid === '*' ? '' : aid)) +
    tlv('C1', hash === '*' ? '' : hash);
  const parsed = parseAccessRule(unhex(tlv('E1', reference) + tlv('E3', access.join(''))));
  assert.ok(!isWireError(parsed), text);
  return parsed;
}

function tlv(tag: string, value: string): string {
  return hex(emitTlv(Number.parseInt(tag, 16), unhex(value)));
}

const ALWAYS = 'D00101';
const NEVER = 'D00100';
const EVENTS = 'D10101';
const NO_EVENTS = 'D10100';
const FILTERED = `D008${FILTER}`;

interface Case {
  readonly why: string;
  readonly rules: readonly string[];
  readonly aid?: string;
  readonly hashes?: readonly string[];
  /** APDUs, then events: `all`, `none` or filters; nothing where no rule concerns it. */
  readonly decided: string | undefined;
}

const CASES: readonly Case[] = [
  { why: 'no rule at all', rules: [], decided: undefined },
  { why: 'certificate and AID', rules: [`${A} ${ONE} ${ALWAYS}`], decided: 'all events' },
  { why: 'the longer hash', rules: [`${A} ${ONE_256} ${ALWAYS}`], decided: 'all events' },
  { why: 'another certificate', rules: [`${A} ${TWO} ${ALWAYS}`], decided: 'none' },
  { why: 'another AID', rules: [`${B} ${ONE} ${ALWAYS}`], decided: undefined },
  { why: 'every certificate', rules: [`${A} * ${ALWAYS}`], decided: 'all events' },
  {
    why: 'a rule for another certificate goes before one for all',
    rules: [`${A} * ${ALWAYS}`, `${A} ${TWO} ${ALWAYS}`],
    decided: 'none',
  },
  { why: 'certificate, every AID', rules: [`* ${ONE} ${ALWAYS}`], decided: 'all events' },
  {
    why: 'the AID goes before every AID',
    rules: [`* ${ONE} ${ALWAYS}`, `${A} * ${NEVER}`],
    decided: 'none',
  },
  {
    why: 'every AID, another certificate, and everyone',
    rules: [`* ${TWO} ${ALWAYS}`, `* * ${ALWAYS}`],
    decided: 'none',
  },
  { why: 'everyone, every AID', rules: [`* * ${ALWAYS}`], decided: 'all events' },
  { why: 'never', rules: [`${A} ${ONE} ${NEVER}`], decided: 'none' },
  { why: 'filters', rules: [`${A} ${ONE} ${FILTERED}`], decided: `${FILTER} events` },
  { why: 'filters, no events', rules: [`${A} ${ONE} ${FILTERED} ${NO_EVENTS}`], decided: FILTER },
  { why: 'events alone', rules: [`${A} ${ONE} ${EVENTS}`], decided: 'none events' },
  { why: 'never, but events', rules: [`${A} ${ONE} ${NEVER} ${EVENTS}`], decided: 'none events' },
  { why: 'always, but no events', rules: [`${A} ${ONE} ${ALWAYS} ${NO_EVENTS}`], decided: 'all' },
  {
    why: 'two rules of one reference: the stricter one',
    rules: [`${A} ${ONE} ${ALWAYS}`, `${A} ${ONE} ${NEVER}`],
    decided: 'none',
  },
  {
    why: 'filters are stricter than always',
    rules: [`${A} ${ONE} ${ALWAYS}`, `${A} ${ONE} ${FILTERED}`],
    decided: `${FILTER} events`,
  },
  {
    why: 'filters of two rules together',
    rules: [`${A} ${ONE} ${FILTERED}`, `${A} ${ONE} D00800A40400FFFFFFFF`],
    decided: `${FILTER}00A40400FFFFFFFF events`,
  },
  {
    why: 'always, and events alone',
    rules: [`${A} ${ONE} ${ALWAYS}`, `${A} ${ONE} ${EVENTS}`],
    decided: 'none events',
  },
  {
    why: 'what a channel begins with',
    rules: [`default ${ONE} ${ALWAYS}`],
    aid: 'default',
    decided: 'all events',
  },
  { why: 'the default, named by an AID', rules: [`default ${ONE} ${ALWAYS}`], decided: undefined },
  {
    why: 'an AID, for the default',
    rules: [`${A} ${ONE} ${ALWAYS}`],
    aid: 'default',
    decided: undefined,
  },
  {
    why: 'every AID, for the default',
    rules: [`* ${ONE} ${ALWAYS}`],
    aid: 'default',
    decided: 'all events',
  },
  {
    why: 'no certificate, everyone',
    rules: [`${A} * ${ALWAYS}`],
    hashes: [],
    decided: 'all events',
  },
  { why: 'no certificate', rules: [`${A} ${ONE} ${ALWAYS}`], hashes: [], decided: 'none' },
  {
    why: 'the second of two certificates',
    rules: [`${A} ${TWO} ${ALWAYS}`],
    hashes: [ONE, TWO],
    decided: 'all events',
  },
];

for (const { why, rules, aid = A, hashes = [ONE, ONE_256], decided } of CASES)
  test(`access: ${why} [SEAC §3.2.1] [SEAC §4.2.3]`, () => {
    const decision = decideAccess(rules.map(rule), {
      aid: aid === 'default' ? 'default' : unhex(aid),
      hashes: hashes.map((one) => unhex(one)),
    });
    if (decision === undefined) return assert.equal(decided, undefined);
    const { apdu, nfc } = decision;
    const apdus =
      typeof apdu === 'boolean'
        ? ['none', 'all'][Number(apdu)]!
        : apdu.map(({ header, mask }) => hex(header) + hex(mask)).join('');
    assert.equal(`${apdus}${nfc ? ' events' : ''}`, decided);
  });

/**
 * The access control tests of Android's compatibility suite: three applications, each with what it
 * reaches of sixteen; who has no rule for one of them is kept out by the rule for everyone.
 */
const SUITE_AID = 'A000000476416E64726F6964435453';
const SENDS = ['06', '08', '0A', '0C'].flatMap((ins) =>
  ['00', '80', '94', 'A0'].map((cla) => `${cla}${ins}0000`),
);
const CASES_40 = ['00060000', 'A0060000'];
const CASES_41 = SENDS.filter((apdu) => apdu.startsWith('94'));
const SUITE = [
  {
    hash: '4BBE31BEB2F753CFE71EC6BF112548687BB6C34E',
    reaches: '42 44 45 47 48 49 4A 4B 4C 4D 4E 4F',
    in40: 'D01000060000FFFF0000A0060000FFFF0000',
    allowed40: CASES_40,
  },
  {
    hash: '93B0FF2260BABD4C2A92C68AAA0039DC514D8A33',
    reaches: '43 45 46',
    in40: 'D01000060000FFFF0000A0060000FFFF0000',
    allowed40: CASES_40,
  },
  {
    hash: '5528CA826DA49D0D7329F8117481CCB27B8833AA',
    reaches: '45 46',
    in40: ALWAYS,
    allowed40: SENDS,
  },
];

test('rules of the compatibility suite of Android give each application what it expects [SEAC §4.2.3] [SEAC §4.2.4]', () => {
  const aids = Array.from({ length: 16 }, (_, at) => (0x40 + at).toString(16).toUpperCase());
  const rules = [
    ...aids.map((aid) => `${SUITE_AID}${aid} * ${NEVER}`),
    ...SUITE.flatMap(({ hash, reaches, in40 }) => [
      `${SUITE_AID}40 ${hash} ${in40}`,
      `${SUITE_AID}41 ${hash} D00894000000FF000000`,
      ...reaches.split(' ').map((aid) => `${SUITE_AID}${aid} ${hash} ${ALWAYS}`),
    ]),
  ].map(rule);
  for (const { hash, reaches, allowed40 } of SUITE) {
    for (const aid of aids) {
      const request = { aid: unhex(SUITE_AID + aid), hashes: [unhex(hash)] };
      const decision = decideAccess(rules, request)!;
      const allowed = SENDS.filter((apdu) => allowsCommand(decision, unhex(apdu)));
      const expected = { 40: allowed40, 41: CASES_41 }[aid] ?? (reaches.includes(aid) ? SENDS : []);
      assert.deepEqual(allowed, expected, `${hash} ${aid}`);
      assert.equal(decision.nfc, expected.length > 0);
    }
  }
});

test('a rule without an AID is a carrier’s, which concerns no application of the element', () => {
  const carriers = [`E116C114${ONE}`, `E11E4F06FFFFFFFFFFFFC114${ONE}`].map((reference) =>
    tlv('E2', `${reference}E30ADB08${'00'.repeat(7)}01`),
  );
  const rules = parseAllRules(unhex(tlv('FF40', carriers.join(''))));
  assert.ok(!isWireError(rules));
  assert.equal(rules.length, 2);
  const request = { aid: unhex(A), hashes: [unhex(ONE)] };
  assert.equal(decideAccess(rules, request), undefined);
});

test('a filter compares a header under its mask [SEAC §4.2.4]', () => {
  const decision = { nfc: true, apdu: [{ header: unhex('80CA0000'), mask: unhex('FFFF0000') }] };
  for (const [apdu, allowed] of [
    ['80CA9F7F00', true],
    ['80CA006600', true],
    ['00CA9F7F00', false],
    ['80E2000000', false],
    ['80', false],
  ] as const)
    assert.equal(allowsCommand(decision, unhex(apdu)), allowed, apdu);
});

for (const [why, coded] of [
  ['no reference', 'E303D00101'],
  ['no access', 'E1044F00C100'],
  ['a hash of 19 bytes', `E1174F00C113${'00'.repeat(19)}E303D00101`],
  ['an AID of 4 bytes', 'E1084F0401020304C100E303D00101'],
  ['no hash', 'E1074F05A000000001E303D00101'],
  ['both AID and default', 'E1064F00C000C100E303D00101'],
  ['a default with a value', 'E105C00100C100E303D00101'],
  ['an empty access', 'E1044F00C100E300'],
  ['APDU access 02', 'E1044F00C100E303D00102'],
  ['a filter of 7 bytes', 'E1044F00C100E309D00700000000000000'],
  ['events 02', 'E1044F00C100E303D10102'],
  ['permissions of 7 bytes', 'E1044F00C100E309DB0700000000000000'],
  ['another object behind', 'E1044F00C100E303D001015000'],
  ['a cut object', 'E1044F00C100E303D001'],
] as const)
  test(`no rule: ${why} [SEAC §6]`, () => {
    assert.ok(isWireError(parseAccessRule(unhex(coded))));
    assert.ok(isWireError(parseAllRules(unhex(tlv('FF40', tlv('E2', coded))))));
  });
