/** One function of another server, over mutual TLS. [SGP22 §6.1] */
import { describeWireError, fromUtf8, HostError, isWireError, utf8 } from '../../base/index.ts';
import {
  emitJsonRequest,
  type JsonFunction,
  parseJsonResponse,
  type RequestOf,
  statusInWords,
} from '../../wire/es9/index.ts';
import { HttpsClient } from '../https-client/index.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface SendParts {
  readonly tls: TlsIdentity;
  readonly anchors: readonly string[];
  /** Who sends, as an object identifier. */
  readonly requester: string;
}

const TIMEOUT_MS = 10_000;
let calls = 0;

/** Nothing where it went well; else why not, in words. */
export async function sendJson<F extends JsonFunction>(
  { tls, anchors, requester }: SendParts,
  to: { readonly address: string; readonly which: F },
  message: RequestOf<F>,
): Promise<string | undefined> {
  calls += 1;
  const header = {
    functionRequesterIdentifier: requester,
    functionCallIdentifier: String(calls),
  };
  const { address, which } = to;
  const client = new HttpsClient({ issuers: anchors, identity: tls, timeoutMs: TIMEOUT_MS });
  try {
    const body = utf8(emitJsonRequest(which, message, header));
    const answer = await client.post(`https://${address}${which.path}`, body);
    if (answer.length === 0 && which.isNotification === true) return undefined;
    const response = parseJsonResponse(which, fromUtf8(answer));
    if (isWireError(response)) return `${address}: ${describeWireError(response)}`;
    if ('message' in response) return undefined;
    const { code, status: execution } = response.failure;
    return `${address}: ${code === undefined ? execution : statusInWords(code)}`;
  } catch (error) {
    // The message of a HostError begins with the address.
    const { message: why } = error as Error;
    return error instanceof HostError ? why : `${address}: ${why}`;
  } finally {
    client.close();
  }
}
