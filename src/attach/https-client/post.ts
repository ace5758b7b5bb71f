/**
 * How LPAs and servers reach servers: POST over HTTPS, to those whose certificate is of an issuer
 * that is trusted. [SGP22 §2.6.6] [SGP22 §6.1] [SGP22 §6.2]
 */
import { type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent, request } from 'node:https';
import { createSecureContext } from 'node:tls';
import { type Bytes, HostError } from '../../base/index.ts';
import { ADMIN_PROTOCOL, JSON_TYPE } from '../../wire/es9/index.ts';

/** In PEM. */
export interface ClientIdentity {
  readonly certificate: string;
  readonly key: string;
}

export interface HttpsOptions {
  /** Issuers of server certificates, as PEM. */
  readonly issuers: readonly string[];
  /** With it, the client proves who it is. */
  readonly identity?: ClientIdentity | undefined;
  readonly userAgent?: string | undefined;
  /** Where every server is reached, whatever its name: for tests on one machine. */
  readonly connect?: { readonly host: string; readonly port: number } | undefined;
  readonly timeoutMs: number;
}

/** A package of a profile with many applications has some hundred KiB. */
const ANSWER_LENGTH_MAX = 16 * 1_024 * 1_024;
/** As messages have it. */
const OK = { from: 200, to: 299 } as const;

export class HttpsClient {
  readonly #options: HttpsOptions;
  readonly #agent: Agent;

  constructor(options: HttpsOptions) {
    this.#options = options;
    const { issuers, identity } = options;
    const own = identity && { cert: identity.certificate, key: identity.key };
    // Read once: an agent with issuers reads them for each connection, and compares their text for
    // each request.
    const secureContext = createSecureContext({
      ca: [...issuers],
      minVersion: 'TLSv1.2',
      ...own,
    });
    this.#agent = new Agent({ keepAlive: true, secureContext });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The body of the answer. Throws `HostError` SERVER_UNREACHABLE, SERVER_REFUSED. */
  async post(url: string, body: Bytes): Promise<Bytes> {
    const where = new URL(url);
    const answer = await this.#exchange(where, body).catch((error: unknown) => {
      throw error instanceof HostError ? error : unreachable(where.host, error as Error);
    });
    if (answer.status >= OK.from && answer.status <= OK.to) return answer.body;
    throw new HostError(
      'SERVER_REFUSED',
      `${where.host} answered HTTP ${answer.status} to ${where.pathname}`,
      'it may be no server of remote provisioning: check the address',
    );
  }

  #exchange(where: URL, body: Bytes): Promise<{ readonly status: number; readonly body: Bytes }> {
    const { connect, timeoutMs, userAgent } = this.#options;
    const { hostname, port, pathname } = where;
    const options: RequestOptions & { readonly servername: string } = {
      agent: this.#agent,
      host: connect?.host ?? hostname,
      port: connect?.port ?? (port === '' ? 443 : Number(port)),
      servername: hostname,
      path: pathname,
      method: 'POST',
      timeout: timeoutMs,
      headers: {
        host: where.host,
        'content-type': JSON_TYPE,
        'content-length': body.length,
        ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
        [ADMIN_PROTOCOL.name]: ADMIN_PROTOCOL.value,
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        readBody(response).then(
          (content) => resolve({ status: response.statusCode ?? 0, body: content }),
          reject,
        );
      });
      sent.on('timeout', () => sent.destroy(new Error(`no answer in ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

async function readBody(response: IncomingMessage): Promise<Bytes> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > ANSWER_LENGTH_MAX) {
      response.destroy();
      const what = `the server sends more than ${ANSWER_LENGTH_MAX} bytes`;
      throw new HostError('SERVER_REFUSED', what, 'check the address');
    }
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

/** Codes of Node and of OpenSSL, in words. */
const WORDS: Readonly<Record<string, readonly [why: string, next: string]>> = {
  ECONNREFUSED: ['no server is there', 'start it, or check address and port'],
  ENOTFOUND: ['its name has no address', 'check the name; --connect HOST:PORT leaves DNS out'],
  EAI_AGAIN: ['names are not resolved here', 'check the network; --connect HOST:PORT needs no DNS'],
  ECONNRESET: ['the connection was closed', 'repeat it, or see the log of the server'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'the server needs a new one'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'use the name in the certificate, with --connect HOST:PORT where DNS has another',
  ],
};
const UNTRUSTED: readonly [string, string] = [
  'the issuer of its certificate is not trusted',
  'give the certificate of its CI: --ca FILE',
];
const UNTRUSTED_CODES: readonly string[] = [
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

function unreachable(host: string, error: Error & { readonly code?: string }): HostError {
  const { code = '', message } = error;
  const known = UNTRUSTED_CODES.includes(code) ? UNTRUSTED : WORDS[code];
  const [why, next] = known ?? [message || code, 'check the network, and repeat it'];
  return new HostError('SERVER_UNREACHABLE', `${host}: ${why}`, next);
}
