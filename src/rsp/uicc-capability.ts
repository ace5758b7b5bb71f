/** What the profile package format calls the services of an eUICC. [SGP22 §5.7.8] [SAIP §8.2.1] */
import type { ServiceName } from '../wire/saip/index.ts';
import type { ProfileSupport } from './package/index.ts';

/** Bits of `UICCCapability`, by the service that a package requires. */
const BIT: Partial<Readonly<Record<ServiceName, number>>> = {
  contactless: 0,
  usim: 1,
  isim: 2,
  csim: 3,
  milenage: 4,
  cave: 5,
  tuak128: 6,
  tuak256: 7,
  'gba-usim': 10,
  'gba-isim': 11,
  mbms: 12,
  eap: 13,
  javacard: 14,
  multos: 15,
  'multiple-usim': 16,
  'multiple-isim': 17,
  'multiple-csim': 18,
  'ber-tlv': 19,
  dfLink: 20,
  'cat-tp': 21,
  'get-identity': 22,
  'profile-a-x25519': 23,
  'profile-b-p256': 24,
  s16mode: 29,
};

export function uiccCapability({ services }: ProfileSupport): readonly number[] {
  return [...services].flatMap((one) => BIT[one] ?? []).toSorted((a, b) => a - b);
}
