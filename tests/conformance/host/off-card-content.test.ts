/** Management of content, keys and life cycles from off the card, against whole devices. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bytes, hex, HostError, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import {
  deleteContent,
  deleteKeys,
  emitOperation,
  emitPrivilegeNames,
  installForExtradition,
  installForInstall,
  installForLoad,
  installForPersonalization,
  installParameters,
  listRegistry,
  loadContent,
  parseConfirmation,
  type Progress,
  putKeys,
  readFacts,
  type RegistryRow,
  setApplicationState,
  setCardState,
  signerOf,
  storeData,
  verifiesReceipt,
} from '../../../src/host/index.ts';
import { PROBE_FILE, PROBE_MODULE, stubBlock } from '../../support/content-commands.ts';
import { ese } from '../../support/descriptions.ts';
import { TEST_KEY } from '../../support/globalplatform-card.ts';
import type { HostRig } from '../../support/host-rig.ts';
import { card, hold, keys, open, refusedWith } from '../../support/off-card-host.ts';
import { KEY_TYPE } from '../../../src/wire/globalplatform/index.ts';

const APP = 'F0424946524F4E5301AA';
const LONG_KEY = `${TEST_KEY}505152535455565758595A5B5C5D5E5F`;
const NO_PRIVILEGES = unhex('000000');

const names = (rows: readonly RegistryRow[]) => rows.map(({ aid }) => hex(aid));

describe('content', () => {
  test('load, install, use, lock, unlock, personalize, delete [GPCS §9.3]', () => {
    const rig = card();
    const reports: Progress[] = [];
    const block = stubBlock();
    hold(
      rig,
      function* (session) {
        yield* open(session, { level: 0x33 });
        const file = unhex(PROBE_FILE);
        const answer = yield* loadContent(session, {
          file,
          block,
          hash: 'sha256',
          blockLength: 16,
        });
        assert.equal(parseConfirmation(answer), undefined);
        yield* session.sendChecked(
          installForInstall({
            file,
            module: unhex(PROBE_MODULE),
            application: unhex(APP),
            privileges: NO_PRIVILEGES,
            parameters: installParameters({ application: unhex('01') }),
          }),
        );
        const rows = yield* listRegistry(session);
        const loaded = rows.find(({ aid }) => hex(aid) === PROBE_FILE);
        assert.equal(loaded?.kind, 'load-file');
        assert.deepEqual(loaded.modules.map(hex), [PROBE_MODULE]);
        assert.equal(hex(loaded.version!), '0100');
        const installed = rows.find(({ aid }) => hex(aid) === APP);
        assert.equal(installed?.stateName, 'SELECTABLE');
        assert.equal(hex(installed.loadFile!), PROBE_FILE);
        yield* session.sendChecked(setApplicationState(unhex(APP), 0x80));
        const locked = (yield* listRegistry(session)).find(({ aid }) => hex(aid) === APP);
        assert.equal(locked?.stateName, 'LOCKED (SELECTABLE)');
        yield* session.sendChecked(setApplicationState(unhex(APP), 0x07));
        yield* session.sendChecked(installForPersonalization(unhex(APP)));
        yield* storeData(session, unhex('C0FFEE'), { layout: 'none' });
      },
      reports,
    );
    assert.match(rig.select('spi', APP), /9000$/);
    assert.equal(rig.send('spi', '8009000000'), 'C0FFEE9000');
    assert.equal(reports.at(-1)?.done, reports.at(-1)?.total);
    assert.ok(reports.length > 1);
    hold(rig, function* (session) {
      yield* open(session);
      yield* session.sendChecked(deleteContent(unhex(PROBE_FILE), { related: true }));
      const left = names(yield* listRegistry(session));
      assert.ok(!left.includes(APP) && !left.includes(PROBE_FILE));
    });
  });

  test('in use in the field: not deleted, and once locked only until it is selected again [GPCS §6.4.2.1.2] [GPCS §9.5.1] [GPCS §9.6.2]', () => {
    const rig = card();
    const file = unhex(PROBE_FILE);
    const application = unhex(APP);
    const parameters = installParameters({});
    const module = unhex(PROBE_MODULE);
    const install = { file, module, application, privileges: NO_PRIVILEGES, parameters };
    const counted = () => rig.send('swp-a', '8006000000').slice(-4);
    const remove = (name: string, related: boolean) =>
      hold(rig, function* (session) {
        yield* open(session);
        yield* session.sendChecked(deleteContent(unhex(name), { related }));
      });
    hold(rig, function* (session) {
      yield* open(session);
      yield* loadContent(session, { file, block: stubBlock() });
      yield* session.sendChecked(installForInstall(install));
    });
    assert.match(rig.select('swp-a', APP), /9000$/);
    assert.throws(() => remove(APP, false), refusedWith('6985'));
    assert.throws(() => remove(PROBE_FILE, true), refusedWith('6985'));
    hold(rig, function* (session) {
      yield* open(session);
      yield* session.sendChecked(setApplicationState(application, 0x80));
    });
    assert.equal(counted(), '9000', 'what is selected stays so');
    assert.equal(rig.select('swp-a', APP), '6A82');
    assert.equal(counted(), '6985');
    remove(PROBE_FILE, true);
    assert.equal(rig.select('swp-a', APP), '6A82');
  });

  test('what the card refuses is an error with the status word and a next step', () => {
    const rig = card();
    hold(rig, function* (session) {
      yield* open(session);
      try {
        yield* session.sendChecked(deleteContent(unhex('F001020304')));
        assert.fail('nothing has that name');
      } catch (error) {
        assert.ok(refusedWith('6A88')(error));
        assert.match((error as HostError).next, /bifrons gp list/);
      }
    });
  });

  test('the card is locked, unlocked [GPCS §11.10]', () => {
    const rig = card();
    hold(rig, function* (session) {
      yield* open(session);
      yield* session.sendChecked(setCardState('CARD_LOCKED'));
      const [issuer] = yield* listRegistry(session);
      assert.equal(issuer?.stateName, 'CARD_LOCKED');
      yield* session.sendChecked(setCardState('SECURED'));
    });
  });

  test('more blocks than LOAD numbers are refused before the first is sent', () => {
    const rig = card();
    const block = new Uint8Array(300);
    const task = { file: unhex(PROBE_FILE), block, blockLength: 1 };
    assert.throws(
      () =>
        hold(rig, function* (session) {
          yield* open(session);
          yield* loadContent(session, task);
        }),
      (error) => error instanceof HostError && error.code === 'INPUT_INVALID',
    );
  });
});

describe('keys', () => {
  const replace = (type: number, values: readonly string[]) =>
    values.map((value) => [{ type, value: unhex(value) }]);

  for (const length of [16, 24, 32]) {
    test(`a key set of AES-${8 * length} is added, replaced, deleted [GPCS §11.8]`, () => {
      const rig = card();
      const value = `11${LONG_KEY}`.slice(0, 2 * length);
      const set = [value, value, value];
      const other = `${value.slice(2)}FF`;
      hold(rig, function* (session) {
        yield* open(session);
        const added = replace(KEY_TYPE.AES, set);
        yield* putKeys(session, { replaces: 0, version: 0x32, id: 1, keys: added });
        yield* open(session, { keys: keys(value), keyVersion: 0x32, level: 0x33 });
        const next = replace(KEY_TYPE.AES, [other, other, other]);
        yield* putKeys(session, { replaces: 0x32, version: 0x33, id: 1, keys: next });
        yield* open(session, { keys: keys(other), keyVersion: 0x33 });
        yield* session.sendChecked(deleteKeys({ version: 0x33 }));
      });
      assert.throws(
        () => hold(rig, (session) => open(session, { keys: keys(other), keyVersion: 0x33 })),
        refusedWith('6A88'),
      );
    });
  }

  test('DES keys over SCP02, single keys and a public key of RSA [GPCS §11.8.2.3]', () => {
    const set = { version: 0x20, type: 'DES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
    const rig = card({ secureChannels: [{ protocol: 'SCP02', i: '15' }], keySets: [set] });
    const value = LONG_KEY.slice(8, 40);
    hold(rig, function* (session) {
      yield* open(session, { protocol: 2, option: 0x15, level: 0x03 });
      const added = replace(KEY_TYPE.DES, [value, value, value]);
      yield* putKeys(session, { replaces: 0, version: 0x21, id: 1, keys: added });
      yield* open(session, { keys: keys(value), keyVersion: 0x21, protocol: 2, option: 0x15 });
      const modulus = { type: KEY_TYPE.RSA_MODULUS, value: unhex(`${'C3'.repeat(127)}01`) };
      const exponent = { type: KEY_TYPE.RSA_PUBLIC_EXPONENT, value: unhex('010001') };
      const key = [modulus, exponent];
      yield* putKeys(session, { replaces: 0, version: 0x73, id: 1, keys: [key] });
      const { keys: shown } = yield* readFacts(session);
      assert.deepEqual(
        shown.find(({ version }) => version === 0x73)?.components.map(({ length }) => length),
        [128, 3],
      );
    });
  });

  test('a key of RSA-2048 goes out as a chain under one MAC [GPCS §11.1.5.1]', () => {
    for (const level of [0x01, 0x33]) {
      const rig = card();
      hold(rig, function* (session) {
        yield* open(session, { level });
        const modulus = { type: KEY_TYPE.RSA_MODULUS, value: unhex(`${'C3'.repeat(255)}01`) };
        const exponent = { type: KEY_TYPE.RSA_PUBLIC_EXPONENT, value: unhex('010001') };
        const key = [modulus, exponent];
        yield* putKeys(session, { replaces: 0, version: 0x73, id: 1, keys: [key] });
        assert.equal(hex((yield* readFacts(session)).iin!), ese.iin, 'the session goes on');
      });
    }
  });
});

describe('delegated management', () => {
  const DM = 'A0000001514D53';
  const SIGN_KEY = '707172737475767778797A7B7C7D7E7F';
  const signing = { kind: 'aes', key: unhex(SIGN_KEY) } as const;

  function delegating(): HostRig {
    const rig = card({
      securityDomains: [
        {
          name: 'DM SD',
          aid: DM,
          privileges: '200000',
          lifeCycle: 'PERSONALIZED',
          keySets: [{ version: 0x31, enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY }],
          data: {},
        },
      ].map((one) => ({ ...one, privileges: 'A00000' })),
    });
    hold(rig, function* (session) {
      yield* open(session);
      const key = [{ type: KEY_TYPE.AES, value: unhex(SIGN_KEY) }];
      for (const version of [0x70, 0x71]) {
        yield* putKeys(session, { replaces: 0, version, id: 1, keys: [key] });
      }
    });
    return rig;
  }

  test('tokens are made, receipts are verified [GPCS §C.4] [GPCS §C.5]', () => {
    const rig = delegating();
    const token = signerOf(pureCrypto, randomStream(unhex('02'), 'signer'), signing);
    const file = unhex(PROBE_FILE);
    hold(rig, function* (session) {
      yield* open(session, {}, DM);
      const domain = unhex(DM);
      const loaded = yield* loadContent(session, {
        file,
        domain,
        block: stubBlock(),
        hash: 'sha256',
        token,
      });
      check(loaded, emitOperation(file, domain));
      const application = unhex(APP);
      const installed = yield* session.sendChecked(
        installForInstall(
          {
            file,
            module: unhex(PROBE_MODULE),
            application,
            privileges: NO_PRIVILEGES,
            parameters: installParameters({}),
          },
          token,
        ),
      );
      check(installed, emitOperation(file, application));
      const deleted = yield* session.sendChecked(deleteContent(application, { token }));
      check(deleted, emitOperation(application));
    });
    function check(answer: Bytes, operation: Bytes): void {
      const confirmation = parseConfirmation(answer)!;
      assert.ok(verifiesReceipt(pureCrypto, signing, { confirmation, operation }));
      assert.equal(hex(confirmation.card), ese.iin + ese.cin);
      const spoilt = Uint8Array.from(operation);
      spoilt[1]! ^= 1;
      assert.ok(!verifiesReceipt(pureCrypto, signing, { confirmation, operation: spoilt }));
    }
  });

  test('without a token the card refuses [GPCS §9.3.5]', () => {
    const rig = delegating();
    assert.throws(
      () =>
        hold(rig, function* (session) {
          yield* open(session, {}, DM);
          yield* session.sendChecked(
            installForLoad({ file: unhex(PROBE_FILE), domain: unhex(DM) }),
          );
        }),
      refusedWith('6985'),
    );
  });
});

test('an application is given to another security domain [GPCS §9.4.1]', () => {
  const rig = card();
  const application = unhex(APP);
  hold(rig, function* (session) {
    yield* open(session);
    const file = unhex(PROBE_FILE);
    yield* loadContent(session, { file, block: stubBlock() });
    yield* session.sendChecked(
      installForInstall({
        file,
        module: unhex(PROBE_MODULE),
        application,
        privileges: emitPrivilegeNames(['card-lock'])!,
        parameters: installParameters({ nonVolatile: 512 }),
      }),
    );
    const domain = unhex('A000000151414D534401');
    yield* session.sendChecked(installForExtradition({ domain, application }));
    const row = (yield* listRegistry(session)).find(({ aid }) => hex(aid) === APP);
    assert.equal(hex(row!.domain!), 'A000000151414D534401');
    assert.deepEqual(row!.privileges, ['card-lock']);
  });
});
