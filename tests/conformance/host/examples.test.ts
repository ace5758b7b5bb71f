/** The examples are run as they stand. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../architecture/project.ts';

test('examples/nfc-transaction.mjs: the phone receives the transaction of the reader [TS102622 §11.4]', () => {
  const example = join(PROJECT_ROOT, 'examples', 'nfc-transaction.mjs');
  const printed = execFileSync(process.execPath, [example], {
    encoding: 'utf8',
    cwd: PROJECT_ROOT,
  });
  assert.deepEqual(printed.trim().split('\n'), [
    'the reader: 6F12840AA0000005595052424501A5049F6501FF9000',
    'the phone receives: transaction of A0000005595052424501, 00000001C0FFEE',
    'the reader: 000000019000',
  ]);
});
