/** The documented tables of commands, and that codes stand in one place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STANDARD_COMMANDS } from '../../src/gp/index.ts';
import { assertNone, readProjectFile, readTree } from '../architecture/project.ts';
import { COMMANDS_PATH, renderCommands } from './gp-commands.ts';
import { LIFE_CYCLES_PATH, renderLifeCycles } from './life-cycles.ts';
import { INSTRUCTIONS, standsTwice, strayInstructions } from './stands-once.ts';

test('docs/commands.md says what the tables say', () => {
  assert.equal(readProjectFile(COMMANDS_PATH), renderCommands(), 'run npm run conformance');
});

test('docs/life-cycles.md says what the tables say [GPCS §5]', () => {
  assert.equal(readProjectFile(LIFE_CYCLES_PATH), renderLifeCycles(), 'run npm run conformance');
});

test('an instruction has one row in the table', () => {
  const codes = STANDARD_COMMANDS.map((one) => one.ins);
  assert.equal(new Set(codes).size, codes.length);
});

const isModule = (path: string) => path.endsWith('.ts');

test('an instruction byte stands in one list', () => {
  const tree = readTree(['src'], isModule);
  assert.ok(tree.has(INSTRUCTIONS) && tree.size > 500, 'read too few files');
  assertNone(strayInstructions(tree), 'instruction bytes outside the list');
});

test('no code of GlobalPlatform stands again in the rooms of the eUICC', () => {
  const tree = readTree(['src/gp', 'src/wire', 'src/rsp', 'src/containers/euicc'], isModule);
  assert.ok(tree.size > 250, `only ${tree.size} files`);
  assertNone(standsTwice(tree), 'codes of gp in a room of the eUICC');
  const again = ['EXTENDED_RESOURCES = 0xff21', 'STATE = 0x9f70', 'TAG_LIST = 0x5c'];
  const planted = again.map((code) => `const TAG_${code};`).join('\n');
  assert.equal(standsTwice(new Map([...tree, ['src/rsp/planted.ts', planted]])).length, 3);
});

const PLANTED: readonly (readonly [what: string, find: typeof standsTwice, text: string])[] = [
  ['an instruction byte of its own', strayInstructions, 'const INS_GET_RESPONSE = 0xc0;'],
  ['a list of instruction bytes', strayInstructions, 'const INS = { fetch: 0x12 } as const;'],
  ['a set of instruction bytes', strayInstructions, 'const OUT_INS = new Set([0xb0]);'],
  ['a comparison', strayInstructions, 'if (part.ins === 0xc2) f();'],
  ['a template of SELECT', standsTwice, 'const x = emitTlv(0x6f, name);'],
  ['a tag of GET DATA', standsTwice, 'const TAG_EXTENDED_RESOURCES = 0xff21;'],
  ['a tag by its name', standsTwice, 'const TAG = { AID: 0x4f } as const;'],
];

for (const [what, find, text] of PLANTED) {
  test(`a second place is found: ${what}`, () => {
    const library = 'const TAG_AID = 0x4f;\nconst MADE = new Map([[0xff21, f]]);';
    const clean = new Map([['src/gp/a.ts', library]]);
    assert.deepEqual(find(clean), []);
    const planted = new Map([...clean, ['src/containers/euicc/a.ts', text]]);
    assert.equal(find(planted).length, 1, find(planted).join());
  });
}
