import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigEndian } from '../../base/index.ts';
import { Sessions, SESSIONS_MAX } from './sessions.ts';

test('where a server has as many sessions as it keeps, the oldest ends [SGP22 §3.0.1]', () => {
  const sessions = new Sessions<number>();
  const id = (number: number) => bigEndian(number, 16);
  for (let number = 0; number < SESSIONS_MAX; number++) sessions.begin(id(number), number);
  assert.equal(sessions.find(id(0)), 0);
  sessions.end(id(1));
  sessions.begin(id(SESSIONS_MAX), SESSIONS_MAX);
  assert.equal(sessions.find(id(0)), 0, 'one that ended leaves room');
  sessions.begin(id(SESSIONS_MAX + 1), SESSIONS_MAX + 1);
  assert.equal(sessions.find(id(0)), undefined);
  assert.equal(sessions.find(id(2)), 2);
  assert.equal(sessions.find(id(SESSIONS_MAX + 1)), SESSIONS_MAX + 1);
});
