/**
 * GENERATE KEY: the card makes a key of its own for secure channel protocol 11 and answers its
 * public point. Not in the card specification; as security keys have it and their managers send it.
 * [GPAmdF §5.2]
 */
import { type Bytes, isWireError, Secret } from '../../base/index.ts';
import { generateEcKey } from '../../crypto/index.ts';
import { refuse } from '../../os/abi/index.ts';
import { emitTlv, findTlv, INS, parseTlvs, SW } from '../../wire/index.ts';
import { KEY_TYPE, SCP11_VARIANTS } from '../../wire/globalplatform/index.ts';
import { curveOf } from '../domain/ecc-key.ts';
import { type Key, type KeyPart, NOT_GIVEN, VERSION_MAX } from '../domain/key.ts';
import { type CommandDefinition, incoming } from './definition.ts';
import { placeKeys } from './key-placement.ts';

const CLAUSE = 'GPAmdF §5.2';

export const generateKey: CommandDefinition = {
  name: 'GENERATE KEY',
  ins: INS.GENERATE_KEY,
  clause: CLAUSE,
  classes: 'proprietary',
  security: 'authenticated',
  cardStates: 'before-locked',
  optional: true,
  direction: incoming,
  check(_domain, { p1, p2 }) {
    if (p1 > VERSION_MAX || !Object.values(SCP11_VARIANTS).some(({ keyId }) => keyId === p2)) {
      refuse(SW.WRONG_P1P2, CLAUSE, 'P2 is no identifier of a key that the card makes');
    }
  },
  run(domain, { data, p1, p2 }) {
    const { registry, services } = domain.environment;
    const { version, reference } = parseRequest(data);
    const place = { registry, entry: domain.entry, crypto: services.crypto };
    const curve = curveOf(place, [reference]);
    if (curve === undefined) {
      return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPCS §B.4.2', 'no curve of this reference');
    }
    const { key, publicKey } = generateEcKey(curve, services.rng);
    const parts = [{ type: KEY_TYPE.ECC_PRIVATE, value: new Secret(key) }, reference];
    const made: Key = { version, id: p2, parts, usage: NOT_GIVEN, access: NOT_GIVEN };
    placeKeys(domain, [made], p1);
    return { data: emitTlv(KEY_TYPE.ECC_PUBLIC, publicKey), sw: SW.OK };
  },
};

/** A key version number, then a key parameter reference. */
function parseRequest(data: Bytes): { readonly version: number; readonly reference: KeyPart } {
  const version = data[0] ?? 0;
  const objects = parseTlvs(data.subarray(1));
  const value = isWireError(objects) ? undefined : findTlv(objects, KEY_TYPE.ECC_CURVE);
  if (version < 1 || version > VERSION_MAX) {
    refuse(SW.WRONG_DATA, 'GPCS §11.8.2.3', 'a key version number is 01 to 7F');
  }
  if (value === undefined || value.length < 1 || value.length > 2) {
    return refuse(SW.WRONG_DATA, CLAUSE, 'the curve of the key is missing');
  }
  const reference = { type: KEY_TYPE.ECC_CURVE, value: new Secret(Uint8Array.from(value)) };
  return { version, reference };
}
