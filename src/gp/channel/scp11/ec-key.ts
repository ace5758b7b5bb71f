/** Keys of a security domain on elliptic curves that serve SCP11. [GPAmdF §5.2] */
import type { Bytes } from '../../../base/index.ts';
import type { Curve } from '../../../crypto/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { curveOf } from '../../domain/ecc-key.ts';
import { componentOf, type Key } from '../../domain/key.ts';
import { KEY_TYPE } from '../../../wire/globalplatform/index.ts';

export interface EcKey {
  readonly key: Key;
  readonly curve: Curve;
  /** A scalar or an uncompressed point. */
  readonly value: Bytes;
}

/** The first key with this identifier, and this version if that is not 0, of the kind. */
export function ecKeyOf(
  domain: Domain,
  name: { readonly version: number; readonly id: number },
  kind: 'public' | 'private',
): EcKey | undefined {
  const type = kind === 'public' ? KEY_TYPE.ECC_PUBLIC : KEY_TYPE.ECC_PRIVATE;
  const { registry, services } = domain.environment;
  for (const key of domain.keys.list) {
    if (key.id !== name.id || (name.version !== 0 && key.version !== name.version)) continue;
    const value = componentOf(key.parts, type);
    const place = { registry, entry: domain.entry, crypto: services.crypto };
    const curve = value && curveOf(place, key.parts);
    if (curve !== undefined && value !== undefined) return { key, curve, value };
  }
  return undefined;
}
