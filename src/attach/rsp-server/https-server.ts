/** JSON over HTTPS: one POST, one answer. [SGP22 §6.1] [SGP22 §6.3] */
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
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
}

export interface OpenHttps {
  readonly port: number;
  close(): Promise<void>;
}

/** Longest body that is read. */
const BODY_LENGTH_MAX = 256 * 1_024;
const IDLE_MS = 60_000;

/** Rejects with `HostError` where the port is not free. */
export async function serveHttps(options: HttpsOptions): Promise<OpenHttps> {
  const { tls, clientAnchors, what } = options;
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
  { serve, delayMs }: HttpsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method !== 'POST') return void response.writeHead(405, { Allow: 'POST' }).end();
    const body = await bodyOf(request);
    if (body === undefined) return void response.writeHead(413, { Connection: 'close' }).end();
    const done = await serve(request.url ?? '/', body);
    if (delayMs > 0) await delay(delayMs);
    if (done === 'dropped') return void request.socket.destroy();
    const { name, value } = ADMIN_PROTOCOL;
    const type = done.body === '' ? {} : { 'Content-Type': JSON_TYPE };
    const length = done.status === 204 ? {} : { 'Content-Length': Buffer.byteLength(done.body) };
    response.writeHead(done.status, { [name]: value, ...type, ...length }).end(done.body);
  } catch {
    // The client left in the middle, or the store refused a write: there is nothing to answer.
    request.socket.destroy();
  }
}

/** `undefined` where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > BODY_LENGTH_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
