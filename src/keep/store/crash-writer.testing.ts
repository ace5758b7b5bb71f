/** Test helper: writes rising numbers into the store given and says each when it is durable. */
import { writeSync } from 'node:fs';
import { utf8 } from '../../base/index.ts';
import { lmdbStore } from './index.ts';

const store = await lmdbStore.open(process.argv[2]!);
for (let n = 1; n < 1_000_000; n++) {
  const value = utf8(`${n}`);
  await store.commit(['a', 'b', 'c'].map((key) => ({ writes: [{ key, value }] })));
  writeSync(1, `${n}\n`);
}
