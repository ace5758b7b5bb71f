import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bigEndian, bytes, EMPTY, Fault, unhex } from '../base/index.ts';
import { Bench, BENCH_LINK } from '../../tests/support/container-bench.ts';
import {
  DISABLE_RESULT,
  emitDisableProfileRequest,
  emitEnableProfileRequest,
  ENABLE_RESULT,
  parseDisableProfileResponse,
  parseEnableProfileResponse,
  type ProfileClass,
} from '../wire/es10/index.ts';
import {
  NO_SETTINGS,
  type CardSetup,
  createCard,
  GlobalPlatformCard,
  Handles,
  holdsCard,
  STANDARD_ROLE,
} from '../gp/index.ts';
import {
  Euicc,
  euiccSettings,
  ISD_P,
  type ProfileMetadata,
  type ProfileSetup,
  runEs10,
} from './index.ts';
import { enablementCodec } from './profile-codec.ts';
import { randomRuns } from '../../tests/random-counts.ts';
import { CARD_LIFE_CYCLE, PRIVILEGE } from '../wire/globalplatform/index.ts';

type Differences = Partial<Pick<ProfileSetup, 'enabled' | 'nickname'>> &
  Partial<Pick<ProfileMetadata, 'class'>>;

function profile(number: number, { class: kind, ...more }: Differences = {}): ProfileSetup {
  const metadata: ProfileMetadata = {
    iccid: bigEndian(number, 10),
    class: kind ?? 'operational',
    serviceProvider: '',
    profileName: '',
    owner: { mccMnc: bytes(0, 0xf1, 0x10) },
  };
  const isdP = bytes(0xa0, 0, 0, 5, 0x59, number);
  const setup = { name: `ISD-P${number}`, isdP, metadata, nickname: undefined };
  return { ...setup, enabled: false, fallBack: false, ...more };
}

/** A bench with an eUICC in its memory; the setups are read when there is none yet. */
function rig(profiles: readonly ProfileSetup[], before?: Bench) {
  const bench = new Bench(before ? { image: before.memory.image() } : {});
  const { services } = bench;
  const { nvm } = services;
  const isFirst = !holdsCard(nvm);
  if (isFirst) {
    euiccSettings(nvm).set({
      edition: '2.1',
      m2mEdition: undefined,
      emptySelect: 'isd-r',
      ciPublicKeys: [],
      time: undefined,
      authorisationRules: [],
    });
    createCard(nvm, CARD);
  }
  const handles = new Handles();
  const roles = [{ ...STANDARD_ROLE, name: ISD_P }];
  const card = new GlobalPlatformCard({ services, nvm, handles, runtimes: [], roles });
  const installer = {
    support: {
      services: new Set<never>(),
      tolerated: new Set<never>(),
      libraries: new Set<never>(),
      runs: () => false,
    },
    create: () => assert.fail('no package comes'),
  };
  const euicc = new Euicc(card, nvm, { applications: () => [], installer });
  if (isFirst) for (const one of profiles) euicc.profiles.add(one);
  bench.memory.commit();
  const session = bench.session();
  const named = (i: number) =>
    ({ profile: { by: 'iccid', value: profiles[i]!.metadata.iccid }, refresh: true }) as const;
  return {
    bench,
    euicc,
    enable: (i: number) =>
      parseEnableProfileResponse(runEs10(euicc, emitEnableProfileRequest(named(i)), session)),
    disable: (i: number) =>
      parseDisableProfileResponse(runEs10(euicc, emitDisableProfileRequest(named(i)), session)),
    states: () => euicc.profiles.list.map((one) => euicc.profiles.state(one)),
  };
}

const TEST = { class: 'test' } as const;

const CARD: CardSetup = {
  settings: NO_SETTINGS,
  issuer: {
    name: 'ISD-R',
    aid: unhex('A0000005591010FFFFFFFF8900000100'),
    lifeCycle: CARD_LIFE_CYCLE.SECURED,
    privileges: PRIVILEGE.SECURITY_DOMAIN,
    keys: [],
    objects: new Map(),
  },
  domains: [],
  loadFiles: [],
  applications: [],
};

