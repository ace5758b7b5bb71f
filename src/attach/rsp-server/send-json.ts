/** One function of another server, over mutual TLS. [SGP22 §6.1] */
import { request } from 'node:https';
import { describeWireError, isWireError } from '../../base/index.ts';
import {
  ADMIN_PROTOCOL,
  emitJsonRequest,
  type JsonFunction,
  JSON_TYPE,
  parseJsonResponse,
  type RequestOf,
  statusInWords,
} from '../../wire/es9/index.ts';
import { bodyOf } from './https-server.ts';
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
  parts: SendParts,
  to: { readonly address: string; readonly which: F },
  message: RequestOf<F>,
): Promise<string | undefined> {
  calls += 1;
  const header = {
    functionRequesterIdentifier: parts.requester,
    functionCallIdentifier: String(calls),
  };
  const { address, which } = to;
  try {
    const { status, body } = await post(parts, {
      address,
      path: which.path,
      body: emitJsonRequest(which, message, header),
    });
    if (status === 204) return undefined;
    if (status !== 200) return `${address} answered HTTP ${status}`;
    const response = parseJsonResponse(which, body);
    if (isWireError(response)) return `${address}: ${describeWireError(response)}`;
    if ('message' in response) return undefined;
    const { code, status: execution } = response.failure;
    return `${address}: ${code === undefined ? execution : statusInWords(code)}`;
  } catch (error) {
    return `${address}: ${(error as Error).message}`;
  }
}

interface Posted {
  readonly address: string;
  readonly path: string;
  readonly body: string;
}

function post(
  { tls, anchors }: SendParts,
  { address, path, body }: Posted,
): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, port } = new URL(`https://${address}`);
  return new Promise((done, reject) => {
    const { name, value } = ADMIN_PROTOCOL;
    const sent = request(
      {
        host: hostname,
        servername: hostname,
        port: port === '' ? 443 : Number(port),
        path,
        method: 'POST',
        cert: tls.certificate,
        key: tls.key,
        ca: [...anchors],
        headers: {
          'Content-Type': JSON_TYPE,
          'Content-Length': Buffer.byteLength(body),
          [name]: value,
        },
        timeout: TIMEOUT_MS,
      },
      (response) => {
        bodyOf(response).then((text) => {
          if (text === undefined) reject(new Error('its answer is too long'));
          else done({ status: response.statusCode ?? 0, body: text });
        }, reject);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', reject);
    sent.end(body);
  });
}
