/** The published examples of concealed identifiers, and what is refused. */
import assert from 'node:assert/strict';
import { concat, hex, type Rng, unhex } from '../../../src/base/index.ts';
import {
  concealSuci,
  decompressPoint,
  curveDomain,
  revealSuci,
} from '../../../src/crypto/index.ts';
import { fixedStream, stream, testPorts } from './ports.ts';

/** [TS33501 §C.4.3] [TS33501 §C.4.4] */
const EXAMPLES = [
  {
    profile: 'A',
    homeKey: 'C53C22208B61860B06C62E5406A7B330C2B577AA5558981510D128247D38BD1D',
    homePublicKey: '5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650',
    ephemeralKey: 'C80949F13EBE61AF4EBDBD293EA4F942696B9E815D7E8F0096BBF6ED7DE62256',
    output:
      'B2E92F836055A255837DEBF850B528997CE0201CB82ADFE4BE1F587D07D8457D' +
      'CB02352410CDDD9E730EF3FA87',
  },
  {
    profile: 'B',
    homeKey: 'F1AB1074477EBCC7F554EA1C5FC368B1616730155E0041AC447D6301975FECDA',
    homePublicKey: '0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1',
    ephemeralKey: '99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529',
    output:
      '039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D1' +
      '46A33FC2716AC7DAE96AA30A4D',
  },
] as const;
const PLAIN = '00012080F6';

/** A stream from which the generation of keys draws this one. */
function streamOf(profile: 'A' | 'B', key: string): Rng {
  if (profile === 'A') return fixedStream(unhex(key));
  const drawn = BigInt(`0x${key}`) - 1n;
  return fixedStream(concat(new Uint8Array(8), unhex(drawn.toString(16).padStart(64, '0'))));
}

testPorts(
  'the published examples of both profiles, concealed and revealed [TS33501 §C.3]',
  (port) => {
    for (const { profile, homeKey, homePublicKey, ephemeralKey, output } of EXAMPLES) {
      const parts = { profile, homePublicKey: unhex(homePublicKey), plain: unhex(PLAIN) };
      const concealed = concealSuci(port, streamOf(profile, ephemeralKey), parts);
      assert.equal(hex(concealed!), output);
      const revealed = revealSuci(port, { profile, key: unhex(homeKey), output: concealed! });
      assert.equal(hex(revealed!), PLAIN);
    }
  },
);

testPorts('profile B takes the home key in either form of a point', (port) => {
  const { homePublicKey } = EXAMPLES[1];
  const point = decompressPoint(curveDomain('p256'), unhex(homePublicKey))!;
  const given = [unhex(homePublicKey), point].map((key) =>
    hex(
      concealSuci(port, stream('suci'), {
        profile: 'B',
        homePublicKey: key,
        plain: unhex(PLAIN),
      })!,
    ),
  );
  assert.equal(given[0], given[1]);
});

testPorts('a home key that is none, a changed output and a short one are refused', (port) => {
  for (const { profile, homeKey, output } of EXAMPLES) {
    const key = unhex(homeKey);
    const plain = unhex(PLAIN);
    for (const homePublicKey of [new Uint8Array(profile === 'A' ? 32 : 33), unhex('02FF')]) {
      assert.equal(concealSuci(port, stream('x'), { profile, homePublicKey, plain }), undefined);
    }
    for (let at = 0; at < output.length / 2; at += 7) {
      const changed = unhex(output);
      changed[at]! ^= 0x01;
      assert.equal(revealSuci(port, { profile, key, output: changed }), undefined, `byte ${at}`);
    }
    assert.equal(revealSuci(port, { profile, key, output: unhex('0011') }), undefined);
  }
});
