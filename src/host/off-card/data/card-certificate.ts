/** The card's certificates for SCP11, and the public key that they certify. [GPAmdF §6.6] */
import { type Bytes, bytes, EMPTY, hex, HostError, isWireError } from '../../../base/index.ts';
import type { CurveName } from '../../../crypto/index.ts';
import { emitTlv, findTlv, parseTlv, parseTlvs } from '../../../wire/index.ts';
import { CERTIFICATE_TAG, KEY_REFERENCE_TAG, OBJECT } from '../../../wire/globalplatform/index.ts';
import { parseCertificate } from '../../../wire/x509/index.ts';
import type { CardSession } from '../card-session.ts';
import type { HostConversation } from '../conversation.ts';
import { getData } from './get-data.ts';

/** Curves by the length of their points; of one length the caller says which it is. */
const CURVES: ReadonlyMap<number, CurveName> = new Map<number, CurveName>([
  [65, 'p256'],
  [97, 'p384'],
  [133, 'p521'],
]);

/** From the last certificate the key that the card agrees with. */
export function* cardPublicKey(
  session: CardSession,
  key: { readonly id: number; readonly version: number },
): HostConversation<Bytes> {
  const name = emitTlv(
    KEY_REFERENCE_TAG.CONTROL,
    emitTlv(KEY_REFERENCE_TAG.KEY, bytes(key.id, key.version)),
  );
  const stored = yield* getData(session, OBJECT.CERTIFICATES, name);
  const last = stored && certificatesIn(stored).at(-1);
  const point = last && pointIn(last);
  if (point !== undefined) return point;
  const shown = [key.id, key.version].map((one) => hex(bytes(one)));
  throw new HostError(
    'CARD_REFUSED',
    `the card gives no certificate of its key ${shown[0]} in version ${shown[1]}`,
    'give the public key of the card: --card-key HEX',
  );
}

export function curveOfPoint(point: Bytes): CurveName | undefined {
  return CURVES.get(point.length);
}

/** Certificates one behind the other, each of either format. */
export function certificatesIn(stored: Bytes): readonly Bytes[] {
  const found: Bytes[] = [];
  for (let at = 0; at < stored.length;) {
    const one = parseTlv(stored, at);
    if (isWireError(one)) break;
    found.push(stored.subarray(at, one.next));
    at = one.next;
  }
  return found;
}

function pointIn(certificate: Bytes): Bytes | undefined {
  const outer = parseTlv(certificate);
  if (isWireError(outer)) return undefined;
  if (outer.tag !== CERTIFICATE_TAG.CERTIFICATE) {
    const parsed = parseCertificate(certificate);
    return isWireError(parsed) ? undefined : parsed.publicKey;
  }
  const objects = parseTlvs(outer.value);
  const key = isWireError(objects)
    ? undefined
    : parseTlvs(findTlv(objects, CERTIFICATE_TAG.KEY) ?? EMPTY);
  return key === undefined || isWireError(key) ? undefined : findTlv(key, CERTIFICATE_TAG.POINT);
}
