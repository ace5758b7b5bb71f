import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomRuns } from '../../../tests/random-counts.ts';
import { HostError } from '../../base/index.ts';
import { emitActivationCode, parseActivationCode } from './activation-code.ts';

test('an activation code is read in each of its forms [SGP22 §4.1]', () => {
  const plain = { address: 'rsp.example', matchingId: '', oid: undefined, codeRequired: false };
  for (const [text, expected] of [
    ['LPA:1$rsp.example$', plain],
    ['1$rsp.example$', plain],
    ['lpa:1$rsp.example', plain],
    ['LPA:1$rsp.example:8443$A-1', { ...plain, address: 'rsp.example:8443', matchingId: 'A-1' }],
    [
      ' LPA:1$rsp.example$A$1.3.6.1$1\n',
      { ...plain, matchingId: 'A', oid: '1.3.6.1', codeRequired: true },
    ],
    ['LPA:1$rsp.example$A$$1', { ...plain, matchingId: 'A', codeRequired: true }],
    ['LPA:1$rsp.example$A$1.3$', { ...plain, matchingId: 'A', oid: '1.3' }],
  ] as const) {
    assert.deepEqual(parseActivationCode(text), expected);
    assert.deepEqual(parseActivationCode(emitActivationCode(expected)), expected);
  }
  assert.equal(emitActivationCode(plain), 'LPA:1$rsp.example$', 'an empty token keeps its place');
});

test('what is no activation code is an error that says why', () => {
  for (const [text, why] of [
    ['', /its format is ,/],
    ['LPA:2$rsp.example$A', /its format is 2/],
    ['https://rsp.example', /its format is https/],
    ['LPA:1$$A', /no address/],
    ['LPA:1$rsp.example/x$A', /no address/],
    ['LPA:1$rsp.example$A_B', /its token/],
    ['LPA:1$rsp.example$A$x$1', /x is no object identifier/],
    ['LPA:1$rsp.example$A$$2', /neither 0 nor 1/],
    ['LPA:1$rsp.example$A$$1$', /more than five/],
    [`LPA:1$rsp.example$${'A'.repeat(256)}`, /its token/],
  ] as const) {
    assert.throws(
      () => parseActivationCode(text),
      (error) =>
        error instanceof HostError && error.code === 'INPUT_INVALID' && why.test(error.message),
      text,
    );
  }
});

test('any text is read, or is an error of the caller', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('LPA:', '1', '$', 'a', '.', '-', ' ', '\u0000', 'é')),
      (parts) => {
        try {
          const code = parseActivationCode(parts.join(''));
          assert.deepEqual(parseActivationCode(emitActivationCode(code)), code);
        } catch (error) {
          assert.ok(error instanceof HostError, String(error));
        }
      },
    ),
    randomRuns('codec'),
  );
});
