/** Which order an eUICC that proved who it is downloads. [SGP22 §5.6.3] */
import { isWireError } from '../../base/index.ts';
import { parseExtendedCardResources } from '../../wire/index.ts';
import type { Failure } from '../../wire/es9/index.ts';
import { type Authenticated, isFailure, refused } from '../rsp-server/index.ts';
import type { SmdpContext } from './context.ts';
import type { ProfileRecord, ProfileRecordState } from './profile-record.ts';

/** States in which a download may begin; `downloaded` for another attempt. */
const DOWNLOADABLE: readonly ProfileRecordState[] = ['released', 'downloaded'];

export function findOrder(
  context: SmdpContext,
  authenticated: Authenticated,
): ProfileRecord | Failure {
  const found = matchedOrder(context, authenticated);
  if (isFailure(found)) return found;
  return orderProblem(context, found, authenticated) ?? found;
}

function matchedOrder(
  { shelf }: SmdpContext,
  { euicc, context }: Authenticated,
): ProfileRecord | Failure {
  const { eid } = euicc;
  const { matchingId } = context;
  if (matchingId === undefined || matchingId === '') {
    const own = shelf.records.filter(({ order, state }) => {
      return order.eid === eid && order.matchingId !== undefined && DOWNLOADABLE.includes(state);
    });
    // An order with an empty identifier is one for the default server. [SGP22 §3.3.2]
    const found = own.find(({ order }) => order.matchingId === '') ?? own[0];
    return found ?? refused('eid', 'refused', 'no order is linked with this EID');
  }
  const record = shelf.byMatchingId(matchingId);
  if (record === undefined)
    return refused('matchingId', 'refused', `no order has the MatchingID ${matchingId}`);
  const { order } = record;
  return order.eid === undefined || order.eid === eid
    ? record
    : refused('eid', 'refused', 'the order is linked with another EID');
}

function orderProblem(
  { parts, shelf }: SmdpContext,
  { iccid, state, order, metadata }: ProfileRecord,
  { info }: Authenticated,
): Failure | undefined {
  if (order.attempts === 0)
    return refused('downloadOrder', 'retriesExceeded', 'all attempts of the order were made');
  if (order.codeTries === 0)
    return refused('confirmationCode', 'retriesExceeded', 'too many wrong confirmation codes');
  if (state === 'confirmed') return refused('profile', 'notAllowed', 'it is not released');
  if (!DOWNLOADABLE.includes(state))
    return refused('matchingId', 'refused', `the profile is in state ${state}`);
  const { expires } = order;
  if (expires !== undefined && parts.now() > expires)
    return refused('downloadOrder', 'timeToLiveExpired', `it expired at ${expires}`);
  const rules = metadata.policyRules ?? [];
  const forbidden = rules.find((rule) => info.forbiddenPolicyRules?.includes(rule));
  if (forbidden !== undefined)
    return refused('profileType', 'stoppedOnWarning', `the eUICC forbids policy rule ${forbidden}`);
  const resources = parseExtendedCardResources(info.cardResource);
  const { length = 0 } = shelf.packageOf(iccid) ?? {};
  return isWireError(resources) || resources.memory >= length
    ? undefined
    : refused('euicc', 'insufficientMemory', `${resources.memory} bytes free, ${length} needed`);
}
