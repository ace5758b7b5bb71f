/**
 * Several entities use one device at once. Whatever the order in which their commands overlap, the
 * device answers as if one link had sent at a time, in the order in which the kernel ran them.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '../../src/base/index.ts';
import { randomRuns } from '../random-counts.ts';
import { AM_SD, COMMON, ISD_P1, ISD_P2, patent, REAL_ISD_R } from '../support/descriptions.ts';
import { type HostRig, hostRig } from '../support/host-rig.ts';
import { Interleaving, MOVES, oneByOne } from '../support/interleaving.ts';

const interfaces = [
  { id: 'iso0', kind: 'iso', links: [{ id: 't0', protocol: 't0' }] },
  { id: 'iso1', kind: 'iso', links: [{ id: 't1', protocol: 't1' }] },
  { id: 'bus', kind: 'spi', links: [{ id: 'spi', protocol: 'spi' }] },
  {
    id: 'wire',
    kind: 'swp',
    links: [
      { id: 'type-a', protocol: 'swp-a' },
      { id: 'type-b', protocol: 'swp-b' },
      { id: 'gate', protocol: 'apdu-gate' },
    ],
  },
];
const LINKS = ['t0', 't1', 'spi', 'type-a', 'type-b', 'gate'] as const;
type Programs = Record<(typeof LINKS)[number], readonly string[]>;

/** What commands cost in virtual milliseconds, where they do: some far beyond a waiting time. */
const COSTS = { '80E2': 2_500, '8050': 400, '00A4': 40, '80CA': 3, '0070': 1_200 };

function rig(costs: object = {}): HostRig {
  return hostRig(patent, { interfaces, costs }, { manner: 'tpdu' });
}

const select = (aid: string, channel = 0): string =>
  `0${channel}A40400${(aid.length / 2).toString(16).padStart(2, '0')}${aid}00`;
const es10 = (message: string): string =>
  `80E29100${(message.length / 2).toString(16).padStart(2, '0')}${message}00`;
const nickname = (letter: string): string => es10(`BF29105A0A980001010000000000F190024E${letter}`);
const profile = (tag: string, isdP: string): string => es10(`${tag}17A0124F10${isdP}810100`);

/** What changes nothing but its own link's sessions. */
const READING = [
  select(COMMON),
  select(REAL_ISD_R),
  select(AM_SD),
  select(ISD_P1),
  select('A0000001'),
  select(COMMON, 1),
  select(AM_SD, 2),
  '00A4040200',
  '0070000001',
  '00708001',
  '00708002',
  '80CA006600',
  '81CA004200',
  '80CA9F7F00',
  '80F24002024F0000',
  es10('BF3E035C015A'),
  es10('BF2D00'),
  '00C0000000',
  '80FF0000',
  // What T=0 refuses at the header, and data for an instruction that takes none.
  'A0F2000016',
  '20B000000A',
  '80F2000016',
  '00FD000003',
  '03CA9F7F2D',
  'C0CA9F7F2D',
  '80CA006603010203',
];
/** What writes, or takes from a container's random stream. */
const WRITING = [
  nickname('31'),
  nickname('32'),
  profile('BF31', ISD_P1),
  profile('BF31', ISD_P2),
  profile('BF32', ISD_P1),
  es10('BF2E00'),
  '8050300008A1A2A3A4A5A6A7A800',
  '8050FF00080102030405060708',
];

/** Mostly after the root was selected, so that most commands find somebody. */
const program = (words: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(COMMON, COMMON, REAL_ISD_R, AM_SD), fc.array(fc.constantFrom(...words)))
    .map(([aid, rest]) => [select(aid), ...rest]);
const picks = fc.array(fc.nat({ max: MOVES * LINKS.length - 1 }), { maxLength: 200, size: 'max' });

function programs(words: readonly string[]): fc.Arbitrary<Programs> {
  const each = program(words);
  return fc.record({ t0: each, t1: each, spi: each, 'type-a': each, 'type-b': each, gate: each });
}

