/** Rules that a client observes over the links of a whole device. [JCRE §4.5] [JCRE §9.4] */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hex, unhex } from '../../../../src/base/index.ts';
import {
  deleteContent,
  installForInstall,
  installParameters,
  loadContent,
} from '../../../../src/host/index.ts';
import { type CapName, readCapFile } from '../../../support/cap/read-cap.ts';
import type { HostRig } from '../../../support/host-rig.ts';
import { emitEnableProfileRequest } from '../../../../src/wire/es10/index.ts';
import { ISD_P2, REAL_ISD_R } from '../../../support/descriptions.ts';
import { card, hold, open, refusedWith } from '../../../support/off-card-host.ts';

const SCRIPT = 'F04A43524101';
const LIFE = 'F04A43524C01';
const OTHER = 'F04A43524CFF';
const LIFE_FILE = 'F04A43524C';
/** A class that the card's domains and native applications know no instruction of. */
const UNKNOWN = 'F04A4352FF';

function load(rig: HostRig, name: CapName, file: string): void {
  hold(rig, function* (session) {
    yield* open(session);
    yield* loadContent(session, { file: unhex(file), block: readCapFile(name) });
  });
}

function install(rig: HostRig, module: string, application = module): void {
  hold(rig, function* (session) {
    yield* open(session);
    yield* session.sendChecked(
      installForInstall({
        file: unhex(module.slice(0, -2)),
        module: unhex(module),
        application: unhex(application),
        privileges: unhex('000000'),
        parameters: installParameters({}),
      }),
    );
  });
}

function remove(rig: HostRig, aid: string, related = false): void {
  hold(rig, function* (session) {
    yield* open(session);
    yield* session.sendChecked(deleteContent(unhex(aid), { related }));
  });
}

const enable = emitEnableProfileRequest({
  profile: { by: 'isd-p', value: unhex(ISD_P2) },
  refresh: false,
});

describe('getProtocol is what the routing agent observed', () => {
  const rig = card();
  load(rig, 'rules/apdu', SCRIPT.slice(0, -2));
  install(rig, SCRIPT);
  const expected = {
    t0: '0000',
    t1: '0001',
    spi: '0001',
    'swp-a': 'FF81',
    'swp-b': 'FF91',
    'apdu-gate': 'FFB1',
  } as const;
  for (const [link, protocol] of Object.entries(expected))
    test(`over ${link}, in select too; SPI at install [M-57] [JCAPI §APDU.getProtocol]`, () => {
      assert.match(rig.select(link, SCRIPT), /9000$/);
      assert.equal(rig.send(link, '80010000060C0000150000'), '9000');
      assert.equal(rig.send(link, '8002000000'), '9000');
      assert.equal(rig.send(link, '8003000004'), `${protocol}01${protocol.slice(2)}9000`);
      const facts = rig.device.links.find(({ id }) => id === link)!;
      assert.equal(hex(Uint8Array.of(facts.javaCardProtocol)), protocol.slice(2));
      rig.reset(link);
    });

  test('over T=0 too an applet makes its chains and 61xx itself [ISO7816-4 §5.3]', () => {
    for (const link of ['t0', 'spi']) {
      rig.select(link, SCRIPT);
      assert.equal(rig.send(link, '1004000003112233'), '9000', link);
      assert.equal(rig.send(link, '0004000002112202'), '00059000', link);
      rig.reset(link);
    }
    rig.select('spi', SCRIPT);
    assert.equal(rig.send('spi', '000500000A'), '00010203040506070809610F');
    assert.equal(rig.send('spi', '00C000000A'), '000102030405060708096105');
    assert.equal(rig.send('spi', '00C0000005'), '00010203049000');
    rig.reset('spi');
  });
});

describe('a SELECT that matches nothing', () => {
  const rig = card();
  load(rig, 'rules/life', LIFE_FILE);
  install(rig, LIFE);
  const select = (p2: string) => `00A404${p2}${hex(Uint8Array.of(UNKNOWN.length / 2))}${UNKNOWN}00`;

  for (const link of ['spi', 't0', 'swp-a'])
    test(`over ${link} it goes to the current application [GPCS §6.4.2.1.2] [JCRE §4.5.2]`, () => {
      rig.select(link, LIFE);
      assert.equal(rig.send(link, select('00')), '00A49000');
      assert.equal(rig.send(link, '8005000000'), '00019000', 'selected as before');
      rig.reset(link);
    });

  test('the next occurrence of it is 6A82 [GPCS §6.4.2.1.2]', () => {
    rig.select('spi', LIFE);
    assert.equal(rig.send('spi', select('02')), '6A82');
    assert.equal(rig.send('spi', '8005000000'), '00019000');
    rig.reset('spi');
  });

  test('a security domain answers 6A82 [GPCS §6.4.2.1.2]', () => {
    hold(rig, function* (session) {
      yield* open(session);
    });
    assert.equal(rig.send('spi', select('00')), '6A82');
    rig.reset('spi');
  });

  test('the trace says where it went', () => {
    rig.select('spi', LIFE);
    rig.send('spi', select('00'));
    const decision = rig.device.trace.since(0).findLast(({ what }) => what === 'decision')!;
    assert.equal(decision.operands[0], 'current');
    rig.reset('spi');
  });
});

describe('deletion by the card manager', () => {
  function two(): HostRig {
    const rig = card();
    load(rig, 'rules/life', LIFE_FILE);
    install(rig, LIFE);
    install(rig, LIFE, OTHER);
    return rig;
  }

  test('not while an applet of the package is selected elsewhere [JCRE §11.3.4.1]', () => {
    const rig = two();
    rig.select('swp-a', OTHER);
    assert.throws(() => remove(rig, LIFE), refusedWith('6985'));
    assert.equal(rig.send('swp-a', '8005000000'), '00019000', 'nothing of uninstall stays');
    rig.reset('swp-a');
    remove(rig, LIFE);
    assert.doesNotMatch(rig.select('spi', LIFE), /9000$/);
  });

  test('a package goes with its applets though they refer to each other [JCRE §11.3.4.3]', () => {
    const rig = two();
    rig.select('swp-a', OTHER);
    assert.equal(rig.send('swp-a', '8006010000'), '00019000');
    rig.reset('swp-a');
    assert.throws(() => remove(rig, OTHER), refusedWith('6985'));
    remove(rig, LIFE_FILE, true);
    load(rig, 'rules/life', LIFE_FILE);
  });
});

test('a switch of profiles leaves an applet of the eSE as it was [M-36] [M-38]', () => {
  const rig = card();
  load(rig, 'rules/life', LIFE_FILE);
  install(rig, LIFE);
  rig.select('swp-a', LIFE);
  assert.equal(rig.send('swp-a', '8002030000'), '00019000');
  rig.select('t0', REAL_ISD_R);
  assert.match(
    rig.send('t0', `80E29100${hex(Uint8Array.of(enable.length))}${hex(enable)}00`),
    /9000$/,
  );
  assert.equal(rig.send('swp-a', '8005000000'), '00019000', 'still selected, as it was');
  rig.reset('swp-a');
  rig.select('swp-a', LIFE);
  assert.equal(rig.send('swp-a', '8005000000'), '00019000', 'a reset runs no deselect');
});
