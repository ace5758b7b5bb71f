/** `bifrons smdp` and `bifrons smds` as operators, LPAs and each other reach them: over HTTPS. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { OUTPUT_SCHEMAS } from '../../src/attach/schemas/index.ts';
import { isWireError } from '../../src/base/index.ts';
import { FAULTS } from '../../src/host/rsp-server/index.ts';
import {
  emitJsonRequest,
  ES2_FUNCTIONS,
  ES9_FUNCTIONS,
  type JsonFunction,
  parseJsonResponse,
  type RequestOf,
  type ResponseOf,
} from '../../src/wire/es9/index.ts';
import { bifrons, bifronsArgv, jsonLines, scratchFolder } from './support/bifrons.ts';
import { Running } from './support/processes.ts';

const EID = '89049032123451234512345678901235';
const K = '465B5CE8B199B49FAA5F0A2EE238A6BC';
const OPC = 'CD63CB71954A9F4E48A5994E37A02BAF';
const HEADER = { functionRequesterIdentifier: '2.999.20', functionCallIdentifier: '1' };
const [FIRST, SECOND, THIRD] = [
  '8988211990000000005',
  '8988211990000000013',
  '8988211990000000021',
] as const;

const scratch = scratchFolder();
const pki = join(scratch.path, 'pki');
const at = (name: string): string => join(scratch.path, name);

before(async () => {
  const names = ['--server', 'localhost', '--smds', 'localhost'];
  const made = await bifrons(['pki', 'init', pki, ...names, '--json']);
  assert.equal(made.code, 0, made.stderr);
  for (const line of jsonLines(made.stdout)) OUTPUT_SCHEMAS.pki.parse(line);
  const subscriber = {
    iccid: FIRST,
    imsi: '001010000000001',
    algorithm: 'milenage',
    k: K,
    opc: OPC,
  };
  writeFileSync(at('subscriber.json'), JSON.stringify(subscriber));
  const rows = [
    'iccid,imsi,k,opc,name,matchingId,confirmationCode',
    `${SECOND},001010000000002,${K},${OPC},"Second, of two",TABLE-1,1234`,
    `${THIRD},001010000000003,${K},${OPC},,,`,
  ];
  writeFileSync(at('table.csv'), `${rows.join('\n')}\n`);
});
after(() => scratch.remove());

interface Identity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

function identity(path: string): Identity {
  const [folder, title] = path.split('/') as [string, string];
  const read = (prefix: string) => readFileSync(join(pki, folder, `${prefix}_${title}.pem`));
  return { cert: read('CERT'), key: read('SK') };
}

const anchor = () => readFileSync(join(pki, 'CertificateIssuer/CERT_CI_ECDSA_NIST.pem'));

interface Sent {
  readonly port: number;
  readonly own?: Identity | undefined;
  readonly method?: string;
}

interface Got {
  readonly status: number;
  readonly body: string;
  readonly protocol: string | undefined;
  readonly type: string | undefined;
}

function post(path: string, body: string, { port, own, method = 'POST' }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', servername: 'localhost', ca: anchor(), agent: false };
    const sent = request({ ...options, ...own, port, path, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      const protocol = response.headers['x-admin-protocol'] as string | undefined;
      const type = response.headers['content-type'];
      response.on('end', () =>
        resolve({ status: response.statusCode!, body: text, protocol, type }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function call<F extends JsonFunction>(
  which: F,
  message: RequestOf<F>,
  sent: Sent,
): Promise<ResponseOf<F>> {
  const { status, body, protocol } = await post(
    which.path,
    emitJsonRequest(which, message, HEADER),
    sent,
  );
  assert.deepEqual([status, protocol], [200, 'gsma/rsp/v2.5.0']);
  const response = parseJsonResponse(which, body);
  assert.ok(!isWireError(response) && 'message' in response, body);
  return response.message;
}

/** A server as its first lines describe it. */
class Server {
  readonly running: Running;
  readonly #name: 'smdp' | 'smds';

  constructor(name: 'smdp' | 'smds', args: readonly string[]) {
    this.#name = name;
    this.running = new Running(bifronsArgv([name, ...args, '--pki', pki, '--json']));
  }

  async up(): Promise<{ readonly address: string; readonly ports: Record<string, number> }> {
    await this.running.saw(/"up":/);
    const { up, ports } = this.lines.find((line) => 'up' in line)!;
    return { address: up as string, ports: ports as Record<string, number> };
  }

