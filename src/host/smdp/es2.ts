/** ES2+: an operator orders profiles, and releases them for download. [SGP22 §5.3] */
import type { ES2_FUNCTIONS, Failure, RequestOf, ResponseOf } from '../../wire/es9/index.ts';
import { refused } from '../rsp-server/index.ts';
import { codeHashOf, drawMatchingId, type SmdpContext, withdrawEvent } from './context.ts';
import type { ProfileRecord, ProfileRecordState } from './profile-record.ts';

type Functions = typeof ES2_FUNCTIONS;
type Request<N extends keyof Functions> = RequestOf<Functions[N]>;
type Response<N extends keyof Functions> = ResponseOf<Functions[N]>;

/** How many wrong confirmation codes end an order. */
export const CODE_TRIES_MAX = 3;
/** How many downloads of one order may begin. */
export const DOWNLOAD_ATTEMPTS_MAX = 10;

/** With the check digit that an operator may leave out, or a filler. */
function recordOf({ shelf }: SmdpContext, iccid: string): ProfileRecord | undefined {
  const digits = iccid.replace(/F$/i, '');
  return shelf.find(digits) ?? shelf.records.find((one) => one.iccid.slice(0, -1) === digits);
}

function unknownProfile(iccid: string): Failure {
  return refused('profileIccid', 'unknown', `there is no profile ${iccid}`);
}

/** [SGP22 §5.3.1] */
export function downloadOrder(
  context: SmdpContext,
  { eid, iccid, profileType }: Request<'downloadOrder'>,
): Response<'downloadOrder'> | Failure {
  if (iccid === undefined && profileType === undefined)
    return refused('function', 'conditionalElementMissing', 'an ICCID or a profile type');
  const { shelf } = context;
  const record =
    iccid === undefined
      ? freeOf(context, profileType!)
      : orderable(context, { iccid, profileType });
  if ('why' in record) return record;
  const state = eid === undefined ? 'allocated' : 'linked';
  const ordered = shelf.change(record, { state, order: { eid }, events: [] });
  return { iccid: ordered.iccid };
}

function freeOf({ shelf }: SmdpContext, profileType: string): ProfileRecord | Failure {
  const ofType = shelf.records.filter((one) => one.profileType === profileType);
  if (ofType.length === 0)
    return refused('profileType', 'unknown', `there is no profile type ${profileType}`);
  const free = ofType.find(({ state }) => state === 'available');
  return free ?? refused('profileType', 'unavailable', `no profile of ${profileType} is left`);
}

function orderable(
  context: SmdpContext,
  { iccid, profileType }: { readonly iccid: string; readonly profileType: string | undefined },
): ProfileRecord | Failure {
  const record = recordOf(context, iccid);
  if (record === undefined) return unknownProfile(iccid);
  if (profileType !== undefined && profileType !== record.profileType)
    return refused('profileType', 'refused', `the profile is of type ${record.profileType}`);
  if (record.state !== 'available')
    return refused('profileIccid', 'alreadyInUse', `the profile is ${record.state}`);
  return record;
}

/** [SGP22 §5.3.2] */
export function confirmOrder(
  context: SmdpContext,
  request: Request<'confirmOrder'>,
): Response<'confirmOrder'> | Failure {
  const record = recordOf(context, request.iccid);
  if (record === undefined) return unknownProfile(request.iccid);
  const problem = confirmProblem(context, record, request);
  if (problem !== undefined) return problem;
  const { shelf, options, parts } = context;
  const { confirmationCode: code, smdsAddress: smds, releaseFlag } = request;
  const eid = request.eid ?? record.order.eid;
  const matchingId = request.matchingId ?? drawMatchingId(parts);
  const codeHash = code === undefined ? undefined : codeHashOf(parts, code);
  shelf.change(record, {
    state: releaseFlag ? 'released' : 'confirmed',
    order: {
      ...record.order,
      eid,
      matchingId,
      codeHash,
      codeTries: CODE_TRIES_MAX,
      attempts: DOWNLOAD_ATTEMPTS_MAX,
      smds,
    },
  });
  if (smds !== undefined && eid !== undefined) {
    const { iccid } = record;
    context.calls.push({ kind: 'register-event', iccid, smds, eid, eventId: matchingId });
  }
  return { eid, matchingId, smdpAddress: options.address };
}

function confirmProblem(
  { shelf, parts }: SmdpContext,
  record: ProfileRecord,
  { eid, matchingId, smdsAddress }: Request<'confirmOrder'>,
): Failure | undefined {
  if (record.state !== 'allocated' && record.state !== 'linked')
    return refused('profileIccid', 'notAllowed', `the profile is ${record.state}`);
  const { expires, eid: linked } = record.order;
  if (expires !== undefined && parts.now() > expires)
    return refused('downloadOrder', 'timeToLiveExpired', `it expired at ${expires}`);
  if (eid !== undefined && linked !== undefined && eid !== linked)
    return refused('eid', 'invalidAssociation', 'the profile is linked with another EID');
  if ((smdsAddress !== undefined || matchingId === '') && (eid ?? linked) === undefined)
    return refused(
      'eid',
      'mandatoryElementMissing',
      'an SM-DS and an empty MatchingID need an EID',
    );
  if (matchingId !== undefined && matchingId !== '' && shelf.byMatchingId(matchingId) !== undefined)
    return refused('matchingId', 'alreadyInUse', `${matchingId} is that of another order`);
  return undefined;
}

/** Where an SM-DS did not take the event, the order is as it was before. [SGP22 §5.3.2] */
export function undoConfirmation(context: SmdpContext, iccid: string, why: string): Failure {
  const record = context.shelf.find(iccid);
  if (record !== undefined) {
    const { eid } = record.order;
    context.shelf.change(record, {
      state: eid === undefined ? 'allocated' : 'linked',
      order: { eid },
    });
  }
  return refused('smds', 'inaccessible', why);
}

const OPEN: readonly ProfileRecordState[] = ['allocated', 'linked', 'confirmed', 'released'];

/** [SGP22 §5.3.3] */
export function cancelOrder(
  context: SmdpContext,
  request: Request<'cancelOrder'>,
): Response<'cancelOrder'> | Failure {
  const record = recordOf(context, request.iccid);
  if (record === undefined) return unknownProfile(request.iccid);
  const { order, state } = record;
  if (!OPEN.includes(state) && state !== 'downloaded')
    return refused('profileIccid', 'notAllowed', `the profile is ${state}`);
  if (order.eid !== undefined && request.eid !== order.eid)
    return request.eid === undefined
      ? refused('eid', 'conditionalElementMissing', 'the order is linked with an EID')
      : refused('eid', 'invalidAssociation', 'the order is linked with another EID');
  if (request.matchingId !== undefined && request.matchingId !== order.matchingId)
    return refused('matchingId', 'invalidAssociation', 'the order has another MatchingID');
  withdrawEvent(context, record);
  const final = request.finalProfileStatusIndicator === 'Available' ? 'available' : 'unavailable';
  context.shelf.change(record, { state: final, order: {} });
  return {};
}

/** [SGP22 §5.3.4] */
export function releaseProfile(
  context: SmdpContext,
  { iccid }: Request<'releaseProfile'>,
): Response<'releaseProfile'> | Failure {
  const record = recordOf(context, iccid);
  if (record === undefined) return unknownProfile(iccid);
  if (record.state !== 'confirmed')
    return refused('profileIccid', 'invalidTransition', `the profile is ${record.state}`);
  context.shelf.change(record, { state: 'released' });
  return {};
}
