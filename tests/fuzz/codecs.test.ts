/** Changed messages into every codec: none throws, and what is read is what is written again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bytes, concat, hex, isWireError } from '../../src/base/index.ts';
import { randomCount } from '../random-counts.ts';
import { type CodecTarget, FAMILIES } from './codecs.ts';
import { fuzz } from './fuzzer.ts';
import { mutate } from './mutate.ts';

/** Inputs for each family. */
const RUNS = randomCount('codec') * 10;
/** Signatures that hold an offset count them in steps, so that lengths are not all new. */
const OFFSET_STEP = 8;
/** Numbers in the words of an error, which come from the input. */
const VALUES = /\b[0-9A-F]+\b/g;

function outcome(name: string, { read, write }: CodecTarget, source: Bytes): string {
  const before = hex(source);
  const value = read(source);
  assert.equal(hex(source), before, `${name} changed its input`);
  if (isWireError(value)) {
    const { offset, expected } = value;
    assert.ok(offset >= 0 && offset <= source.length, `${name}: offset ${offset}`);
    return `${name} ${Math.ceil(offset / OFFSET_STEP)} ${expected.replace(VALUES, '#')}`;
  }
  if (write === undefined) return `${name} read`;
  const written = write(value);
  assert.deepEqual(read(written), value, `${name}: written as ${hex(written)}`);
  const size = written.length === source.length ? 'same' : 'another';
  return `${name} read, ${size} length`;
}

for (const [family, codecs] of Object.entries(FAMILIES)) {
  test(`${RUNS} messages into the codecs of ${family}: no throw, and the way back`, (t) => {
    const { signatures, found } = fuzz({
      target: `codec-${family}`,
      runs: RUNS,
      file: fileURLToPath(import.meta.url),
      change: (input, other, random) => [mutate(concat(...input), concat(...other), random)],
      run: ([source]) => Object.entries(codecs).map(([name, one]) => outcome(name, one, source!)),
    });
    for (const name of Object.keys(codecs)) {
      const read = [...signatures].some((one) => one.startsWith(`${name} read`));
      assert.ok(read, `no input was one that ${name} reads`);
    }
    t.diagnostic(`${signatures.size} signatures, ${found.length} inputs of its own finding`);
  });
}
