/**
 * lpac 2.3.0 (8f68d5c) in the whole life of a profile, as it was recorded: its commands to the card
 * and its requests to the SM-DP+ are sent again, and card and server answer as they did.
 * [SGP22 §3.1.3] [SGP22 §5.6]
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProjectFile } from '../../architecture/project.ts';
import { LpacDesk } from '../../support/lpac-desk.ts';

const LINES = readProjectFile('tests/transcripts/lpac/download-t0.ndjson').trimEnd().split('\n');

interface Printed {
  readonly type: string;
  readonly payload: { readonly code: number; readonly message: string };
}

test('a profile is downloaded, switched, refused a second time and deleted', async () => {
  const desk = await LpacDesk.open();
  const printed: string[] = [];
  for (let at = 0; at < LINES.length; at++) {
    const sent = LINES[at]!;
    const answer = await desk.answer(sent);
    if (answer !== undefined) {
      at++;
      assert.equal(answer, LINES[at], `line ${at + 1}, in answer to ${sent}`);
      continue;
    }
    const { type, payload } = JSON.parse(sent) as Printed;
    if (type === 'lpa') printed.push(payload.message);
  }
  const [notified, succeeded] = ['handleNotification', 'success'];
  assert.deepEqual(desk.calls, [
    ...['initiateAuthentication', 'authenticateClient', 'getBoundProfilePackage'],
    ...[notified, notified, notified],
    ...['initiateAuthentication', 'authenticateClient', 'cancelSession'],
    notified,
  ]);
  assert.deepEqual(printed, [
    ...Array<string>(6).fill(succeeded),
    'es9p_authenticate_client',
    ...[succeeded, succeeded],
  ]);
  assert.equal(desk.profileState, 'installed');
  await desk.close();
});
