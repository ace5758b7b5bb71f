/** Profiles that come and go while the eUICC lives, with what they bring. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../tests/support/container-bench.ts';
import { forChange } from '../../../tests/support/content-commands.ts';
import { CONFIG, PROFILES } from '../../../tests/support/euicc-card.ts';
import { Client, TEST_KEY } from '../../../tests/support/globalplatform-card.ts';
import { grouping, installNative, NATIVE } from '../../../tests/support/native-card.ts';
import {
  ADM1,
  AUTHENTICATE,
  AUTHENTICATING_CONFIG,
  USIM,
  WRONG,
} from '../../../tests/support/uicc-card.ts';
import { nativeApplication, PROBE_INS } from '../../applets/index.ts';
import { bytes, EMPTY, hex, unhex } from '../../base/index.ts';
import { addApplication, removeEntry } from '../../gp/index.ts';
import type { Profile } from '../../rsp/index.ts';
import { contentOf } from './first-boot.ts';
import { euiccContainer, openEuicc } from './create-euicc.ts';
import type { ConsumerProfileConfig } from './description.ts';
import { profilesOf } from './setup.ts';
import { uiccSetup } from './uicc-setup.ts';

const key = { enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
const PROBE = { name: 'probe', aid: 'A000000151505242', module: 'probe', privileges: '000000' };

/** A third profile, with a domain, keys and an application. */
const THIRD: ConsumerProfileConfig = {
  ...PROFILES[0]!,
  name: 'ISD-P3',
  iccid: '8900000000000000003',
  isdP: 'A0000005591010FFFFFFFF8900001200',
  mnoSd: 'A0000001515350CC',
  mnoSdKeys: [{ type: 'AES' as const, version: 0x30, ...key }],
  applications: [PROBE],
  state: 'disabled',
};
const { setup } = profilesOf({ ...CONFIG, profiles: [THIRD] })[0]!;
const CONTENT = contentOf(THIRD)!;

function rig(before?: Bench) {
  const bench = new Bench(before ? { image: before.memory.image() } : {});
  const open = openEuicc(CONFIG, bench.services);
  bench.mount(euiccContainer(open, bench.services));
  const { euicc, cards } = open;
  return {
    bench,
    euicc,
    cards,
    uiccs: open.uiccs,
    install(content = CONTENT): Profile {
      const profile = euicc.profiles.add(setup);
      cards.create(profile, content);
      bench.memory.commit();
      return profile;
    },
    enable(profile: Profile): void {
      euicc.profiles.enable(profile);
      cards.endSessions();
      open.uiccs.endSessions();
      bench.memory.commit();
    },
    names: () => bench.container.entities().map((one) => one.name),
  };
}

test('creating and deleting a profile 1,000 times leaves memory as it was, byte for byte', () => {
  const { bench, euicc, install, names } = rig();
  const before = new Map(bench.memory.image());
  const first = install();
  const installed = new Map(bench.memory.image());
  assert.ok(installed.size > before.size + 5);
  euicc.profiles.remove(first);
  bench.memory.commit();
  for (let round = 0; round < 1_000; round++) {
    const profile = install();
    if (round % 100 === 0) assert.deepEqual(new Map(bench.memory.image()), installed);
    euicc.profiles.remove(profile);
    bench.memory.commit();
  }
  assert.deepEqual(new Map(bench.memory.image()), before);
  assert.deepEqual(names().slice(2), ['ISD-P1', 'ISD-P2', 'MNO-SD of ISD-P1']);
});

test('a profile installed in life works: its domain, its first application, after a boot too', () => {
  const before = rig();
  before.enable(before.install());
  for (const { bench, names } of [before, rig(before.bench)]) {
    assert.deepEqual(names().slice(4), ['ISD-P3', 'MNO-SD of ISD-P3', 'probe']);
    const client = new Client(bench, { entity: 'MNO-SD of ISD-P3' }).open(0x33);
    assert.match(hex(client.send('80F24002', '4F00').data), new RegExp(PROBE.aid));
    const session = bench.session(3);
    assert.equal(bench.select(session, bench.entity('probe')).sw, 0x9000);
    const states = bench.send(session, unhex(`83${hex(Uint8Array.of(PROBE_INS.STATES))}000000`));
    assert.equal(hex(states.data), '0F07');
  }
});

