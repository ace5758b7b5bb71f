/**
 * GlobalPlatform from off the card against whole devices: what the host's side sends is what cards
 * understand, over the real terminal end of a link.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bytes, hex, HostError, Secret, unhex } from '../../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import {
  agreeScp11,
  authenticate,
  type Authentication,
  CardSession,
  deleteContent,
  deleteKeys,
  emitOperation,
  emitPrivileges,
  type HostConversation,
  installForExtradition,
  installForInstall,
  installForLoad,
  installForPersonalization,
  installParameters,
  listRegistry,
  loadContent,
  manage,
  NEW_KEY_TYPE,
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
import { COMMON, ese, patent } from '../../support/descriptions.ts';
import { TEST_KEY } from '../../support/globalplatform-card.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { certificate, ecdhOf, privateKeyOf } from '../../support/scp11-host.ts';

const APP = 'F0424946524F4E5301AA';
const LONG_KEY = `${TEST_KEY}505152535455565758595A5B5C5D5E5F`;
const NO_PRIVILEGES = unhex('000000');

/** The patent's eSE, changed; the client on its SPI link. */
function card(changes: object = {}): HostRig {
  return hostRig(patent, {
    containers: patent.containers.map((one) => (one === ese ? { ...one, ...changes } : one)),
  });
}

function hold<T>(
  rig: HostRig,
  talk: (session: CardSession) => HostConversation<T>,
  reports: Progress[] = [],
): T {
  const rng = randomStream(unhex('01'), 'host');
  const session = new CardSession({ crypto: pureCrypto, rng });
  return manage(talk(session), {
    transmit: (apdu) => unhex(rig.send('spi', hex(apdu))),
    report: (progress) => void reports.push(progress),
  });
}

function keys(value = TEST_KEY): Authentication['keys'] {
  const key = new Secret(unhex(value));
  return { enc: key, mac: key, dek: key };
}

function* open(
  session: CardSession,
  wish: Partial<Authentication> = {},
  aid = COMMON,
): HostConversation<void> {
  yield* session.select(unhex(aid));
  yield* authenticate(session, { keys: keys(), keyVersion: 0, level: 0x01, ...wish });
}

const names = (rows: readonly RegistryRow[]) => rows.map(({ aid }) => hex(aid));

function code(sw: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof HostError && error.code === 'CARD_REFUSED' && error.message.includes(sw);
}

/** A key set of each protocol that the host opens, and what the card's description has for it. */
const SCP03_LEVELS = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];

