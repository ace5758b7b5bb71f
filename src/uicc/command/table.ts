/**
 * The commands of a UICC. A new one is one more file beside its siblings and one more row here; the
 * rest follows from its definition. [TS102221 §10.1.2] [TS102222 §6]
 */
import { authenticate } from '../usim/authenticate.ts';
import { getIdentity } from '../usim/get-identity.ts';
import { readBinary, updateBinary } from './binary.ts';
import { createFile } from './create-file.ts';
import type { UiccCommand } from './definition.ts';
import { deleteFile } from './delete-file.ts';
import { getChallenge } from './get-challenge.ts';
import { increase } from './increase.ts';
import {
  activateFile,
  deactivateFile,
  terminateCardUsage,
  terminateDf,
  terminateEf,
} from './life-cycle.ts';
import { NOT_OFFERED } from './not-offered.ts';
import { changePin, disablePin, enablePin, unblockPin, verifyPin } from './pin-commands.ts';
import { readRecord, updateRecord } from './record.ts';
import { resizeFile } from './resize-file.ts';
import { retrieveData } from './retrieve-data.ts';
import { searchRecord } from './search-record.ts';
import { select } from './select.ts';
import { setData } from './set-data.ts';
import { status } from './status.ts';

export const UICC_COMMANDS: readonly UiccCommand[] = [
  select,
  status,
  readBinary,
  updateBinary,
  readRecord,
  updateRecord,
  searchRecord,
  increase,
  retrieveData,
  setData,
  verifyPin,
  changePin,
  disablePin,
  enablePin,
  unblockPin,
  deactivateFile,
  activateFile,
  createFile,
  deleteFile,
  resizeFile,
  terminateDf,
  terminateEf,
  terminateCardUsage,
  getChallenge,
  authenticate,
  getIdentity,
  ...NOT_OFFERED,
];
