import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../tests/random-counts.ts';
import { derive } from '../../tests/support/scp03-host.ts';
import { hex, unhex } from '../base/index.ts';
import { cmac, deriveScp03, pureCrypto, SCP03_DERIVATION as D } from './index.ts';

/** A session that a public client recorded with a real card, whose keys it published. */
const REAL = {
  enc: unhex('F995D0A069335C7DF42E590317FFEA6D'),
  mac: unhex('58563362EC5A4541ABCD32B34B1EAE7D'),
  aid: 'A000000151000000',
  sequence: '000015',
  hostChallenge: 'B2BDE1A2DC66BD56',
  cardChallenge: 'C40932A6FEFEAEB2',
  cardCryptogram: 'E127185170F45FCA',
  hostCryptogram: '59D54D932423D29F',
  sEnc: '9B841BB63D1087484FF7F16802017243',
  sMac: '8117FE5ADED74AC0DAABE9FB81DBDB67',
  sRmac: '4521D75E4D6F60DBFB8AB4EE254EF6F1',
};

test('challenge, session keys and cryptograms are those of a real card [GPAmdD §4.1.5]', () => {
  const enc = cmac(pureCrypto.aes(REAL.enc));
  const mac = cmac(pureCrypto.aes(REAL.mac));
  const context = unhex(REAL.hostChallenge + REAL.cardChallenge);
  const seed = unhex(REAL.sequence + REAL.aid);
  const challenge = deriveScp03(enc, { constant: D.CARD_CHALLENGE, length: 8, context: seed });
  assert.equal(hex(challenge), REAL.cardChallenge);
  const sEnc = deriveScp03(enc, { constant: D.S_ENC, length: 16, context });
  assert.equal(hex(sEnc), REAL.sEnc);
  const sMac = deriveScp03(mac, { constant: D.S_MAC, length: 16, context });
  assert.equal(hex(sMac), REAL.sMac);
  const sRmac = deriveScp03(mac, { constant: D.S_RMAC, length: 16, context });
  assert.equal(hex(sRmac), REAL.sRmac);
  const session = cmac(pureCrypto.aes(sMac));
  const card = deriveScp03(session, { constant: D.CARD_CRYPTOGRAM, length: 8, context });
  assert.equal(hex(card), REAL.cardCryptogram);
  const host = deriveScp03(session, { constant: D.HOST_CRYPTOGRAM, length: 8, context });
  assert.equal(hex(host), REAL.hostCryptogram);
});

test('keys of 24 bytes give a real card its challenge and cryptogram, over two rounds', () => {
  const key = cmac(pureCrypto.aes(unhex('DE2A3629CBC24E8D8869E82C8B4C0D874D88166B6F8A1C12')));
  const context = unhex('4157115CAD7D2FE7' + '726B1E22EED4F4BB');
  const seed = unhex('000012A000000151000000');
  const challenge = deriveScp03(key, { constant: D.CARD_CHALLENGE, length: 8, context: seed });
  assert.equal(hex(challenge), '726B1E22EED4F4BB');
  const sMac = deriveScp03(key, { constant: D.S_MAC, length: 24, context });
  const session = cmac(pureCrypto.aes(sMac));
  const card = deriveScp03(session, { constant: D.CARD_CRYPTOGRAM, length: 8, context });
  assert.equal(hex(card), 'AB21001BFD4B6F02');
});

test('every length equals an independent derivation [SP800-108 §5.1]', () => {
  const inputs = fc.record({
    key: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    constant: fc.constantFrom(...Object.values(D)),
    length: fc.constantFrom(8, 16, 24, 32),
    context: fc.uint8Array({ maxLength: 40 }),
  });
  fc.assert(
    fc.property(inputs, ({ key, constant, length, context }) => {
      const ours = deriveScp03(cmac(pureCrypto.aes(key)), { constant, length, context });
      assert.equal(hex(ours), hex(derive(key, constant, context, length)));
    }),
    randomRuns('codec'),
  );
});
