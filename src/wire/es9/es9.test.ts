/** Messages of ES9+, ES2+ and ES12 as they stand in bodies of HTTP. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, isWireError } from '../../base/index.ts';
import * as es9 from './index.ts';

test('base 64: as Node writes it, for each length', () => {
  for (let length = 0; length < 70; length++) {
    const source = Uint8Array.from({ length }, (_, at) => (at * 37 + length) & 0xff);
    const text = Buffer.from(source).toString('base64');
    assert.equal(es9.emitBase64(source), text);
    const parsed = es9.parseBase64(`${text.slice(0, 20)}\n${text.slice(20)}`);
    assert.ok(!isWireError(parsed));
    assert.equal(hex(parsed), hex(source));
  }
  for (const wrong of ['A', 'AA', 'AAA', '====', 'A===', 'AA=A', 'AAA?', 'AAAAA'])
    assert.ok(isWireError(es9.parseBase64(wrong)), wrong);
});

test('a request and a response, byte for byte, and back', () => {
  const { getBoundProfilePackage: which } = es9.ES9_FUNCTIONS;
  const bytes = Uint8Array.of(1, 2, 0xff);
  const request = { transactionId: bytes, prepareDownloadResponse: bytes };
  const text = es9.emitJsonRequest(which, request);
  assert.equal(text, '{"transactionId":"0102FF","prepareDownloadResponse":"AQL/"}');
  assert.deepEqual(es9.parseJsonRequest(which, text), { message: request, header: undefined });
  const response = { transactionId: bytes, boundProfilePackage: bytes };
  const body = es9.emitJsonResponse(which, response);
  const header = '"header":{"functionExecutionStatus":{"status":"Executed-Success"}}';
  assert.equal(body, `{${header},"transactionId":"0102FF","boundProfilePackage":"AQL/"}`);
  assert.deepEqual(es9.parseJsonResponse(which, body), { message: response });
});

test('a failure carries its codes, and words for people', () => {
  const status = es9.failedStatus({ subject: 'matchingId', reason: 'refused', why: 'no order' });
  const parsed = es9.parseJsonResponse(
    es9.ES9_FUNCTIONS.authenticateClient,
    es9.emitJsonFailure(status),
  );
  assert.ok(!isWireError(parsed) && 'failure' in parsed);
  const { code } = parsed.failure;
  assert.deepEqual([code?.subjectCode, code?.reasonCode], ['8.2.6', '3.8']);
  assert.equal(es9.statusInWords(code!), 'matching id: refused (8.2.6/3.8), no order');
  const strange = { subjectCode: '9.9', reasonCode: '7' };
  assert.equal(es9.statusInWords(strange), 'subject 9.9: reason 7 (9.9/7)');
});

test('an operator sends a header; a list of events comes back', () => {
  const header = { functionRequesterIdentifier: '2.999.20', functionCallIdentifier: '7' };
  const { registerEvent } = es9.ES12_FUNCTIONS;
  const message = {
    eid: '89049032123451234512345678901235',
    rspServerAddress: 'testsmdpplus1.example.com:8443',
    eventId: 'A-1',
    forwardingIndicator: false,
  };
  const text = es9.emitJsonRequest(registerEvent, message, header);
  assert.deepEqual(es9.parseJsonRequest(registerEvent, text), { message, header });
  const which = es9.ES11_FUNCTIONS.authenticateClient;
  const events = [{ eventId: 'A-1', rspServerAddress: message.rspServerAddress }];
  const response = { transactionId: Uint8Array.of(1), eventEntries: events };
  const body = es9.emitJsonResponse(which, response);
  assert.deepEqual(es9.parseJsonResponse(which, body), { message: response });
});

test('wrong fields are errors that name the field', () => {
  const { confirmOrder } = es9.ES2_FUNCTIONS;
  const iccid = '8988211990000000005';
  const wrong = [
    [{}, /a field iccid/],
    [{ iccid: '12', releaseFlag: true }, /iccid: an ICCID/],
    [{ iccid, releaseFlag: 'yes' }, /releaseFlag: true or false/],
    [{ iccid, releaseFlag: true, matchingId: 'a b' }, /matchingId: letters/],
    [{ iccid, releaseFlag: true, smdsAddress: 'a/b' }, /smdsAddress: an address/],
    [{ iccid, releaseFlag: true, header: {} }, /header: a field functionRequester/],
  ] as const;
  for (const [message, expected] of wrong) {
    const parsed = es9.parseJsonRequest(confirmOrder, JSON.stringify(message));
    assert.ok(isWireError(parsed));
    assert.match(parsed.expected, expected);
  }
  for (const body of ['', '[]', '{"header":1}', '{}'])
    assert.ok(isWireError(es9.parseJsonResponse(confirmOrder, body)), body);
});
