/**
 * Extended card resources information: what is installed, and what memory is free.
 * [TS102226 §8.2.1.7.2]
 */
import {
  bigEndian,
  type Bytes,
  concat,
  EMPTY,
  isWireError,
  readBigEndian,
  type WireError,
} from '../base/index.ts';
import { emitTlv, findTlv, parseTlvs } from './tlv.ts';

export const TAG_EXTENDED_CARD_RESOURCES = 0xff21;

const TAG = { APPLICATIONS: 0x81, MEMORY: 0x82, VOLATILE_MEMORY: 0x83 } as const;
const MEMORY_LENGTH = 4;

export interface ExtendedCardResources {
  /** How many applications are installed. */
  readonly applications: number;
  /** Free bytes of non-volatile memory. */
  readonly memory: number;
  /** Free bytes of volatile memory. */
  readonly volatileMemory: number;
}

/** Lengths of the two fields that cards code differently. */
export interface ResourceLengths {
  readonly applications: 1 | 2;
  readonly volatileMemory: 2 | 4;
}

/** The value of the object. */
export function emitExtendedCardResources(
  { applications, memory, volatileMemory }: ExtendedCardResources,
  lengths: ResourceLengths,
): Bytes {
  return concat(
    emitTlv(TAG.APPLICATIONS, bigEndian(applications, lengths.applications)),
    emitTlv(TAG.MEMORY, bigEndian(memory, MEMORY_LENGTH)),
    emitTlv(TAG.VOLATILE_MEMORY, bigEndian(volatileMemory, lengths.volatileMemory)),
  );
}

/** What the value says; of what is missing, 0. */
export function parseExtendedCardResources(value: Bytes): ExtendedCardResources | WireError {
  const list = parseTlvs(value);
  if (isWireError(list)) return list;
  const number = (tag: number): number => readBigEndian(findTlv(list, tag) ?? EMPTY);
  return {
    applications: number(TAG.APPLICATIONS),
    memory: number(TAG.MEMORY),
    volatileMemory: number(TAG.VOLATILE_MEMORY),
  };
}
