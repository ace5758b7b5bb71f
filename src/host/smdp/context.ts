/** What the functions of an SM-DP+ share. */
import { type Bytes, hex, utf8 } from '../../base/index.ts';
import type { StatusCode } from '../../wire/es9/index.ts';
import type { ServerFaults, ServerParts } from '../rsp-server/index.ts';
import type { Protection } from './bind-package.ts';
import type { ProfileRecord } from './profile-record.ts';
import type { ProfileShelf } from './profile-shelf.ts';

export interface SmdpOptions {
  /** As activation codes name it: a host, and a port where it is not that of HTTPS. */
  readonly address: string;
  readonly protection: Protection;
  readonly faults: ServerFaults;
}

/** What is to be sent to other servers, after the answer is durable. */
export type OutgoingCall =
  | {
      readonly kind: 'register-event' | 'delete-event';
      readonly iccid: string;
      readonly smds: string;
      readonly eid: string;
      readonly eventId: string;
    }
  | {
      /** HandleDownloadProgressInfo to the operator. [SGP22 §5.3.5] */
      readonly kind: 'progress';
      readonly iccid: string;
      readonly eid: string | undefined;
      readonly profileType: string;
      readonly point: keyof typeof PROGRESS_POINT;
      readonly failure: StatusCode | undefined;
    };

/** [SGP22 §5.3.5] */
export const PROGRESS_POINT = {
  eligibility: 1,
  confirmationFailure: 2,
  packageDownload: 3,
  packageInstallation: 4,
} as const;

export interface SmdpContext {
  readonly parts: ServerParts;
  readonly shelf: ProfileShelf;
  readonly options: SmdpOptions;
  readonly calls: OutgoingCall[];
}

export function report(
  { calls }: SmdpContext,
  { iccid, order, profileType }: ProfileRecord,
  point: keyof typeof PROGRESS_POINT,
  failure?: StatusCode,
): void {
  calls.push({ kind: 'progress', iccid, eid: order.eid, profileType, point, failure });
}

/** The event of an order goes where it ends. [SGP22 §3.6.3] */
export function withdrawEvent({ calls }: SmdpContext, { iccid, order }: ProfileRecord): void {
  const { smds, eid, matchingId } = order;
  if (smds === undefined || eid === undefined || matchingId === undefined) return;
  calls.push({ kind: 'delete-event', iccid, smds, eid, eventId: matchingId });
}

/** SHA-256 of a confirmation code, as it is stored. [SGP22 §4.7] */
export function codeHashOf({ crypto }: ServerParts, code: string): string {
  return hex(crypto.hash('sha256').digest(utf8(code)));
}

/** Letters that are not taken for digits. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

export function drawMatchingId({ rng }: ServerParts): string {
  const drawn: Bytes = rng.bytes(GROUPS * GROUP_LENGTH);
  const letters = [...drawn].map((byte) => LETTERS[byte % LETTERS.length]!);
  return Array.from({ length: GROUPS }, (_, at) =>
    letters.slice(at * GROUP_LENGTH, (at + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
