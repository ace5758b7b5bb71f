import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench } from '../../../../tests/support/container-bench.ts';
import { bytes, isWireError } from '../../../base/index.ts';
import { parseTlvs } from '../../../wire/index.ts';
import { ToolkitLog } from './toolkit-log.ts';

const ANSWER_MAX = 255;
const details = { number: 1, type: 0x21, qualifier: 0x80 };
const devices = { source: 0x82, destination: 0x81 };

test('one answer takes the longest response of a terminal', () => {
  const log = new ToolkitLog(new Bench().services.nvm.part('log'));
  for (const [inResult, inObject] of [
    [242, 0],
    [0, 240],
    [120, 120],
  ] as const) {
    const additional = new Uint8Array(inResult).fill(0xaa);
    const objects = [
      { tag: 0x0d, comprehension: true, value: new Uint8Array(inObject).fill(0xbb) },
    ].filter(({ value }) => value.length > 0);
    log.response({ details, devices, result: 0x20, additional, objects });
    const entries = parseTlvs(log.read(ANSWER_MAX));
    assert.ok(!isWireError(entries) && entries.length === 1, `${inResult} and ${inObject} bytes`);
    const fields = parseTlvs(entries[0]!.value);
    assert.ok(!isWireError(fields));
    assert.deepEqual(fields[0]!.value, bytes(1, 0x21, 0x80));
    assert.equal(fields[1]!.value[0], 0x20);
    assert.equal(fields[1]!.value.length, 1 + Math.min(inResult, 96));
    log.clear();
  }
});