describe('secure channels', () => {
  for (const i of ['00', '10', '20', '30', '60', '70', '01', '71']) {
    for (const length of [16, 24, 32]) {
      test(`SCP03 with option ${i} and AES-${8 * length}, each level [GPAmdD §5.1]`, () => {
        const value = LONG_KEY.slice(0, 2 * length);
        const set = { version: 0x30, type: 'AES', enc: value, mac: value, dek: value };
        const rig = card({ secureChannels: [{ protocol: 'SCP03', i }], keySets: [set] });
        const option = Number.parseInt(i, 16);
        for (const level of SCP03_LEVELS) {
          const needed = (level & 0x10 && 0x20) | (level & 0x20 && 0x40);
          if ((option & needed) !== needed) continue;
          hold(rig, function* (session) {
            yield* open(session, { keys: keys(value), level, protocol: 3, option });
            for (let round = 0; round < 2; round++) {
              const facts = yield* readFacts(session);
              assert.equal(hex(facts.iin!), ese.iin);
            }
            if (level === 0) return;
            assert.ok(names(yield* listRegistry(session)).includes('A000000151414D534401'));
          });
        }
      });
    }
  }

  for (const i of ['05', '15', '35', '45', '55', '75']) {
    test(`SCP02 with option ${i}, each level [GPCS §E.1.1]`, () => {
      const set = { version: 0x20, type: 'DES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
      const rig = card({ secureChannels: [{ protocol: 'SCP02', i }], keySets: [set] });
      const option = Number.parseInt(i, 16);
      for (const level of [0x00, 0x01, 0x03, 0x10, 0x11, 0x13]) {
        if ((level & 0x10) !== 0 && (option & 0x20) === 0) continue;
        hold(rig, function* (session) {
          yield* open(session, { level, option, protocol: 2 });
          yield* readFacts(session);
          assert.equal(hex((yield* readFacts(session)).iin!), ese.iin);
          if ((level & 1) === 0) return;
          yield* session.sendChecked(installForPersonalization(unhex('A000000151414D534401')));
        });
      }
    });
  }

  for (const curve of ['p256', 'p384', 'brainpoolP256r1'] as const) {
    test(`SCP11a, b and c on ${curve}, S8 and S16 [GPAmdF §3]`, () => {
      const [own, authority, host] = ['card', 'authority', 'host'].map((one) => ecdhOf(curve, one));
      const key = { version: 3, curve, privateKey: hex(privateKeyOf(own!, curve)) };
      const signed = certificate({
        curve,
        serial: unhex('0A0B0C'),
        signer: authority!,
        subject: host!,
      });
      for (const i of ['9B02', 'DB02']) {
        const rig = card({
          secureChannels: [{ protocol: 'SCP11', i }],
          ecKeys: [
            ...[0x11, 0x13, 0x15].map((id) => ({ ...key, id, certificates: [] })),
            {
              version: 3,
              id: 0x10,
              curve,
              certificates: [],
              publicKey: hex(authority!.getPublicKey()),
              authority: '0102030405',
            },
          ],
        });
        for (const variant of ['a', 'b', 'c'] as const) {
          for (const keyLength of [16, 24, 32] as const) {
            hold(rig, function* (session) {
              yield* session.select(unhex(COMMON));
              yield* agreeScp11(session, {
                variant,
                curve,
                cardKey: own!.getPublicKey(),
                keyVersion: 3,
                level: keyLength === 16 ? 0x11 : 0x33,
                keyLength,
                s16: i === 'DB02',
                identity: {
                  key: privateKeyOf(host!, curve),
                  certificates: [signed],
                  authority: { version: 3, id: 0x10 },
                },
              });
              assert.equal(hex((yield* readFacts(session)).iin!), ese.iin);
              if (variant !== 'b') yield* listRegistry(session);
            });
          }
        }
      }
    });
  }

  test('a wrong key ends before EXTERNAL AUTHENTICATE, a wrong version at the card', () => {
    const rig = card();
    const wrong = keys('00'.repeat(16));
    assert.throws(
      () => hold(rig, (session) => open(session, { keys: wrong })),
      (error) => error instanceof HostError && error.code === 'CARD_UNTRUSTED',
    );
    assert.throws(() => hold(rig, (session) => open(session, { keyVersion: 0x11 })), code('6A88'));
  });
});

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

  test('what the card refuses is an error with the status word and a next step', () => {
    const rig = card();
    hold(rig, function* (session) {
      yield* open(session);
      try {
        yield* session.sendChecked(deleteContent(unhex('F001020304')));
        assert.fail('nothing has that name');
      } catch (error) {
        assert.ok(code('6A88')(error));
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

  test('more blocks than LOAD numbers are refused before the card sees one', () => {
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
        const added = replace(NEW_KEY_TYPE.AES, set);
        yield* putKeys(session, { replaces: 0, version: 0x32, id: 1, keys: added });
        yield* open(session, { keys: keys(value), keyVersion: 0x32, level: 0x33 });
        const next = replace(NEW_KEY_TYPE.AES, [other, other, other]);
        yield* putKeys(session, { replaces: 0x32, version: 0x33, id: 1, keys: next });
        yield* open(session, { keys: keys(other), keyVersion: 0x33 });
        yield* session.sendChecked(deleteKeys({ version: 0x33 }));
      });
      assert.throws(
        () => hold(rig, (session) => open(session, { keys: keys(other), keyVersion: 0x33 })),
        code('6A88'),
      );
    });
  }

  test('DES keys over SCP02, single keys and a public key of RSA [GPCS §11.8.2.3]', () => {
    const set = { version: 0x20, type: 'DES', enc: TEST_KEY, mac: TEST_KEY, dek: TEST_KEY };
    const rig = card({ secureChannels: [{ protocol: 'SCP02', i: '15' }], keySets: [set] });
    const value = LONG_KEY.slice(8, 40);
    hold(rig, function* (session) {
      yield* open(session, { protocol: 2, option: 0x15, level: 0x03 });
      const added = replace(NEW_KEY_TYPE.DES, [value, value, value]);
      yield* putKeys(session, { replaces: 0, version: 0x21, id: 1, keys: added });
      yield* open(session, { keys: keys(value), keyVersion: 0x21, protocol: 2, option: 0x15 });
      const modulus = { type: NEW_KEY_TYPE.RSA_MODULUS, value: unhex(`${'C3'.repeat(127)}01`) };
      const exponent = { type: NEW_KEY_TYPE.RSA_EXPONENT, value: unhex('010001') };
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
        const modulus = { type: NEW_KEY_TYPE.RSA_MODULUS, value: unhex(`${'C3'.repeat(255)}01`) };
        const exponent = { type: NEW_KEY_TYPE.RSA_EXPONENT, value: unhex('010001') };
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
      const key = [{ type: NEW_KEY_TYPE.AES, value: unhex(SIGN_KEY) }];
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
      code('6985'),
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
        privileges: emitPrivileges(['card-lock'])!,
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
