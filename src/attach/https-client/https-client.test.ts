/** The way to servers: who is trusted, and what each failure says. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fromUtf8, HostError, utf8 } from '../../base/index.ts';
import { emitEcPrivateKey } from '../../wire/x509/index.ts';
import { SERVER, testBranch } from '../../../tests/support/trust.ts';
import { HttpsClient, type HttpsOptions } from './index.ts';

const { ci, dpTls, dpAuth } = testBranch('p256');

function pem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

const CA = pem('CERTIFICATE', ci.certificate);

async function withServer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  work: (
    post: (options?: Partial<HttpsOptions>, host?: string) => Promise<string>,
  ) => Promise<void>,
): Promise<void> {
  const server: Server = createServer({
    key: pem('EC PRIVATE KEY', emitEcPrivateKey(dpTls, dpTls.publicKey)),
    cert: pem('CERTIFICATE', dpTls.certificate),
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work(async (options = {}, host = SERVER) => {
      const connect = { host: '127.0.0.1', port };
      const own = { issuers: [CA], connect, timeoutMs: 5_000, userAgent: 'gsma-rsp-lpad' };
      const client = new HttpsClient({ ...own, ...options });
      try {
        return fromUtf8(await client.post(`https://${host}/gsma/rsp2/x`, utf8('{"a":1}')));
      } finally {
        client.close();
      }
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function has(code: string, words: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof HostError && error.code === code && words.test(error.message);
}

test('a request has the headers and the body of an LPA, and the answer is its body', async () => {
  await withServer(
    ({ method, url, headers }, response, body) => {
      const { host, 'content-type': type, 'x-admin-protocol': protocol } = headers;
      const agent = headers['user-agent'];
      response.end(JSON.stringify([method, url, host, type, protocol, agent, body]));
    },
    async (post) => {
      assert.deepEqual(JSON.parse(await post()), [
        'POST',
        '/gsma/rsp2/x',
        SERVER,
        'application/json;charset=UTF-8',
        'gsma/rsp/v2.5.0',
        'gsma-rsp-lpad',
        '{"a":1}',
      ]);
    },
  );
});

test('an empty answer of HTTP 204 is empty; other statuses are refusals', async () => {
  let status = 204;
  const answer = (_request: unknown, response: ServerResponse) => {
    response.statusCode = status;
    response.end();
  };
  await withServer(answer, async (post) => {
    assert.equal(await post(), '');
    for (status of [301, 400, 404, 500])
      await assert.rejects(post(), has('SERVER_REFUSED', new RegExp(`answered HTTP ${status}`)));
  });
});

test('who is not trusted, or is another, gets no request', async () => {
  let requests = 0;
  const answer = (_request: unknown, response: ServerResponse) => {
    requests++;
    response.end();
  };
  await withServer(answer, async (post) => {
    const untrusted = has('SERVER_UNREACHABLE', /the issuer of its certificate is not trusted/);
    await assert.rejects(post({ issuers: [] }), untrusted);
    const leaf = pem('CERTIFICATE', dpAuth.certificate);
    await assert.rejects(post({ issuers: [leaf] }), untrusted);
    const other = has('SERVER_UNREACHABLE', /other\.example: its certificate is for another name/);
    await assert.rejects(post({}, 'other.example'), other);
  });
  assert.equal(requests, 0);
});

test('no server, a closed connection and too long an answer are errors in words', async () => {
  const connect = { host: '127.0.0.1', port: 1 };
  const closes = (request: IncomingMessage) => request.socket.destroy();
  await withServer(closes, async (post) => {
    await assert.rejects(post({ connect }), has('SERVER_UNREACHABLE', /no server is there/));
    await assert.rejects(post(), has('SERVER_UNREACHABLE', /the connection was closed/));
  });
  const endless = (_request: unknown, response: ServerResponse) => {
    const chunk = Buffer.alloc(1_000_000);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    response.on('error', () => {});
    more();
  };
  await withServer(endless, async (post) => {
    await assert.rejects(post(), has('SERVER_REFUSED', /more than 16777216 bytes/));
  });
});
