import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bytes } from '../../base/index.ts';
import { serveAtPort } from './serve-port.ts';

const LINES = 5_000;
/** Lines answered in one turn of the event loop; a few more than that are no harm. */
const LINES_A_TURN = 16;

test('a flood of AT lines leaves others their turn of the event loop [M-93]', async () => {
  let answered = 0;
  let most = 0;
  let before = 0;
  const look = (): void => {
    most = Math.max(most, answered - before);
    before = answered;
    if (answered < LINES) setImmediate(look);
  };
  const modem = {
    echo: false,
    at: async () => ['OK'],
    failure: () => 'ERROR',
  };
  async function* flood(): AsyncIterable<Bytes> {
    yield Buffer.from('AT\r'.repeat(LINES));
  }
  setImmediate(look);
  await serveAtPort(modem, flood(), () => void answered++);
  // Whatever came since the last look came in one turn.
  look();
  assert.equal(answered, LINES);
  assert.ok(most <= LINES_A_TURN, `${most} lines in one turn`);
});

test('a port of a slow modem answers each line after its pause [M-93]', async () => {
  const happened: string[] = [];
  const modem = { echo: false, answerMs: 300, at: async () => ['OK'], failure: () => 'ERROR' };
  async function* input(): AsyncIterable<Bytes> {
    yield Buffer.from('AT\rAT\r');
  }
  await serveAtPort(
    modem,
    input(),
    () => void happened.push('answer'),
    async (ms) => void happened.push(`${ms} ms`),
  );
  assert.deepEqual(happened, ['300 ms', 'answer', '300 ms', 'answer']);
});
