/**
 * The one-time key of the eUICC that a package is bound to. It stays until a result of the
 * installation was made, so that a download that was interrupted can be tried again with the
 * package that the server has bound already. [SGP22 §3.1.3] [SGP22 §5.7.5]
 */
import {
  type Bytes,
  concat,
  EMPTY,
  equal,
  Fault,
  fromUtf8,
  isWireError,
  Secret,
  utf8,
} from '../base/index.ts';
import { type Crypto, generateEcKey } from '../crypto/index.ts';
import type { Cell, Codec, Nvm } from '../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs } from '../wire/index.ts';
import { KEY_CURVE, type KeyCurve } from '../wire/x509/index.ts';
import type { Rng } from '../base/index.ts';

export interface OneTimeKey {
  readonly curve: KeyCurve;
  /** otSK.EUICC.ECKA */
  readonly key: Secret;
  /** otPK.EUICC.ECKA, an uncompressed point. */
  readonly publicKey: Bytes;
  /** Of the server that it is for. */
  readonly smdpOid: string;
}

const STORED = { curve: 0x80, key: 0x81, publicKey: 0x82, oid: 0x83 } as const;
const CURVES = Object.keys(KEY_CURVE) as readonly KeyCurve[];

/** Nothing while there is none. */
const codec: Codec<OneTimeKey | undefined> = {
  emit: (one) =>
    one === undefined
      ? EMPTY
      : concat(
          emitTlv(STORED.curve, utf8(one.curve)),
          emitTlv(STORED.key, one.key.reveal()),
          emitTlv(STORED.publicKey, one.publicKey),
          emitTlv(STORED.oid, utf8(one.smdpOid)),
        ),
  parse(stored) {
    if (stored.length === 0) return undefined;
    const list = parseTlvs(stored);
    const read = (tag: number): Bytes | undefined =>
      isWireError(list) ? undefined : findTlv(list, tag);
    const name = fromUtf8(read(STORED.curve) ?? EMPTY);
    const curve = CURVES.find((one) => one === name);
    const [key, publicKey, oid] = [read(STORED.key), read(STORED.publicKey), read(STORED.oid)];
    if (!curve || !key || !publicKey || !oid) throw new Fault('a one-time key is damaged');
    return { curve, key: new Secret(key), publicKey, smdpOid: fromUtf8(oid) };
  },
};

export function oneTimeKey(nvm: Nvm): Cell<OneTimeKey | undefined> {
  return nvm.cell('download/one-time-key', codec, undefined);
}

export interface OneTimeKeyRequest {
  readonly curve: KeyCurve;
  readonly smdpOid: string;
  /** The public key that the server has bound the package to. */
  readonly boundKey: Bytes | undefined;
}

/** The key kept for this server, where it has bound a package to that; a new one otherwise. */
export function keyForDownload(
  { crypto, rng }: { readonly crypto: Crypto; readonly rng: Rng },
  kept: OneTimeKey | undefined,
  { curve, smdpOid, boundKey }: OneTimeKeyRequest,
): OneTimeKey {
  const isKept =
    kept !== undefined &&
    boundKey !== undefined &&
    kept.curve === curve &&
    kept.smdpOid === smdpOid &&
    equal(kept.publicKey, boundKey);
  if (isKept) return kept;
  const { key, publicKey } = generateEcKey(crypto.curve(curve), rng);
  return { curve, key: new Secret(key), publicKey, smdpOid };
}
