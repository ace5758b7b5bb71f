/** `npm run demo:esim`: a subscription from order to deletion, as both sides print it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../architecture/project.ts';
import { run } from './support/processes.ts';

/** Nine commands and two servers, one after another. */
const STORY_MS = 180_000;

test('the story of a subscription, offline, by commands that anyone can type', async () => {
  const argv = { command: process.execPath, args: ['scripts/demo-esim.mjs'] };
  const { code, stdout, stderr } = await run(argv, { cwd: PROJECT_ROOT, timeoutMs: STORY_MS });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const steps = [
    /^\$ bifrons smdp examples\/subscriber\.json /m,
    /^ {2}SM-DP\+ \| 8988211990000000005 {2}released .*LPA:1\$localhost:\d+\$/m,
    /^EID +89049032000000000000000000250035$/m,
    /^downloaded 8988211990000000005 {2}Test profile, Test$/m,
    /^enabled 8988211990000000005$/m,
    /^8988211990000000005 {2}enabled /m,
    /^state +registered as 001010123456789$/m,
    /^enabled 8900101000000000019 /m,
    /^deleted 8988211990000000005 /m,
  ];
  let at = 0;
  for (const step of steps) {
    const found = step.exec(stdout.slice(at));
    assert.ok(found, `${step} is not in\n${stdout.slice(at)}`);
    at += found.index;
  }
  const end = stdout.slice(stdout.lastIndexOf('$ bifrons lpa list'));
  assert.doesNotMatch(end, /^8988211990000000005/m);
  assert.match(end, /^8900101000000000019 {2}enabled /m);
  for (const event of [' is installed', ': enable', ': disable', ': delete'])
    assert.match(stdout, new RegExp(`SM-DP\\+ \\| es9 handleNotification .*${event}$`, 'm'));
  assert.doesNotMatch(stderr, /stays on the eUICC/);
});
