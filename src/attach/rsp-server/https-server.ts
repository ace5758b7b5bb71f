/** JSON over HTTPS: one POST, one answer. [SGP22 §6.1] [SGP22 §6.3] */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';
import { listenOnLoopback } from '../streams/index.ts';
import { ADMIN_PROTOCOL, JSON_TYPE } from '../../wire/es9/index.ts';
import type { TlsIdentity } from './tls-identity.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** `dropped`: the connection is closed without an answer. */
export type Serve = (path: string, body: string) => Promise<HttpAnswer | 'dropped'>;

export interface HttpsOptions {
  readonly tls: TlsIdentity;
  /** With them, clients must prove who they are with a certificate of one of them. */
  readonly clientAnchors?: readonly string[] | undefined;
  /** 0 has one chosen. */
  readonly port: number;
  /** For messages. */
  readonly what: string;
  readonly delayMs: number;
  readonly serve: Serve;
  /** Receives in words why a client is turned away before a function runs, or gets no answer. */
  readonly report: (problem: string) => void;
}

export interface OpenPorts<N extends string> {
  readonly ports: Readonly<Record<N, number>>;
  close(): Promise<void>;
}

interface OpenHttps {
  readonly port: number;
  close(): Promise<void>;
}

/** Longest body of a request that is read. */
const BODY_LENGTH_MAX = 256 * 1_024;
const IDLE_MS = 60_000;

/** `reason`: the words of OpenSSL alone. */
type TlsError = Error & { readonly reason?: string };

/** Rejects with `HostError` where a port is not free; then none is left open. */
export async function serveHttps<N extends string>(
  all: Readonly<Record<N, HttpsOptions>>,
): Promise<OpenPorts<N>> {
  const open: OpenHttps[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((one) => one.close()));
  };
  try {
    for (const options of Object.values<HttpsOptions>(all)) open.push(await openPort(options));
  } catch (error) {
    await close();
    throw error;
  }
  const named = Object.keys(all).map((name, at) => [name, open[at]!.port] as const);
  return { ports: Object.fromEntries(named) as Record<N, number>, close };
}

async function openPort(options: HttpsOptions): Promise<OpenHttps> {
  const { tls, clientAnchors, what, report } = options;
  const server: Server = createServer(
    {
      cert: tls.certificate,
      key: tls.key,
      minVersion: 'TLSv1.2',
      keepAliveTimeout: IDLE_MS,
      ...(clientAnchors === undefined
        ? {}
        : { requestCert: true, rejectUnauthorized: true, ca: [...clientAnchors] }),
    },
    (request, response) => void answer(options, request, response),
  );
  server.on('tlsClientError', (error: TlsError, { authorizationError }: TLSSocket) =>
    report(
      authorizationError
        ? `a client without a certificate of a known issuer is turned away: ${authorizationError}`
        : `a client does not complete TLS: ${error.reason ?? error.message}`,
    ),
  );
  const port = await listenOnLoopback(server, options.port, what);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { serve, delayMs, report }: HttpsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method } = request;
  if (method !== 'POST') {
    report(`${method} is refused with HTTP 405: functions take POST`);
    return void response.writeHead(405, { Allow: 'POST' }).end();
  }
  const { name, value } = ADMIN_PROTOCOL;
  try {
    const body = await bodyOf(request);
    if (body === undefined) {
      report(`a body of more than ${BODY_LENGTH_MAX} bytes is refused with HTTP 413`);
      return void response.writeHead(413, { Connection: 'close' }).end();
    }
    const done = await serve(request.url ?? '/', body);
    if (delayMs > 0) await delay(delayMs);
    if (done === 'dropped') return void request.socket.destroy();
    // pySim's client requires the type with HTTP 204, too, whose body is empty.
    const type = done.status === 404 ? {} : { 'Content-Type': JSON_TYPE };
    const length = done.status === 204 ? {} : { 'Content-Length': Buffer.byteLength(done.body) };
    response.writeHead(done.status, { [name]: value, ...type, ...length }).end(done.body);
  } catch (error) {
    // The client left in the middle, or the store refused a write: there is nothing to answer.
    report(`a request gets no answer: ${(error as Error).message}`);
    request.socket.destroy();
  }
}

/** `undefined` where it is too long. */
async function bodyOf(message: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_LENGTH_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
