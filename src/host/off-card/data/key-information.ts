/** The key information template: which keys a security domain has. [GPCS §11.3.3.1.1] */
import { type Bytes, isWireError, readBigEndian } from '../../../base/index.ts';
import { parseTlvs } from '../../../wire/index.ts';
import {
  KEY_TYPE,
  KEY_TYPE_EXTENDED,
  keyTypeName,
  TAG_KEY_INFORMATION,
} from '../../../wire/globalplatform/index.ts';
import { curveTitle } from './names.ts';

export interface KeyRow {
  readonly version: number;
  readonly id: number;
  readonly components: readonly KeyPart[];
  /** Key usage and access, which the extended form has. */
  readonly usage: number | undefined;
  readonly access: number | undefined;
}

export interface KeyPart {
  readonly type: number;
  /** In bytes; of a curve its reference. */
  readonly length: number;
}

/** The value of tag E0, or of several pages of it; what has another form is left out. */
export function parseKeyInformation(value: Bytes): readonly KeyRow[] {
  const list = parseTlvs(value);
  if (isWireError(list)) return [];
  return list
    .filter(({ tag }) => tag === TAG_KEY_INFORMATION)
    .flatMap((one) => keyOf(one.value) ?? []);
}

/** `DES 16`, `AES 32`, `RSA modulus 128, RSA public exponent 3`. */
export function describeKey({ components }: KeyRow): string {
  return components
    .map(({ type, length }) =>
      (type & 0xff) === KEY_TYPE.ECC_CURVE ? curveTitle(length) : `${keyTypeName(type)} ${length}`,
    )
    .join(', ');
}

function keyOf(coded: Bytes): KeyRow | undefined {
  const [id, version] = coded;
  if (id === undefined || version === undefined) return undefined;
  const isExtended = coded[2] === KEY_TYPE_EXTENDED;
  const components: KeyPart[] = [];
  let at = 2;
  while (at < coded.length && (!isExtended || coded[at] === KEY_TYPE_EXTENDED)) {
    const type = isExtended ? readBigEndian(coded.subarray(at, at + 2)) : coded[at]!;
    at += isExtended ? 2 : 1;
    const size = isExtended && (type & 0xff) !== KEY_TYPE.ECC_CURVE ? 2 : 1;
    if (at + size > coded.length) return undefined;
    components.push({ type, length: readBigEndian(coded.subarray(at, at + size)) });
    at += size;
  }
  if (!isExtended) return { id, version, components, usage: undefined, access: undefined };
  const usage = coded[at] === 1 ? coded[at + 1] : undefined;
  at += 1 + (coded[at] ?? 0);
  const access = coded[at] === 1 ? coded[at + 1] : undefined;
  return { id, version, components, usage, access };
}
