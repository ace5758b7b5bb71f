/** CAP files over the links of whole devices: what a card manager and a client observe. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, hex, unhex } from '../../../src/base/index.ts';
import {
  deleteContent,
  installForInstall,
  installParameters,
  listRegistry,
  loadContent,
} from '../../../src/host/index.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';
import type { HostRig } from '../../support/host-rig.ts';
import { card, hold, open, refusedWith } from '../../support/off-card-host.ts';

const FILE = 'F04A434C414204';
const MODULE = 'F04A434C41420401';
const APPLET = 'F04A434C41420499';
const BLOCK = readCapFile('SemProbe_jc304');

function install(rig: HostRig, application: string, specific?: Bytes): void {
  hold(rig, function* (session) {
    yield* open(session);
    yield* session.sendChecked(
      installForInstall({
        file: unhex(FILE),
        module: unhex(MODULE),
        application: unhex(application),
        privileges: unhex('000000'),
        parameters: installParameters(specific === undefined ? {} : { application: specific }),
      }),
    );
  });
}

function load(rig: HostRig): void {
  hold(rig, function* (session) {
    yield* open(session);
    yield* loadContent(session, { file: unhex(FILE), block: BLOCK });
  });
}

test('an applet is loaded, installed, used over two links, and deleted [M-38] [GPCS §9.3] [JCRE §3.1]', () => {
  const rig = card();
  load(rig);
  install(rig, APPLET);
  for (const link of ['spi', 'swp-a']) {
    assert.match(rig.select(link, APPLET), /9000$/);
    assert.equal(rig.send(link, '8001000000'), '00759000');
    assert.equal(rig.send(link, '80FF000000'), '6D00');
    rig.reset(link);
  }
  hold(rig, function* (session) {
    yield* open(session);
    const row = (yield* listRegistry(session)).find(({ aid }) => hex(aid) === APPLET);
    assert.equal(row?.stateName, 'SELECTABLE');
    yield* session.sendChecked(deleteContent(unhex(APPLET)));
    yield* session.sendChecked(deleteContent(unhex(FILE), { related: true }));
    const left = (yield* listRegistry(session)).map(({ aid }) => hex(aid));
    assert.ok(!left.includes(FILE) && !left.includes(APPLET));
  });
  assert.doesNotMatch(rig.select('spi', APPLET), /9000$/);
});

test('two applets of one package keep apart what each stores [JCRE §6.1]', () => {
  const rig = card();
  load(rig);
  install(rig, APPLET);
  install(rig, MODULE);
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '8005000000'), '6F00');
  assert.equal(rig.send('spi', '8006000000'), '00019000');
  rig.select('spi', MODULE);
  assert.equal(rig.send('spi', '8006000000'), '00009000');
});

test('an AID that an applet has is refused, and changes nothing [GPCS §9.3.6]', () => {
  const rig = card();
  load(rig);
  install(rig, APPLET);
  assert.throws(() => install(rig, APPLET), refusedWith('6985'));
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00659000');
});

test('transient data of a deselected applet are cleared; persistent ones stay [JCRE §5.2]', () => {
  const rig = card();
  load(rig);
  install(rig, APPLET);
  install(rig, MODULE);
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00659000');
  assert.equal(rig.send('spi', '800E000000'), '00CA9000');
  rig.select('spi', MODULE);
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00679000', '1 of the first array, 3 of the second');
});

test('a reset clears transient data [JCRE §5.2]', () => {
  const rig = card();
  load(rig);
  install(rig, APPLET);
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00659000');
  rig.reset('spi');
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00659000');
  rig.reboot(unhex('05060708'));
  rig.select('spi', APPLET);
  assert.equal(rig.send('spi', '800E000000'), '00659000');
  assert.equal(rig.send('spi', '8006000000'), '00009000');
});
