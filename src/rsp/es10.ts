/** The functions of ES10 by their tags, and how a request finds its own. [SGP22 §5.7.2] */
import {
  type Bytes,
  describeWireError,
  hex,
  isWireError,
  operandText,
  type TraceKind,
} from '../base/index.ts';
import { refuse, type Session } from '../os/abi/index.ts';
import { emitTag, locateTlv, SW } from '../wire/index.ts';
import type { Es10Function } from './es10-function.ts';
import type { Euicc } from './euicc.ts';
import {
  getEuiccConfiguredAddresses,
  setDefaultDpAddress,
} from './functions/configured-addresses.ts';
import { disableProfile } from './functions/disable-profile.ts';
import { enableProfile } from './functions/enable-profile.ts';
import { getEuiccChallenge } from './functions/get-euicc-challenge.ts';
import { getEuiccData } from './functions/get-euicc-data.ts';
import { getEuiccInfo1, getEuiccInfo2 } from './functions/get-euicc-info.ts';
import { getProfilesInfo } from './functions/get-profiles-info.ts';
import { getRat } from './functions/get-rat.ts';
import {
  listNotification,
  removeNotificationFromList,
  retrieveNotificationsList,
} from './functions/notifications.ts';
import { setNickname } from './functions/set-nickname.ts';

const CLAUSE = 'SGP22 §5.7.2';

export const ES10_FUNCTIONS: readonly Es10Function[] = [
  getEuiccInfo1,
  getEuiccInfo2,
  listNotification,
  setNickname,
  retrieveNotificationsList,
  getProfilesInfo,
  getEuiccChallenge,
  removeNotificationFromList,
  enableProfile,
  disableProfile,
  getEuiccConfiguredAddresses,
  getEuiccData,
  setDefaultDpAddress,
  getRat,
];

const BY_TAG = new Map(ES10_FUNCTIONS.map((one) => [one.tag, one]));

/** Runs the function that a whole request names: 6A80 for no object, 6A88 for an unknown name. */
export function runEs10(euicc: Euicc, request: Bytes, session: Session): Bytes {
  const outer = locateTlv(request);
  if (isWireError(outer)) return refuse(SW.WRONG_DATA, CLAUSE, describeWireError(outer));
  if (outer.next !== request.length) {
    return refuse(SW.WRONG_DATA, CLAUSE, `${request.length - outer.next} bytes behind the request`);
  }
  const found = BY_TAG.get(outer.tag);
  if (found === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `no function ${hex(emitTag(outer.tag))}`);
  }
  euicc.services.note(ES10, found.name);
  return found.run(euicc, request, session);
}

export const ES10: TraceKind = { name: 'es10', words: ([name]) => `ES10 ${operandText(name)}` };
