/**
 * Secure channels from off the card against whole devices: what the host's side sends is what cards
 * understand, over the real terminal end of a link.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hex, HostError, unhex } from '../../../src/base/index.ts';
import {
  agreeScp11,
  installForPersonalization,
  listRegistry,
  readFacts,
} from '../../../src/host/index.ts';
import { COMMON, ese } from '../../support/descriptions.ts';
import { TEST_KEY } from '../../support/globalplatform-card.ts';
import { card, hold, keys, open, refusedWith } from '../../support/off-card-host.ts';
import { certificate, ecdhOf, privateKeyOf } from '../../support/scp11-host.ts';

const LONG_KEY = `${TEST_KEY}505152535455565758595A5B5C5D5E5F`;

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
            assert.ok(
              (yield* listRegistry(session)).some(({ aid }) => hex(aid) === 'A000000151414D534401'),
            );
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
              const { iin, card: offered } = yield* readFacts(session);
              assert.equal(hex(iin!), ese.iin);
              const options = [Number.parseInt(i, 16)];
              assert.deepEqual(offered?.protocols, [{ protocol: 0x11, options }]);
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
    assert.throws(
      () => hold(rig, (session) => open(session, { keyVersion: 0x11 })),
      refusedWith('6A88'),
    );
  });
});
