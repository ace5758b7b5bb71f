/** VersionType: major, minor, revision. [SGP22 §5.7.8] */
import { type Bytes, bytes, type WireError } from '../../base/index.ts';
import { type Reader, wrong } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';

export type VersionType = readonly [major: number, minor: number, revision: number];

export function parseVersion(reader: Reader, value: Bytes): VersionType | WireError {
  if (value.length !== 3)
    return wrong(reader, value, { expected: 'a version of 3 bytes', got: value.length });
  return [value[0]!, value[1]!, value[2]!];
}

export function emitVersion(tag: number, version: VersionType): Bytes {
  return emitTlv(tag, bytes(...version));
}
