/** Private keys on elliptic curves: ECPrivateKey, alone or in PKCS #8. [RFC5915 §3] [RFC5958 §2] */
import { type Bytes, bytes, concat, type WireError } from '../../base/index.ts';
import { DerReader, UNIVERSAL } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';
import { emitOid, readOid } from './names.ts';
import { curveOfKey, EC_PUBLIC_KEY, KEY_CURVE, type KeyCurve } from './public-key.ts';

export interface EcPrivateKey {
  readonly curve: KeyCurve;
  readonly key: Bytes;
}

interface ReadKey {
  readonly curve: KeyCurve | undefined;
  readonly key: Bytes;
}

const PARAMETERS_TAG = 0xa0;
const PUBLIC_KEY_TAG = 0xa1;

export function parseEcPrivateKey(source: Bytes): EcPrivateKey | WireError {
  const reader = DerReader.of('private key', source);
  const outer = reader.inside(UNIVERSAL.sequence, 'a private key');
  reader.end();
  const [version] = outer.value(UNIVERSAL.integer, 'a version');
  const { curve, key } = version === 0 ? readPkcs8(outer) : readInner(outer);
  if (reader.error) return reader.error;
  if (curve === undefined) {
    outer.reject('a key on P-256 or brainpoolP256r1', 'another');
    return reader.error!;
  }
  return { curve, key };
}

function readPkcs8(reader: DerReader): ReadKey {
  const algorithm = reader.inside(UNIVERSAL.sequence, 'an algorithm');
  const named = readOid(algorithm, 'an algorithm');
  const parameters = algorithm.done ? undefined : algorithm.whole('parameters');
  const inner = reader.inside(UNIVERSAL.octetString, 'a private key');
  const sequence = inner.inside(UNIVERSAL.sequence, 'a private key');
  sequence.value(UNIVERSAL.integer, 'a version');
  const { key } = readInner(sequence);
  return { curve: curveOfKey({ algorithm: named, parameters }), key };
}

/** Behind the version. */
function readInner(reader: DerReader): ReadKey {
  const key = reader.value(UNIVERSAL.octetString, 'the number of a private key');
  const named = reader.next(PARAMETERS_TAG)
    ? reader.inside(PARAMETERS_TAG, 'parameters').whole('parameters')
    : undefined;
  while (!reader.done) reader.whole('an element');
  return { curve: curveOfKey({ algorithm: EC_PUBLIC_KEY, parameters: named }), key };
}

/** As OpenSSL writes it, with the public key. */
export function emitEcPrivateKey({ curve, key }: EcPrivateKey, publicKey: Bytes): Bytes {
  return emitTlv(
    UNIVERSAL.sequence,
    emitTlv(UNIVERSAL.integer, bytes(1)),
    emitTlv(UNIVERSAL.octetString, key),
    emitTlv(PARAMETERS_TAG, emitOid(KEY_CURVE[curve])),
    emitTlv(PUBLIC_KEY_TAG, emitTlv(UNIVERSAL.bitString, concat(bytes(0), publicKey))),
  );
}