  get lines() {
    const { stdout } = this.running;
    return jsonLines(stdout.slice(0, stdout.lastIndexOf('\n') + 1));
  }

  async stop(): Promise<void> {
    const { code, stderr } = await this.running.stop('SIGINT');
    assert.equal(code, 0, stderr);
    for (const line of this.lines) OUTPUT_SCHEMAS[this.#name].parse(line);
  }
}

const smdp = (data: string, ...args: readonly string[]): Server =>
  new Server('smdp', [...args, '--data', at(data), '--port', '0', '--operator-port', '0']);

describe('SM-DP+ and SM-DS', () => {
  test('profiles from a description and a table, each with its activation code', async () => {
    const server = smdp('one', at('subscriber.json'), '--csv', at('table.csv'));
    const { address } = await server.up();
    await server.running.saw(new RegExp(THIRD));
    const rows = server.lines.filter((line) => 'iccid' in line);
    assert.deepEqual(
      rows.map(({ iccid, state }) => [iccid, state]),
      [FIRST, SECOND, THIRD].map((iccid) => [iccid, 'released']),
    );
    assert.equal(rows[1]!['profileType'], 'Second, of two');
    assert.equal(rows[1]!['activationCode'], `LPA:1$${address}$TABLE-1$$1`);
    assert.match(String(rows[0]!['activationCode']), /^LPA:1\$localhost:\d+\$[A-Z2-9-]{23}$/);
    await server.stop();
    // Orders stay: the second start shows the same tokens.
    const again = smdp('one', at('subscriber.json'));
    await again.running.saw(new RegExp(THIRD));
    const token = (row: Record<string, unknown>) => String(row['activationCode']).split('$')[2];
    const second = again.lines.filter((line) => 'iccid' in line);
    assert.deepEqual(second.map(token), rows.map(token));
    await again.stop();
  });

  test('ES9+ at one port, ES2+ at another, for operators with a certificate alone', async () => {
    const server = smdp('two', at('subscriber.json'), '--no-order');
    const { ports, address } = await server.up();
    const [es9, es2] = [ports['es9']!, ports['es2']!];
    const own = identity('Operator/S_OPERATOR_TLS_NIST');
    const order = await call(ES2_FUNCTIONS.downloadOrder, { iccid: FIRST }, { port: es2, own });
    assert.deepEqual(order, { iccid: FIRST });
    const request = { iccid: FIRST, matchingId: 'ONE', releaseFlag: true };
    const confirmed = await call(ES2_FUNCTIONS.confirmOrder, request, { port: es2, own });
    assert.deepEqual(confirmed, { matchingId: 'ONE', smdpAddress: address });
    const { path } = ES2_FUNCTIONS.downloadOrder;
    await assert.rejects(post(path, '{}', { port: es2 }));
    const stranger = await strangeIdentity();
    await assert.rejects(post(path, '{}', { port: es2, own: stranger }));
    await server.running.saw(
      /peer did not return a certificate"[^]*a certificate of a known issuer is turned away/,
    );
    assert.equal((await post(path, '{}', { port: es9 })).status, 404);
    const { path: initiate } = ES9_FUNCTIONS.initiateAuthentication;
    assert.equal((await post(initiate, '', { port: es9, method: 'GET' })).status, 405);
    assert.equal((await post(initiate, 'x'.repeat(300_000), { port: es9 })).status, 413);
    await server.running.saw(
      /GET is refused with HTTP 405[^]*262144 bytes is refused with HTTP 413/,
    );
    const notified = await post(ES9_FUNCTIONS.handleNotification.path, '{}', { port: es9 });
    const { status, body, type } = notified;
    assert.deepEqual([status, body, type], [204, '', 'application/json;charset=UTF-8']);
    await server.stop();
  });

  test('an order with an SM-DS: the event is there; without its answer there is no order', async () => {
    const smds = new Server('smds', ['--data', at('ds'), '--port', '0', '--server-port', '0']);
    const { ports } = await smds.up();
    const server = smdp('three', at('subscriber.json'), '--no-order');
    const opened = await server.up();
    const sent = { port: opened.ports['es2']!, own: identity('Operator/S_OPERATOR_TLS_NIST') };
    await call(ES2_FUNCTIONS.downloadOrder, { iccid: FIRST, eid: EID }, sent);
    const request = { iccid: FIRST, matchingId: 'EVENT-1', releaseFlag: true };
    const { path } = ES2_FUNCTIONS.confirmOrder;
    const nowhere = { ...request, smdsAddress: 'localhost:1' };
    const body = emitJsonRequest(ES2_FUNCTIONS.confirmOrder, nowhere, HEADER);
    const refused = await post(path, body, sent);
    assert.match(refused.body, /"subjectCode":"8.9","reasonCode":"5.1"/);
    const smdsAddress = `localhost:${ports['es12']}`;
    await call(ES2_FUNCTIONS.confirmOrder, { ...request, smdsAddress }, sent);
    await smds.running.saw(/registerEvent/);
    await call(
      ES2_FUNCTIONS.cancelOrder,
      { iccid: FIRST, eid: EID, finalProfileStatusIndicator: 'Available' },
      sent,
    );
    await smds.running.saw(/deleteEvent/);
    await server.stop();
    const order = ['--smds', smdsAddress, '--eid', EID, '--matching-id', 'EVENT-2'];
    const ordering = smdp('six', at('subscriber.json'), ...order);
    await smds.running.saw(/registerEvent[^]*registerEvent/);
    await ordering.running.saw(/EVENT-2/);
    await ordering.stop();
    await smds.stop();
  });

  test('a notification that gets no answer, and a list of revoked certificates', async () => {
    const faults = ['--fault', 'lost-notification', '--fault', 'revoked-certificate'];
    const server = smdp('four', at('subscriber.json'), ...faults);
    const { ports } = await server.up();
    const { path } = ES9_FUNCTIONS.handleNotification;
    await assert.rejects(post(path, '{}', { port: ports['es9']! }));
    const lists = server.lines.filter((line) => 'revoked' in line);
    assert.equal(lists.length, 2);
    for (const { revoked } of lists) assert.equal(readFileSync(String(revoked))[0], 0x30);
    await server.stop();
  });

  test('certificates of another EID are imported with that EID', async () => {
    const [preset, output] = ['field', at('esim.json')];
    const args = ['pki', 'import', pki, '--preset', preset, '--eid', EID, '--output', output];
    const { code, stdout, stderr } = await bifrons([...args, '--json']);
    assert.equal(code, 0, stderr);
    const [line] = jsonLines(stdout).map((one) => OUTPUT_SCHEMAS.pki.parse(one));
    const { issuers } = line as { readonly issuers: readonly string[] };
    for (const step of issuers) assert.match(step, /a certificate with this EID is there$/);
    const { containers } = JSON.parse(readFileSync(output, 'utf8')) as {
      readonly containers: readonly { readonly kind: string; readonly eid?: string }[];
    };
    assert.equal(containers.find(({ kind }) => kind === 'euicc')?.eid, EID);
  });

  test('wrong usage says what to do next', async () => {
    const folder = at('empty');
    mkdirSync(folder);
    const wrong = [
      [['smdp', '--pki', folder], /CERT.DPauth and CERT.DPpb/],
      [['smds', '--pki', folder], /CERT.DSauth/],
      [['smdp', '--pki', pki, '--fault', 'none'], /there is no fault none/],
      [
        ['smdp', at('missing.json'), '--pki', pki, '--port', '0', '--operator-port', '0'],
        /missing/,
      ],
    ] as const;
    const several = [at('subscriber.json'), '--csv', at('table.csv'), '--matching-id', 'ONE'];
    const ports = ['--port', '0', '--operator-port', '0', '--data', at('five')];
    const usage = await bifrons(['smdp', ...several, '--pki', pki, ...ports]);
    assert.equal(usage.code, 2, usage.stderr);
    assert.match(usage.stderr, /--matching-id is given for several profiles/);
    for (const [args, expected] of wrong) {
      const { code, stderr } = await bifrons([...args, '--data', at('five')]);
      assert.equal(code, 3, stderr);
      assert.match(stderr, expected);
    }
  });

  test('the help has every fault, in the words of the server', async () => {
    const { stdout } = await bifrons(['smdp', '--help']);
    for (const [name, { what, ...fault }] of Object.entries(FAULTS))
      assert.match(stdout, new RegExp(`^ +${name}${'counts' in fault ? ':N' : ''} +${what}$`, 'm'));
  });
});

/** Of another test PKI. */
async function strangeIdentity(): Promise<Identity> {
  const folder = at('strange');
  const { code } = await bifrons(['pki', 'init', folder]);
  assert.equal(code, 0);
  const read = (kind: string) =>
    readFileSync(join(folder, 'Operator', `${kind}_S_OPERATOR_TLS_NIST.pem`));
  return { cert: read('CERT'), key: read('SK') };
}
