/** The documented tables of commands, and that GlobalPlatform stands once, in the library. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GP_INS, STANDARD_COMMANDS } from '../../src/gp/index.ts';
import { readProjectFile, readTree } from '../architecture/project.ts';
import { COMMANDS_PATH, renderCommands } from './gp-commands.ts';

test('docs/commands.md says what the tables say', () => {
  assert.equal(readProjectFile(COMMANDS_PATH), renderCommands(), 'run npm run conformance');
});

test('an instruction has one row in the table', () => {
  const codes = STANDARD_COMMANDS.map((one) => one.ins);
  assert.equal(new Set(codes).size, codes.length);
  assert.deepEqual([GP_INS.GET_DATA, GP_INS.STORE_DATA], [0xca, 0xe2]);
});

/** Tags of the file control information and what is inside it. [GPCS §11.9.3.1] */
const CONTROL_INFORMATION = [0x6f, 0xa5, 0x9f65, 0xe0];

test('instruction bytes, control information and GET DATA stand in gp, not in containers', () => {
  const outside = readTree(
    ['src/containers'],
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  );
  assert.ok(outside.size > 15, 'saw too few files');
  const forbidden = new Set<number>([...Object.values(GP_INS), ...CONTROL_INFORMATION]);
  for (const [path, text] of outside) {
    const code = text.replace(/\/\*[^]*?\*\//g, '');
    const numbers = [...code.matchAll(/\b0x[0-9a-f]+\b/gi)].map(([number]) => Number(number));
    const found = numbers.filter((number) => forbidden.has(number));
    assert.deepEqual(found, [], path);
  }
});
