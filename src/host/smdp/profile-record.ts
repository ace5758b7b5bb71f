/** A profile of an SM-DP+, and the order under which it is downloaded. [SGP22 §3.1.6] */
import { type Bytes, fromUtf8, unhex, utf8 } from '../../base/index.ts';
import type { StoreMetadataRequest } from '../../wire/es8/index.ts';
import { emitStoreMetadataRequest, parseStoreMetadataRequest } from '../../wire/es8/index.ts';
import { hex, isWireError } from '../../base/index.ts';

/** States of a profile in the server. [SGP22 §3.1.6] */
export const PROFILE_RECORD_STATES = [
  'available',
  'allocated',
  'linked',
  'confirmed',
  'released',
  'downloaded',
  'installed',
  'error',
  'unavailable',
] as const;
export type ProfileRecordState = (typeof PROFILE_RECORD_STATES)[number];

/** What an eUICC reported of its profile. */
export interface ReportedEvent {
  readonly event: 'install' | 'enable' | 'disable' | 'delete';
  readonly sequenceNumber: number;
  /** For an installation that failed: part of the package, and reason. */
  readonly error?: { readonly command: number; readonly reason: number } | undefined;
}

/** Order and binding; all absent while the profile is available. */
export interface ProfileOrder {
  readonly eid?: string | undefined;
  readonly matchingId?: string | undefined;
  /** SHA-256 of the confirmation code, in hexadecimal. */
  readonly codeHash?: string | undefined;
  /** Wrong codes that may still come. */
  readonly codeTries?: number | undefined;
  /** Downloads that may still begin. */
  readonly attempts?: number | undefined;
  /** Until when, in digits from the year to the second. */
  readonly expires?: string | undefined;
  /** Where an event was registered. */
  readonly smds?: string | undefined;
  /** The one-time key of the eUICC that the package is bound to, in hexadecimal. */
  readonly boundKey?: string | undefined;
  /** The transaction that bound it, and the key that its notification is signed with. */
  readonly bound?:
    | {
        readonly transactionId: string;
        readonly publicKey: string;
        readonly curve: 'p256' | 'brainpoolP256r1';
      }
    | undefined;
}

export interface ProfileRecord {
  /** In digits, with the check digit. */
  readonly iccid: string;
  readonly profileType: string;
  readonly metadata: StoreMetadataRequest;
  readonly state: ProfileRecordState;
  readonly order: ProfileOrder;
  readonly events: readonly ReportedEvent[];
}

/** As it is stored. */
export function emitProfileRecord({ metadata, ...record }: ProfileRecord): Bytes {
  const coded = hex(emitStoreMetadataRequest(metadata));
  return utf8(JSON.stringify({ ...record, metadata: coded }));
}

/** `undefined` where it is damaged. */
export function parseProfileRecord(stored: Bytes): ProfileRecord | undefined {
  try {
    const { metadata: coded, ...record } = JSON.parse(fromUtf8(stored)) as Omit<
      ProfileRecord,
      'metadata'
    > & { readonly metadata: string };
    const metadata = parseStoreMetadataRequest(unhex(coded));
    return isWireError(metadata) ? undefined : { ...record, metadata };
  } catch {
    return undefined;
  }
}
