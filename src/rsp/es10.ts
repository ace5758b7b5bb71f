/** The functions of ES10 by their tags, and how a request finds its own. [SGP22 §5.7.2] */
import {
  type Bytes,
  describeWireError,
  hex,
  isWireError,
  operandText,
  type TraceKind,
  type WireError,
} from '../base/index.ts';
import { refuse, type Session } from '../os/abi/index.ts';
import { emitTag, locateTlv, SW, type TlvPlace } from '../wire/index.ts';
import type { Es10Function } from './es10-function.ts';
import type { Euicc } from './euicc.ts';
import { authenticateServer } from './functions/authenticate-server.ts';
import { cancelSession } from './functions/cancel-session.ts';
import {
  getEuiccConfiguredAddresses,
  setDefaultDpAddress,
} from './functions/configured-addresses.ts';
import { deleteProfile } from './functions/delete-profile.ts';
import { disableProfile } from './functions/disable-profile.ts';
import { enableProfile } from './functions/enable-profile.ts';
import { euiccMemoryReset } from './functions/euicc-memory-reset.ts';
import { getEuiccChallenge } from './functions/get-euicc-challenge.ts';
import { getEuiccData } from './functions/get-euicc-data.ts';
import { getEuiccInfo1, getEuiccInfo2 } from './functions/get-euicc-info.ts';
import { getProfilesInfo } from './functions/get-profiles-info.ts';
import { getRat } from './functions/get-rat.ts';
import {
  isLoading,
  isPackageHead,
  loadBoundProfilePackage,
  settleInterruption,
  TAKEN_WHILE_LOADING,
} from './functions/load-bound-profile-package.ts';
import {
  listNotification,
  removeNotificationFromList,
  retrieveNotificationsList,
} from './functions/notifications.ts';
import { prepareDownload } from './functions/prepare-download.ts';
import { setNickname } from './functions/set-nickname.ts';

const CLAUSE = 'SGP22 §5.7.2';

export const ES10_FUNCTIONS: readonly Es10Function[] = [
  getEuiccInfo1,
  prepareDownload,
  getEuiccInfo2,
  listNotification,
  setNickname,
  retrieveNotificationsList,
  getProfilesInfo,
  getEuiccChallenge,
  removeNotificationFromList,
  enableProfile,
  disableProfile,
  deleteProfile,
  euiccMemoryReset,
  authenticateServer,
  getEuiccConfiguredAddresses,
  getEuiccData,
  setDefaultDpAddress,
  cancelSession,
  getRat,
];

const BY_TAG = new Map(ES10_FUNCTIONS.map((one) => [one.tag, one]));

/** Runs the function that a whole request names: 6A80 for no object, 6A88 for an unknown name. */
export function runEs10(euicc: Euicc, request: Bytes, session: Session): Bytes {
  settleInterruption(euicc);
  const isHeld = isLoading(euicc, session);
  const outer = locateTlv(request);
  if (isPackageHead(request) || (isHeld && isPiece(outer))) {
    euicc.services.note(ES10, 'LoadBoundProfilePackage');
    return loadBoundProfilePackage(euicc, request, session);
  }
  if (isWireError(outer)) return refuse(SW.WRONG_DATA, CLAUSE, describeWireError(outer));
  if (outer.next !== request.length) {
    return refuse(SW.WRONG_DATA, CLAUSE, `${request.length - outer.next} bytes behind the request`);
  }
  const found = BY_TAG.get(outer.tag);
  if (found === undefined) {
    return refuse(SW.REFERENCED_DATA_NOT_FOUND, CLAUSE, `no function ${hex(emitTag(outer.tag))}`);
  }
  if (isHeld && !TAKEN_WHILE_LOADING.includes(found.tag))
    return refuse(SW.CONDITIONS, CLAUSE, `${found.name} while a package comes`);
  euicc.services.note(ES10, found.name);
  return found.run(euicc, request, session);
}

/** What names no function is a piece of the package that comes. */
function isPiece(outer: TlvPlace | WireError): boolean {
  return isWireError(outer) || !BY_TAG.has(outer.tag);
}

export const ES10: TraceKind = { name: 'es10', words: ([name]) => `ES10 ${operandText(name)}` };
