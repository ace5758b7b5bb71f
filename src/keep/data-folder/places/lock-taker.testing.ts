/** Test helper: tries to own the folder given, says so, and holds it until its input ends. */
import { writeSync } from 'node:fs';
import { HostError } from '../../../base/index.ts';
import { takeOwnership } from './index.ts';

try {
  const lock = await takeOwnership(process.argv[2]!, 'test');
  writeSync(1, 'mine\n');
  process.stdin.resume();
  process.stdin.on('end', () => lock.release());
} catch (error) {
  if (!(error instanceof HostError)) throw error;
  writeSync(1, `${error.code}\n`);
}