test('the first application installed in a profile in life works, and leaves nothing behind', () => {
  const { bench, cards, enable, install, names } = rig();
  enable(install({ ...CONTENT, applications: [] }));
  const before = new Map(bench.memory.image());
  const card = cards.enabled()!;
  for (let round = 0; round < 3; round++) {
    const from = { domain: card.registry.issuer, loadFile: EMPTY, specific: EMPTY };
    const entry = addApplication(card, nativeApplication(PROBE), from);
    bench.memory.commit();
    assert.equal(names().at(-1), 'probe');
    const session = bench.session();
    bench.select(session, bench.entity('probe'));
    const count = `80${hex(Uint8Array.of(PROBE_INS.TRANSACTION))}000001AA00`;
    assert.equal(hex(bench.send(session, unhex(count)).data), '00000001', 'its memory is new');
    assert.equal(card.isSelected(entry), true);
    assert.equal(card.isSelected(entry, session), false);
    bench.container.deselect(bench.entity('probe'), session, 'reset');
    assert.equal(card.isSelected(entry), false);
    removeEntry(card, entry);
    bench.memory.commit();
    assert.equal(bench.send(session, unhex(count)).sw, 0x6985, 'the session has ended');
    assert.deepEqual(new Map(bench.memory.image()), before);
  }
});

/** Files, PINs, a USIM that authenticates, a file system for remote management. */
const FILES = {
  ...AUTHENTICATING_CONFIG,
  remote: [{ tar: 'B00000', minimum: 2, access: 'full' as const }],
};

/** CREATE FILE of a transparent EF of five bytes that anyone may update. */
const CREATE = '00E000002262208202412183026F778A0105AB0F80017F900084013290008401D4900080020005';

/** What a terminal and a remote server do with a profile, so that each kind of record is there. */
function use({ bench, enable }: ReturnType<typeof rig>, profile: Profile): void {
  enable(profile);
  const usim = bench.session(1);
  bench.select(usim, bench.entity('USIM'), unhex(USIM));
  for (const [apdu, expected] of [
    ['002000010831323334FFFFFFFF', /^9000/],
    [`0020000A08${ADM1}`, /^9000/],
    [AUTHENTICATE, /^DB.*9000$/],
    ['00A4080C027F10', /^9000/],
    [CREATE, /^9000/],
    ['00D6000002AABB', /^9000/],
    ['00A4080C047F106F51', /^9000/],
    ['00D6000002AABB', /^9000/],
    [`0020000108${WRONG}`, /^63C2/],
  ] as const) {
    const { data, sw } = bench.send(usim, unhex(apdu));
    assert.match(hex(data) + hex(bytes(sw >> 8, sw & 0xff)), expected, apdu);
  }
  const entity = `MNO-SD of ${profile.name}`;
  const failed = new Client(bench, { entity });
  failed.initialize();
  assert.equal(failed.raw(`8482330010${'00'.repeat(16)}`).sw, 0x6300);
  const operator = new Client(bench, { entity }).open(0x33);
  const pin = { aid: 'F00000000150494E', privileges: '000100', system: 'CB028211' };
  assert.equal(installNative(operator, NATIVE.pin, pin), 0x9000);
  assert.equal(operator.send('80E62000', forChange({ aid: pin.aid })).sw, 0x9000);
  const personal = grouping('9010', '03') + grouping('8010', '241234FFFFFFFFFF');
  assert.equal(operator.send('80E28800', personal).sw, 0x9000);
  const app = bench.session(2);
  bench.select(app, bench.entity(pin.aid));
  assert.equal(bench.send(app, unhex('0020001108249999FFFFFFFFFF')).sw, 0x63c2);
}

test('a profile with files and applications, used in life, leaves nothing behind', () => {
  const life = rig();
  const { bench, euicc, enable, install, uiccs } = life;
  const [first] = euicc.profiles.list;
  enable(first!);
  const before = new Map(bench.memory.image());
  for (let round = 0; round < 2; round++) {
    const profile = install();
    uiccs.create(profile, uiccSetup(FILES));
    const installed = [...bench.memory.image()].length;
    use(life, profile);
    euicc.profiles.setNickname(profile, 'used');
    bench.memory.commit();
    assert.ok([...bench.memory.image()].length > installed + 10, 'its use is in memory');
    enable(first!);
    euicc.profiles.remove(profile);
    bench.memory.commit();
    assert.deepEqual(new Map(bench.memory.image()), before);
  }
});