test('enabling one profile disables the other with the same write [M-37]', () => {
  const { bench, enable, states } = rig([profile(1, { enabled: true }), profile(2)]);
  assert.equal(enable(1), ENABLE_RESULT.ok);
  assert.deepEqual(states(), ['disabled', 'enabled']);
  const batches = bench.memory.commit();
  assert.deepEqual(
    batches.map((one) => one.writes.length),
    [1],
  );
});

test('an undone switch leaves the states as they were', () => {
  const { bench, enable, states } = rig([profile(1, { enabled: true }), profile(2)]);
  enable(1);
  bench.memory.rollback();
  assert.deepEqual(states(), ['enabled', 'disabled']);
});

for (const place of ['current', 'beforeTest', 'fallBack'] as const) {
  test(`a record of the enabled profile whose ${place} is of none is damaged memory`, () => {
    const { bench, euicc } = rig([profile(1, { enabled: true }), profile(2)]);
    euicc.profiles.readThrough();
    const none = { current: 0, beforeTest: 0, fallBack: 0 };
    const cell = bench.services.nvm.cell('profiles/enabled', enablementCodec, none);
    cell.set({ ...cell.get(), [place]: 99 });
    assert.throws(() => euicc.profiles.readThrough(), /enabled profile names none/);
  });
}

test('states and nicknames survive a boot', () => {
  const setups = [profile(1, { enabled: true, nickname: 'one' }), profile(2)];
  const first = rig(setups);
  first.enable(1);
  first.euicc.profiles.setNickname(first.euicc.profiles.list[1]!, 'zwei');
  first.euicc.profiles.setNickname(first.euicc.profiles.list[0]!, '');
  first.bench.memory.commit();
  const { euicc, states } = rig(setups, first.bench);
  assert.deepEqual(states(), ['disabled', 'enabled']);
  assert.deepEqual(
    euicc.profiles.list.map((one) => euicc.profiles.nickname(one)),
    [undefined, 'zwei'],
  );
});

test('the wrong state and an unknown profile have different results, and change nothing', () => {
  const { enable, disable, states, euicc, bench } = rig([
    profile(1, { enabled: true }),
    profile(2),
  ]);
  assert.equal(enable(0), ENABLE_RESULT.profileNotInDisabledState);
  assert.equal(disable(1), DISABLE_RESULT.profileNotInEnabledState);
  const unknown = {
    profile: { by: 'isd-p', value: bytes(1, 2, 3, 4, 5) },
    refresh: false,
  } as const;
  const session = bench.session();
  const enabling = runEs10(euicc, emitEnableProfileRequest(unknown), session);
  assert.equal(parseEnableProfileResponse(enabling), ENABLE_RESULT.iccidOrAidNotFound);
  const disabling = runEs10(euicc, emitDisableProfileRequest(unknown), session);
  assert.equal(parseDisableProfileResponse(disabling), DISABLE_RESULT.iccidOrAidNotFound);
  assert.deepEqual(states(), ['enabled', 'disabled']);
  assert.deepEqual(bench.memory.commit(), []);
});

test('disabling a test profile brings back the profile it displaced', () => {
  const { enable, disable, states } = rig([profile(1, { enabled: true }), profile(2, TEST)]);
  enable(1);
  assert.equal(disable(1), DISABLE_RESULT.ok);
  assert.deepEqual(states(), ['enabled', 'disabled']);
});

test('from a test profile there is no way to another subscription', () => {
  const setups = [profile(1, { enabled: true }), profile(2, TEST), profile(3, TEST), profile(4)];
  const { enable, states } = rig(setups);
  enable(1);
  assert.equal(enable(2), ENABLE_RESULT.ok);
  assert.equal(enable(3), ENABLE_RESULT.wrongProfileReenabling);
  assert.deepEqual(states(), ['disabled', 'disabled', 'enabled', 'disabled']);
  assert.equal(enable(0), ENABLE_RESULT.ok);
  assert.equal(enable(3), ENABLE_RESULT.ok);
});

test('a REFRESH that was requested is noted in the trace', () => {
  const { enable, bench } = rig([profile(1)]);
  enable(0);
  assert.deepEqual(
    bench.notes.filter(([what]) => what === 'refresh-left'),
    [['refresh-left', 'spi', 'ISD-P1']],
  );
});

