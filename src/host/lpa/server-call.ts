/** One function of ES9+ or ES11 from the LPA's side. [SGP22 §6.5] */
import { describeWireError, fromUtf8, HostError, isWireError, utf8 } from '../../base/index.ts';
import {
  emitJsonRequest,
  type JsonFunction,
  parseJsonResponse,
  type RequestOf,
  type ResponseOf,
  type StatusCode,
  statusInWords,
} from '../../wire/es9/index.ts';
import type { LpaConversation } from './conversation.ts';

/** Throws `HostError` SERVER_REFUSED, and what the way to the server throws. */
export function* callServer<F extends JsonFunction>(
  address: string,
  function_: F,
  request: RequestOf<F>,
): LpaConversation<ResponseOf<F>> {
  const body = utf8(emitJsonRequest(function_, request));
  const answer = yield { post: { url: `https://${address}${function_.path}`, body } };
  const name = nameOf(function_);
  if (function_.isNotification === true) return {} as ResponseOf<F>;
  const response = parseJsonResponse(function_, fromUtf8(answer));
  if (isWireError(response)) {
    throw new HostError(
      'SERVER_REFUSED',
      `${name}: the answer of ${address} does not read: ${describeWireError(response)}`,
      'it may be no SM-DP+ or SM-DS: check the address',
    );
  }
  if ('message' in response) return response.message;
  const { status, code } = response.failure;
  const words = code === undefined ? status : statusInWords(code);
  throw new HostError('SERVER_REFUSED', `${name}: ${address} answered ${words}`, nextStep(code));
}

/** `AuthenticateClient`. */
function nameOf({ path }: JsonFunction): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const ASK_OPERATOR = 'request a new activation code from the operator';

/** By subject and reason, or by subject alone: what helps. [SGP22 §5.2.6] */
const NEXT: Readonly<Record<string, string>> = {
  '8.1/4.8': 'make room: bifrons lpa delete PROFILE',
  '8.1.1': 'the profile is for another eUICC: give the EID of this one to the operator',
  '8.1.2': "the server does not accept the manufacturer's certificate of this eUICC",
  '8.1.3': 'the server does not accept the certificate of this eUICC',
  '8.2/1.2': 'the operator has not released the profile yet: repeat it later',
  '8.2/3.7': 'the operator has not released the profile yet: repeat it later',
  '8.2.5/4.3': 'the operator offers no profile for this device or eUICC',
  '8.2.6': 'check the token of the activation code; one that was used is refused',
  '8.2.7/2.2': 'give the confirmation code: --confirmation-code CODE',
  '8.2.7/3.8': 'the confirmation code is wrong: give the right one, --confirmation-code CODE',
  '8.2.7/6.1': 'the confirmation code is wrong: give the right one, --confirmation-code CODE',
  '8.2.7/6.4': `the confirmation code was wrong too often: ${ASK_OPERATOR}`,
  '8.8.1': 'the server has another address: use the one that the operator gave',
  '8.8.2': 'the eUICC and the server have no CI in common: see bifrons lpa chip',
  '8.8.3': 'the server does not serve the edition of SGP.22 that the eUICC follows',
  '8.8.4': 'the eUICC and the server have no CI in common: see bifrons lpa chip',
  '8.8.5/4.10': `the order has expired: ${ASK_OPERATOR}`,
  '8.8.5/6.4': `too many attempts: ${ASK_OPERATOR}`,
  '8.9.5': 'the event is there no more: repeat bifrons lpa discovery',
  '8.10.1': 'the session has ended at the server: repeat the command',
  '8.11.1': 'the eUICC and the server have no CI in common: see bifrons lpa chip',
};

function nextStep(code: StatusCode | undefined): string {
  if (code === undefined) return 'repeat it later, or see the log of the server';
  const { subjectCode, reasonCode } = code;
  return (
    NEXT[`${subjectCode}/${reasonCode}`] ??
    NEXT[subjectCode] ??
    'see the log of the server, or repeat it with another activation code'
  );
}
