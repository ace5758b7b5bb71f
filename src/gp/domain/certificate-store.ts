/**
 * What a security domain keeps beside its keys on elliptic curves: certificates (store BF21), the
 * identifier of the certification authority, and the serial numbers that are allowed. Tags after
 * implementations of the host side. [GPAmdF §6.6] [GPAmdF §6.7]
 */
import { type Bytes, bytes, concat, EMPTY, Fault, isWireError } from '../../base/index.ts';
import { type Codec, type Nvm, refuse } from '../../os/abi/index.ts';
import { emitTlv, findTlv, parseTlvs, SW, type Tlv } from '../../wire/index.ts';
import { KEY_REFERENCE_TAG, OBJECT, SCP11_VARIANTS } from '../../wire/globalplatform/index.ts';
import type { Key } from './key.ts';

/** Identifiers of the authorities of hosts, and of the card's own. */
export const TAG_HOST_AUTHORITIES = 0xff33;
export const TAG_CARD_AUTHORITIES = 0xff34;
const TAG = {
  AUTHORITY: 0x42,
  SERIALS: 0x70,
  SERIAL: 0x93,
} as const;
/** Identifiers of the card's own SCP11 keys. [GPAmdF §5.2] */
const CARD_KEY_IDS: readonly number[] = Object.values(SCP11_VARIANTS).map(({ keyId }) => keyId);

export interface KeyCertificates {
  /** Certificates one after another, the one of the key last; empty where there are none. */
  readonly bundle: Bytes;
  /** Identifier of the certification authority; empty where it is not known. */
  readonly authority: Bytes;
  /** Serial numbers that are accepted; `undefined` accepts all. */
  readonly serials: readonly Bytes[] | undefined;
}

type KeyName = Pick<Key, 'version' | 'id'>;

const NONE: KeyCertificates = { bundle: EMPTY, authority: EMPTY, serials: undefined };

const codec: Codec<KeyCertificates> = {
  emit: ({ bundle, authority, serials }) =>
    concat(
      emitTlv(OBJECT.CERTIFICATES, bundle),
      emitTlv(TAG.AUTHORITY, authority),
      serials === undefined ? EMPTY : emitTlv(TAG.SERIALS, ...serials.map(emitSerial)),
    ),
  parse(stored) {
    const list = parseTlvs(stored);
    if (isWireError(list)) throw new Fault('a stored certificate store is damaged');
    const serials = findTlv(list, TAG.SERIALS);
    return {
      bundle: findTlv(list, OBJECT.CERTIFICATES) ?? EMPTY,
      authority: findTlv(list, TAG.AUTHORITY) ?? EMPTY,
      serials: serials && parseSerials(serials),
    };
  },
};

export class CertificateStore {
  readonly #nvm: Nvm;

  /** The store in the memory of a security domain. */
  constructor(nvm: Nvm) {
    this.#nvm = nvm;
  }

  of(key: KeyName): KeyCertificates {
    return this.#cell(key).get();
  }

  put(key: KeyName, what: Partial<KeyCertificates>): void {
    this.#cell(key).set({ ...this.of(key), ...what });
  }

  /** The key was deleted. */
  forget(key: KeyName): void {
    if (this.#nvm.has(nameOf(key))) this.#nvm.drop(nameOf(key));
  }

  #cell(key: KeyName) {
    return this.#nvm.cell(nameOf(key), codec, NONE);
  }
}

/** What of a security domain its certificates stand with. */
interface CertificateHolder {
  readonly keys: {
    readonly list: readonly Key[];
    readonly certificates: CertificateStore;
    find(version: number, id: number): Key | undefined;
  };
}

/** The answer to GET DATA BF21 with a key reference; 6A88 where that key has no certificate. */
export function readCertificates({ keys }: CertificateHolder, data: Bytes): Bytes {
  const objects = parseTlvs(data);
  const control = isWireError(objects) ? undefined : findTlv(objects, KEY_REFERENCE_TAG.CONTROL);
  const key = control && keyNameOf(control);
  if (key === undefined) {
    return refuse(SW.WRONG_DATA, 'GPAmdF §6.6', 'no key reference, A6 with 83');
  }
  const { bundle } = keys.certificates.of(key);
  if (bundle.length > 0) return bundle;
  return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPAmdF §6.6', 'the key has no certificates');
}

/** Identifiers of authorities with the references of their keys. */
export function authoritiesOf(
  { keys }: CertificateHolder,
  whose: 'host' | 'card',
): Bytes | undefined {
  const list = keys.list
    .filter(({ id }) => CARD_KEY_IDS.includes(id) === (whose === 'card'))
    .map((key) => ({ key, authority: keys.certificates.of(key).authority }))
    .filter(({ authority }) => authority.length > 0);
  if (list.length === 0) return undefined;
  return concat(
    ...list.map(({ key, authority }) =>
      concat(
        emitTlv(TAG.AUTHORITY, authority),
        emitTlv(KEY_REFERENCE_TAG.KEY, bytes(key.id, key.version)),
      ),
    ),
  );
}

/**
 * STORE DATA of a certificate store, of allowed serial numbers or of an authority's identifier;
 * false, and nothing changed, where the objects are something else.
 */
export function storeCertificates({ keys }: CertificateHolder, objects: readonly Tlv[]): boolean {
  const control = objects.find(({ tag }) => tag === KEY_REFERENCE_TAG.CONTROL);
  if (control === undefined) return false;
  const inside = parseTlvs(control.value);
  const key = keyNameOf(control.value);
  if (isWireError(inside) || key === undefined) {
    return refuse(SW.WRONG_DATA, 'GPAmdF §6.7', 'no key reference, A6 with 83');
  }
  if (keys.find(key.version, key.id) === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, 'GPAmdF §6.7', 'no such key');
  }
  const bundle = findTlv(objects, OBJECT.CERTIFICATES);
  const list = findTlv(objects, TAG.SERIALS);
  const serials = list && parseSerials(list);
  const authority = findTlv(inside, TAG.AUTHORITY);
  if (bundle === undefined && serials === undefined && authority === undefined) {
    return refuse(SW.WRONG_DATA, 'GPAmdF §6.7', 'neither certificates nor what is kept with them');
  }
  keys.certificates.put(key, {
    ...(bundle && { bundle: Uint8Array.from(bundle) }),
    ...(serials && { serials: serials.length === 0 ? undefined : serials }),
    ...(authority && { authority: Uint8Array.from(authority) }),
  });
  return true;
}

function keyNameOf(control: Bytes): KeyName | undefined {
  const inside = parseTlvs(control);
  const name = isWireError(inside) ? undefined : findTlv(inside, KEY_REFERENCE_TAG.KEY);
  return name?.length === 2 ? { id: name[0]!, version: name[1]! } : undefined;
}

function parseSerials(source: Bytes): readonly Bytes[] {
  const list = parseTlvs(source);
  if (isWireError(list) || list.some(({ tag }) => tag !== TAG.SERIAL)) {
    return refuse(SW.WRONG_DATA, 'GPAmdF §6.7', 'no list of serial numbers');
  }
  return list.map(({ value }) => Uint8Array.from(value));
}

function emitSerial(serial: Bytes): Bytes {
  return emitTlv(TAG.SERIAL, serial);
}

function nameOf({ version, id }: KeyName): string {
  return `certificates/${version}/${id}`;
}