test('installing and deleting profiles leaves memory as it was, byte for byte', () => {
  const { bench, euicc } = rig([profile(1, { enabled: true }), profile(2)]);
  const { profiles } = euicc;
  const before = new Map(bench.memory.image());
  for (let round = 0; round < 1_000; round++) {
    const added = profiles.add(profile(3, { nickname: 'third' }));
    assert.equal(profiles.list.length, 3);
    assert.equal(added.number, 4, 'behind the ISD-R and two others');
    if (round % 2 === 0) bench.memory.commit();
    profiles.remove(added);
    bench.memory.commit();
    assert.deepEqual(
      profiles.list.map((one) => one.name),
      ['ISD-P1', 'ISD-P2'],
    );
  }
  assert.deepEqual(new Map(bench.memory.image()), before);
});

test('a deleted profile leaves no number behind where a test profile has displaced it', () => {
  const { bench, euicc, states } = rig([profile(1, { enabled: true }), profile(2, TEST)]);
  const { profiles } = euicc;
  profiles.enable(profiles.list[1]!);
  profiles.remove(profiles.list[0]!);
  assert.equal(profiles.beforeTest, undefined);
  profiles.disable(profiles.list[0]!);
  assert.deepEqual(states(), ['disabled']);
  bench.memory.commit();
  assert.throws(() => profiles.remove({ ...profiles.list[0]!, number: 9 }), Fault);
});

/** What the specification's prose says, as a model apart from the store. */
class Model {
  enabled: number | undefined;
  displaced: number | undefined;
  readonly classes: readonly ProfileClass[];

  constructor(classes: readonly ProfileClass[], enabled: number | undefined) {
    this.classes = classes;
    this.enabled = enabled;
  }

  enable(i: number): number {
    if (this.enabled === i) return 2;
    const fromTest = this.enabled !== undefined && this.classes[this.enabled] === 'test';
    if (this.classes[i] !== 'test') {
      if (fromTest && this.displaced !== undefined && this.displaced !== i) return 4;
      this.displaced = undefined;
    } else if (!fromTest) {
      this.displaced = this.enabled;
    }
    this.enabled = i;
    return 0;
  }

  disable(i: number): number {
    if (this.enabled !== i) return 2;
    this.enabled = this.classes[i] === 'test' ? this.displaced : undefined;
    this.displaced = undefined;
    return 0;
  }
}

test('any sequence of switches agrees with the model, across boots', () => {
  const scenario = fc.record({
    classes: fc.array(fc.constantFrom<ProfileClass>('test', 'operational', 'provisioning'), {
      minLength: 1,
      maxLength: 5,
    }),
    first: fc.option(fc.nat(4), { nil: undefined }),
    steps: fc.array(fc.tuple(fc.constantFrom('enable', 'disable', 'boot'), fc.nat(4)), {
      maxLength: 30,
    }),
  });
  fc.assert(
    fc.property(scenario, ({ classes, first, steps }) => {
      const enabled = first === undefined || first >= classes.length ? undefined : first;
      // A factory test profile does not replace an enabled profile.
      const setups = classes.map((one, i) =>
        profile(i + 1, { class: one, enabled: i === enabled }),
      );
      const model = new Model(classes, enabled);
      let card = rig(setups);
      for (const [step, number] of steps) {
        const i = number % classes.length;
        if (step === 'boot') card = rig(setups, card.bench);
        else if (step === 'enable') assert.equal(card.enable(i), model.enable(i));
        else assert.equal(card.disable(i), model.disable(i));
        card.bench.memory.commit();
        const expected = classes.map((_, k) => (k === model.enabled ? 'enabled' : 'disabled'));
        assert.deepEqual(card.states(), expected);
      }
    }),
    randomRuns('model'),
  );
});

test('the end of its card session ends the RSP session, that of another does not', () => {
  const { euicc } = rig([]);
  const card = { link: BENCH_LINK, lsi: 0, ram: new Map() };
  euicc.setSession({ card, challenge: EMPTY });
  euicc.reset({ link: BENCH_LINK, lsi: 1, ram: new Map() });
  assert.ok(euicc.session);
  euicc.reset(card);
  assert.equal(euicc.session, undefined);
});
