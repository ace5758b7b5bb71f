/** VersionType: major, minor, revision. [SGP22 §5.7.8] */
import { bytes } from '../../base/index.ts';
import { type elements, wrong } from '../asn1/index.ts';
import { emitTlv } from '../index.ts';

export type VersionType = readonly [major: number, minor: number, revision: number];

export const VERSION: elements.ElementType<VersionType> = {
  parse(reader, value) {
    if (value.length !== 3)
      return wrong(reader, value, { expected: 'a version of 3 bytes', got: value.length });
    return [value[0]!, value[1]!, value[2]!];
  },
  emit: (tag, version) => emitTlv(tag, bytes(...version)),
};