function memoryOf({ device }: HostRig): Readonly<Record<string, string>> {
  return Object.fromEntries([...device.image()].map(([key, value]) => [key, hex(value)]).sort());
}

for (const [how, costs] of [
  ['at once', {}],
  ['at once, some of them slowly,', COSTS],
] as const) {
  test(`entities ${how} are as one after the other, memory included [M-20] [M-106]`, () => {
    fc.assert(
      fc.property(programs([...READING, ...WRITING]), picks, (all, order) => {
        const at = rig(costs);
        const crowd = new Interleaving(at, all);
        crowd.run(order);
        const quiet = rig();
        const expected = oneByOne(quiet, LINKS, crowd.deeds);
        for (const [deed, answer] of crowd.answers)
          assert.equal(answer, expected.get(deed), `${deed.link} ${deed.apdu}`);
        assert.deepEqual(memoryOf(at), memoryOf(quiet));
      }),
      randomRuns('device'),
    );
  });
}

test('where no command writes, the answers of a link do not depend on other links [M-20]', () => {
  fc.assert(
    fc.property(programs(READING), picks, (all, order) => {
      const crowd = new Interleaving(rig(COSTS), all);
      crowd.run(order);
      for (const link of LINKS) {
        const own = crowd.deeds.filter((deed) => deed.link === link);
        const expected = oneByOne(rig(), [link], own);
        for (const deed of own) {
          const answer = crowd.answers.get(deed);
          if (answer !== undefined)
            assert.equal(answer, expected.get(deed), `${link} ${deed.apdu}`);
        }
      }
    }),
    randomRuns('device'),
  );
});

const PROBE = 'A000000151505242';
/** Privileges to lock the card and to terminate it. */
const MAY_BOTH = '180000';

/** Locks from inside while others are in session, and what others then try on further channels. */
const LOCKING = [
  ...READING,
  select(PROBE),
  select(PROBE, 1),
  '8002000000',
  '8102000000',
  '8004870000',
  '8104870000',
  '0170000001',
  '0270000001',
  '00FD000003010203',
  'A0F200000411223344',
  '20B00000021122',
  '81F28002024F0000',
];

test('locks while others are in session: as one after the other, memory included [P-04]', () => {
  const [telecom, ese] = patent.containers;
  const probe = { name: 'probe', aid: PROBE, module: 'probe', privileges: MAY_BOTH };
  const containers = [telecom, { ...ese, applications: [probe] }];
  const lockable = (costs: object): HostRig =>
    hostRig(patent, { interfaces, costs, containers }, { manner: 'tpdu' });
  let locks = 0;
  fc.assert(
    fc.property(programs(LOCKING), picks, (all, order) => {
      const at = lockable(COSTS);
      const crowd = new Interleaving(at, all);
      crowd.run(order);
      const quiet = lockable({});
      const expected = oneByOne(quiet, LINKS, crowd.deeds);
      for (const [deed, answer] of crowd.answers)
        assert.equal(answer, expected.get(deed), `${deed.link} ${deed.apdu}`);
      assert.deepEqual(memoryOf(at), memoryOf(quiet));
      if (at.device.trace.since(0).some((one) => one.what === 'life-cycle')) locks++;
    }),
    randomRuns('device'),
  );
  assert.ok(locks > 0, 'locks came about');
});

test('overlap is real: commands wait for another link’s durability, and keep their order', () => {
  const all: Programs = {
    t0: [select(COMMON), nickname('31'), nickname('32')],
    t1: [select(COMMON)],
    spi: [select(COMMON), '80CA006600'],
    'type-a': [select(COMMON), '80CA9F7F00'],
    'type-b': [],
    gate: [select(AM_SD)],
  };
  const crowd = new Interleaving(rig(), all);
  crowd.run([]);
  const order = crowd.deeds.map((deed) => deed.link);
  assert.notDeepEqual(order, order.toSorted(), 'the kernel went from link to link');
  assert.equal(crowd.answers.size, 9);
});
