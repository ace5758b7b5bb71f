/**
 * Changed packages of the builder into an eUICC: none throws, no answer is 6F00, and what is
 * removed leaves no byte behind. Packages that others publish take part where they are present.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, bytes, hex, unhex } from '../../src/base/index.ts';
import { emitProfilePackage, PE_STATUS_CODE } from '../../src/wire/saip/index.ts';
import { randomCount, RANDOM_SEED, replayCommand } from '../random-counts.ts';
import { Random } from '../sim/random.ts';
import { added, optionally } from '../support/changed-packages.ts';
import { PROBE_FILE, PROBE_MODULE, stubBlock } from '../support/content-commands.ts';
import { LoadingCard } from '../support/loaded-profile.ts';
import { testProfile } from '../support/profile-packages.ts';
import { PUBLISHED_PACKAGES } from '../support/published-packages.ts';
import { CHANGES } from './mutate.ts';

/** With an application that runs. */
const WITH_APPLICATION = added({
  kind: 'application',
  value: {
    header: optionally,
    loadBlock: { loadPackageAID: unhex(PROBE_FILE), loadBlockObject: stubBlock() },
    instanceList: [
      {
        applicationLoadPackageAID: unhex(PROBE_FILE),
        classAID: unhex(PROBE_MODULE),
        instanceAID: unhex('F0424946524F4E530199'),
        applicationPrivileges: bytes(0),
        applicationSpecificParametersC9: bytes(),
        systemSpecificParameters: { nonVolatileMemoryQuotaC8: unhex('1000') },
        processData: [unhex('80E2800003FF4142')],
      },
    ],
  },
});

const SEEDS: readonly Bytes[] = [
  emitProfilePackage(testProfile()),
  emitProfilePackage(WITH_APPLICATION),
  emitProfilePackage(testProfile({ version: '3.3', suci: { profile: 'null' }, pinEnabled: true })),
  ...PUBLISHED_PACKAGES.map(({ bytes }) => bytes),
];

/** Without those that leave little of a package of thousands of bytes. */
const { truncate: _, ...KINDS } = CHANGES;
const CHANGES_MAX = 3;
/** A card of its own for so many packages, whose memory is compared at the end. */
const PACKAGES_OF_CARD = 100;

function changed(random: Random): Bytes {
  let input = random.of(SEEDS);
  const count = random.below(CHANGES_MAX + 1);
  for (let at = 0; at < count; at++) {
    input = random.of(Object.values(KINDS))(input, random, random.of(SEEDS));
  }
  return input;
}

/** Selects and reads what the profile has. */
function visit(card: LoadingCard, applications: readonly string[]): void {
  const answers = [card.select('3F00', '2FE2'), card.send('00B0000000'), card.send('00B2010400')];
  for (const aid of applications.slice(0, 3)) {
    answers.push(card.application(aid), card.send('00B0870000'), card.select('6F3B'));
    answers.push(card.send('00B2010400'), card.send('80F2000000'));
  }
  for (const one of answers) assert.notEqual(one.slice(-4), '6F00');
}

/** Which profile is enabled is kept from the first time on. */
function cardOfUse(): LoadingCard {
  const card = new LoadingCard();
  const { profile } = card.load(SEEDS[0]!);
  card.enable(profile!.isdP);
  card.disable(profile!.isdP);
  card.remove(profile!.isdP);
  return card;
}

test(`${randomCount('package')} changed packages: no throw, no 6F00, no byte lost`, (t) => {
  const random = new Random(RANDOM_SEED);
  const statuses = new Map<number, number>();
  let card = new LoadingCard();
  for (let run = 0; run < randomCount('package'); run++) {
    if (run % PACKAGES_OF_CARD === 0) card = cardOfUse();
    const { used } = card;
    const source = changed(random);
    try {
      const { response, profile } = card.load(source);
      const { status } = response.peStatus.at(-1)!;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.equal(profile !== undefined, status === PE_STATUS_CODE.ok);
      if (profile !== undefined) {
        card.enable(profile.isdP);
        visit(card, profile.applications);
        card.profiles.files(profile.isdP);
        card.disable(profile.isdP);
        card.remove(profile.isdP);
      }
      assert.deepEqual(card.profiles.list(), []);
      assert.equal(card.used, used, 'memory');
    } catch (error) {
      const file = fileURLToPath(import.meta.url);
      const about = `package ${run}: ${hex(source)}\nreplay: ${replayCommand(file)}`;
      throw new Error(about, { cause: error });
    }
  }
  t.diagnostic([...statuses].map(([status, count]) => `${status}: ${count}`).join(', '));
  assert.ok((statuses.get(PE_STATUS_CODE.ok) ?? 0) > randomCount('package') / 10);
  assert.ok(statuses.size > 4, 'several kinds of result');
});
