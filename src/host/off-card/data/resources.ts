/** Extended card resources: what room a card has. [TS102226 §8.2.1.7.2] */
import { type Bytes, EMPTY, isWireError, readBigEndian } from '../../../base/index.ts';
import { findTlv, parseTlvs } from '../../../wire/index.ts';

const TAG = { APPLICATIONS: 0x81, NON_VOLATILE: 0x82, VOLATILE: 0x83 } as const;

export interface CardResources {
  readonly applications: number;
  /** Free, in bytes. */
  readonly nonVolatile: number;
  readonly volatile: number;
}

export function parseResources(value: Bytes): CardResources | undefined {
  const list = parseTlvs(value);
  if (isWireError(list)) return undefined;
  const number = (tag: number): number => readBigEndian(findTlv(list, tag) ?? EMPTY);
  return {
    applications: number(TAG.APPLICATIONS),
    nonVolatile: number(TAG.NON_VOLATILE),
    volatile: number(TAG.VOLATILE),
  };
}
