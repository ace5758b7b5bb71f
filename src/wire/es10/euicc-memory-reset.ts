/** eUICCMemoryReset. [SGP22 §5.7.19] */
import type { Bytes, WireError } from '../../base/index.ts';
import { elements, type Message } from '../asn1/index.ts';
import { emitResult, parseResult } from './result.ts';
import { ES10_TAG } from './tags.ts';

const { element, messageOf, NAMED_BITS } = elements;

/** Bits of `resetOptions`. */
export const RESET_OPTION = {
  deleteOperationalProfiles: 0,
  deleteFieldLoadedTestProfiles: 1,
  resetDefaultSmdpAddress: 2,
} as const;

export const RESET_RESULT = { ok: 0, nothingToDelete: 1, catBusy: 5, undefinedError: 127 } as const;

/** Bits of `RESET_OPTION`. */
const REQUEST = { options: element(0x82, NAMED_BITS) } as const;
export type EuiccMemoryResetRequest = Message<typeof REQUEST>;

export const { parse: parseEuiccMemoryResetRequest, emit: emitEuiccMemoryResetRequest } = messageOf(
  'EuiccMemoryResetRequest',
  ES10_TAG.euiccMemoryReset,
  REQUEST,
);

export function parseEuiccMemoryResetResponse(source: Bytes): number | WireError {
  return parseResult('EuiccMemoryResetResponse', ES10_TAG.euiccMemoryReset, source);
}

export function emitEuiccMemoryResetResponse(result: number): Bytes {
  return emitResult(ES10_TAG.euiccMemoryReset, result);
}
