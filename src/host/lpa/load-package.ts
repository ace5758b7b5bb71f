/** Loading a bound profile package, segment by segment. [SGP22 §2.5.5] [SGP22 §5.7.6] */
import { type Bytes, describeWireError, HostError, isWireError } from '../../base/index.ts';
import {
  BPP_COMMAND,
  INSTALL_ERROR,
  type InstallationFailure,
  type NotificationMetadata,
  parseProfileInstallationResult,
  parseProfileInstallationResultData,
} from '../../wire/es10/index.ts';
import { parseBoundProfilePackage, segmentsOfPackage } from '../../wire/es8/index.ts';
import { cancelSession, type OpenSession } from './cancel-session.ts';
import type { LpaConversation } from './conversation.ts';
import { readAnswer } from './es10-call.ts';
import { wordsOf } from './result.ts';

export interface Installed {
  /** Of the ISD-P that has the profile now. */
  readonly isdP: Bytes;
  /** Of the notification that waits for its server. */
  readonly notification: NotificationMetadata;
}

const NAME = 'LoadBoundProfilePackage';

/** Throws `HostError` SERVER_REFUSED, EUICC_REFUSED, CARD_REFUSED. */
export function* loadPackage(session: OpenSession, bound: Bytes): LpaConversation<Installed> {
  const parsed = parseBoundProfilePackage(bound);
  if (isWireError(parsed)) {
    yield* cancelSession(session, 'loadBppExecutionError');
    const what = `the package of ${session.address} does not read: ${describeWireError(parsed)}`;
    throw new HostError('SERVER_REFUSED', what, 'report it to the operator');
  }
  const segments = segmentsOfPackage(parsed);
  let done = 0;
  for (const segment of segments) {
    yield { report: { step: 'download', done, total: bound.length } };
    const answer = yield* session.isdR.send(NAME, segment);
    done += segment.length;
    if (answer.length > 0) return readResult(answer);
  }
  throw new HostError(
    'CARD_REFUSED',
    `${NAME}: the eUICC has the whole package and gives no result`,
    'see whether the profile is there: bifrons lpa list',
  );
}

function readResult(answer: Bytes): Installed {
  const { data } = readAnswer(NAME, parseProfileInstallationResult(answer));
  const { metadata, finalResult } = readAnswer(NAME, parseProfileInstallationResultData(data));
  if ('aid' in finalResult) return { isdP: finalResult.aid, notification: metadata };
  throw failed(finalResult);
}

/** What helps, by reason. */
const NEXT: Readonly<Record<number, string>> = {
  [INSTALL_ERROR.installFailedDueToIccidAlreadyExistsOnEuicc]:
    'the profile is there already: bifrons lpa list',
  [INSTALL_ERROR.installFailedDueToInsufficientMemoryForProfile]:
    'delete a profile: bifrons lpa delete PROFILE',
  [INSTALL_ERROR.installFailedDueToInterruption]: 'repeat the download',
  [INSTALL_ERROR.pprNotAllowed]: 'the operator has to offer it without these policy rules',
};

function failed({ command, reason }: InstallationFailure): HostError {
  const at = wordsOf(BPP_COMMAND, command);
  const why = wordsOf(INSTALL_ERROR, reason);
  return new HostError(
    'EUICC_REFUSED',
    `the eUICC does not install the profile: ${why}, in ${at}`,
    NEXT[reason] ??
      'bifrons trace has segment and element where the card is a device of Bifrons; else report it',
  );
}
