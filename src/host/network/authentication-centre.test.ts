import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, concat, HostError, readBigEndian, xored } from '../../base/index.ts';
import {
  type AuthenticationAlgorithm,
  authenticationFunctions,
  pureCrypto,
  randomStream,
} from '../../crypto/index.ts';
import { AuthenticationCentre } from './authentication-centre.ts';

const IMSI = '001010123456789';
const K = bytes(...Array(16).keys());
const ALGORITHMS: readonly AuthenticationAlgorithm[] = [
  { kind: 'milenage', k: K, opc: K.toReversed(), resLength: 8 },
  { kind: 'tuak', k: K, topc: concat(K, K), lengths: { res: 8, ck: 16, ik: 16 } },
  { kind: 'xor', k: K, resLength: 16 },
];

function centre(algorithm: AuthenticationAlgorithm, sqn?: number): AuthenticationCentre {
  const rng = randomStream(bytes(7), 'network');
  const made = new AuthenticationCentre({ crypto: pureCrypto, rng });
  made.subscribe({ imsi: IMSI, algorithm }, sqn);
  return made;
}

/** SQN, AMF and MAC of AUTN. */
function opened(algorithm: AuthenticationAlgorithm, rand: Uint8Array, autn: Uint8Array) {
  const functions = authenticationFunctions(pureCrypto, algorithm);
  const sqn = xored(autn.subarray(0, 6), functions.keys(rand).ak);
  const amf = autn.subarray(6, 8);
  assert.deepEqual(functions.mac({ rand, sqn, amf }).macA, autn.subarray(8));
  return { sqn: readBigEndian(sqn), amf };
}

test('each vector proves the network and has a greater sequence number [TS33102 §6.3.2]', () => {
  for (const algorithm of ALGORITHMS) {
    const network = centre(algorithm);
    const vectors = [network.vector(IMSI), network.vector(IMSI)];
    const [first, second] = vectors.map(({ rand, autn }) => opened(algorithm, rand, autn));
    assert.ok(second!.sqn >> 5 > first!.sqn >> 5, 'the sequence grows');
    assert.equal(second!.sqn % 32, (first!.sqn % 32) + 1, 'the index takes turns');
    assert.equal(first!.amf[0]! & 0x80, 0x80, 'the separation bit is set');
    assert.notDeepEqual(vectors[0]!.rand, vectors[1]!.rand);
  }
});

test('a USIM ahead of its network is followed by AUTS, and a forged one is not [TS33102 §6.3.5]', () => {
  for (const algorithm of ALGORITHMS) {
    const network = centre(algorithm);
    const { rand } = network.vector(IMSI);
    const functions = authenticationFunctions(pureCrypto, algorithm);
    const sqn = bytes(0, 0, 0, 1, 0, 0);
    const { macS } = functions.mac({ rand, sqn, amf: bytes(0, 0) });
    const auts = concat(xored(sqn, functions.resyncKey(rand)), macS);

    const forged = auts.with(13, auts[13]! ^ 1);
    for (const wrong of [forged, auts.subarray(1), concat(auts, bytes(0))])
      assert.equal(network.resynchronise(IMSI, { rand, auts: wrong }), false);
    const before = network.vector(IMSI);
    assert.ok(opened(algorithm, before.rand, before.autn).sqn < 0x10000, 'nothing changed');

    assert.equal(network.resynchronise(IMSI, { rand, auts }), true);
    const after = network.vector(IMSI);
    assert.ok(opened(algorithm, after.rand, after.autn).sqn > 0x10000);
  }
});

test('a subscriber that the network lacks is named', () => {
  const network = centre(ALGORITHMS[0]!);
  assert.equal(network.has('001019999999999'), false);
  assert.throws(
    () => network.vector('001019999999999'),
    (error) => error instanceof HostError && error.code === 'INPUT_INVALID',
  );
});
