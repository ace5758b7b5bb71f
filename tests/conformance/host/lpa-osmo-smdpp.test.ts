/**
 * The LPA and an eUICC in the session that they had with osmo-smdpp, a server of others: the same
 * requests, and its answers as they were. [SGP22 §3.1.3] [SGP22 §5.6]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromUtf8, isWireError, utf8 } from '../../../src/base/index.ts';
import { parseBoundProfilePackage } from '../../../src/wire/es8/index.ts';
import { parseBase64 } from '../../../src/wire/es9/index.ts';
import { readProjectFile } from '../../architecture/project.ts';
import { Phone } from '../../support/lpa-phone.ts';
import { ALPHA, BETA, trustingPhone } from '../../support/lpa-world.ts';
import { wholeSession } from '../../support/lpa-session.ts';

interface Exchange {
  readonly function: string;
  readonly request: Readonly<Record<string, string>>;
  /** Nothing for an answer without a body. */
  readonly answer: Readonly<Record<string, string>> | null;
}

const [, ...RECORDED] = readProjectFile('tests/transcripts/es9/osmo-smdpp.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Exchange);

test('the recorded session is one whole life of a profile', () => {
  const notified = ['handleNotification'];
  assert.deepEqual(
    RECORDED.map((one) => one.function),
    [
      ...['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage'],
      ...[...notified, ...notified, ...notified, ...notified],
    ],
  );
});

test('the server fills segments to 1020 bytes and pads them after that', () => {
  const { boundProfilePackage } = RECORDED[2]!.answer!;
  const der = parseBase64(boundProfilePackage!);
  assert.ok(!isWireError(der));
  const bound = parseBoundProfilePackage(der);
  assert.ok(!isWireError(bound));
  assert.equal(Math.max(...bound.profileElements.map(({ length }) => length)), 1036);
});

test('requests are those of the record, and its answers install, switch and delete a profile', () => {
  const left = [...RECORDED];
  const phone = new Phone(trustingPhone('p256'), 't1', {
    post({ url, body }) {
      const next = left.shift();
      assert.ok(url.endsWith(`/gsma/rsp2/es9plus/${next?.function}`), url);
      assert.deepEqual(JSON.parse(fromUtf8(body)), next!.request);
      return utf8(next!.answer === null ? '' : JSON.stringify(next!.answer));
    },
  });
  assert.deepEqual(wholeSession(phone, 'BIFRONS-1'), [0, 1, 2, 3]);
  assert.deepEqual(left, []);
  assert.deepEqual(phone.states(), [
    [ALPHA, 'enabled'],
    [BETA, 'disabled'],
  ]);
});
