import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { roomOf } from '../architecture/check.ts';
import { assertNone, PROJECT_ROOT, readProjectFile } from '../architecture/project.ts';
import { isRun, RUN_FLOOR } from '../architecture/rooms.ts';
import { EXCEPTIONS, type Exception } from './exceptions.ts';
import { type Breach, checkFile, scopesOf } from './rules.ts';

const TEXT_FILE = /\.(ts|mjs|js|md|json|yml|yaml|sh|py|apdu|txt)$|^(NOTICE|LICENSE)$|^\.ci\//;
const NOT_OURS = /^(package-lock\.json|LICENSE)$/;

const isCore = (path: string) => (roomOf(path)?.floor ?? RUN_FLOOR) < RUN_FLOOR;
const isPure = (path: string) => isCore(path) || isRun(path);
const check = (path: string, text: string) =>
  checkFile({ path, text }, scopesOf(path, { isCore, isPure }));
const covers = (one: Exception, breach: Breach) =>
  one.rule === breach.rule &&
  (one.path.endsWith('/') ? breach.path.startsWith(one.path) : one.path === breach.path);

/** Files that git tracks or would add. */
function projectFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const listed = spawnSync('git', args, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  assert.equal(listed.status, 0, listed.stderr);
  return listed.stdout
    .split('\n')
    .filter((path) => TEXT_FILE.test(path) && !NOT_OURS.test(path))
    .filter((path) => existsSync(join(PROJECT_ROOT, path)));
}

test('the tree is tidy', () => {
  const paths = projectFiles();
  assert.ok(paths.filter((path) => path.startsWith('src/')).length >= 28, 'read too few files');
  const found = paths.flatMap((path) => check(path, readProjectFile(path)));
  const open = found.filter((breach) => !EXCEPTIONS.some((one) => covers(one, breach)));
  const lines = open.map(({ path, line, rule, message }) => `${path}:${line} [${rule}] ${message}`);
  assertNone(lines, 'breaches of tests/tidy/rules.ts');
  const idle = EXCEPTIONS.filter((one) => !found.some((breach) => covers(one, breach)));
  assert.deepEqual(idle, [], 'an exception that nothing needs: delete it');
});

const long = (count: number, line: string) => `${line}\n`.repeat(count);

const PLANTED: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['date', 'src/os/kernel/a.ts', 'export const at = Date.now();'],
  ['date', 'src/wire/a.ts', 'const { now } = performance;'],
  ['date', 'src/run/runner/a.ts', 'export const at = Date.now();'],
  ['random', 'src/link/t1/a.ts', 'export const r = Math.random();'],
  ['random', 'src/link/t1/a.ts', 'const { random } = Math;'],
  ['random', 'src/run/device/a.ts', "export const r = Math['random']();"],
  ['async', 'src/device/a.ts', 'export async function f() {}'],
  ['async', 'src/device/a.ts', 'export const f = async () => 1;'],
  ['async', 'src/device/a.ts', 'export declare function f(): Promise<number>;'],
  ['timer', 'src/host/a.ts', 'setTimeout(() => {}, 1);'],
  ['timer', 'src/run/runner/a.ts', 'setTimeout(() => {}, 1);'],
  ['code-from-text', 'src/device/a.ts', "export const f = new Function('return 1');"],
  ['code-from-text', 'src/wire/a.ts', "export const x = eval('1');"],
  ['platform', 'src/os/kernel/a.ts', 'export const all = globalThis;'],
  ['platform', 'src/gp/a.ts', 'export const order = (a: string, b: string) => a.localeCompare(b);'],
  ['platform', 'src/run/runner/a.ts', 'export const seen = new WeakRef({});'],
  ['any', 'src/attach/a.ts', 'export const x = 1 as any;'],
  ['any', 'tests/a.test.ts', 'const x: any = 1;'],
  ['enum', 'src/cli/a.ts', 'export enum X { A }'],
  ['namespace', 'src/cli/a.ts', 'export namespace X { export const a = 1; }'],
  ['default-export', 'src/cli/a.ts', 'export default function f() {}'],
  ['default-export', 'src/cli/a.ts', 'const x = 1;\nexport default x;'],
  ['lonely-test', 'src/wire/a.test.ts', "test.only('x', () => {});"],
  ['lonely-test', 'tests/a.test.ts', "test.skip('x', () => {});"],
  ['random-count', 'src/wire/a.test.ts', 'fc.assert(p, { numRuns: 9 });'],
  ['function-length', 'src/cli/a.ts', `function f() {\n${long(70, '  g();')}}`],
  ['file-length', 'src/cli/a.ts', long(401, 'g();')],
  ['line-length', 'src/cli/a.ts', `// ${'x'.repeat(98)}`],
  ['line-length', 'tests/a.test.ts', `check('${'x'.repeat(98)}', () => {`],
  ['marks', 'docs/a.md', ['TO', 'DO: later'].join('')],
  ['marks', 'src/cli/a.ts', ['// FIX', 'ME'].join('')],
  ['workplace', 'README.md', ['see /wor', 'k/main'].join('')],
  ['workplace', 'docs/a.md', ['see ../sha', 'red/design/house.md'].join('')],
  ['tracker', 'docs/a.md', ['as iss', 'ue 2 says'].join('')],
  ['registry', 'docs/a.md', ['reg', 'istry.npmjs.org'].join('')],
  ['unbounded-group', 'src/cli/a.ts', ['const hex = /^([0-9A-F]{2', '})+$/;'].join('')],
  ['words', 'docs/a.md', ['the reader is to', 'ld so'].join('')],
  ['words', 'src/cli/a.ts', ['// No', 'body reads it.'].join('')],
  ['words', 'tests/a.test.ts', ["test('it starts an", "ew', () => {});"].join('')],
];

for (const [rule, path, text] of PLANTED) {
  test(`a planted breach is found: ${rule} in ${path}: ${text.slice(0, 40).split('\n')[0]}`, () => {
    assert.deepEqual([...new Set(check(path, text).map((breach) => breach.rule))], [rule]);
  });
}

test('what the rules allow is not a breach', () => {
  const allowed: readonly (readonly [path: string, text: string])[] = [
    ['src/attach/a.ts', 'export async function f() { await g(); return Date.now(); }'],
    ['src/os/kernel/a.test.ts', 'const t = Date.now();'],
    ['src/run/runner/a.ts', 'export async function f() { await g(); }'],
    ['src/crypto/a.ts', 'export const x = Math.floor(2.5);'],
    ['src/device/a.ts', "// Date, async and setTimeout are words here\nexport const x = 'Date';"],
    ['src/device/a.ts', 'export const x = facts.Date; export interface Y { Date: string }'],
    ['src/cli/a.ts', `function f() {\n${long(68, '  g();')}}`],
    ['tests/a.test.ts', `describe('x', () => {\n${long(90, '  g();')}});`],
    ['src/cli/a.ts', `// ${'é'.repeat(97)}`],
    ['tests/a.test.ts', `test('${'x'.repeat(98)} [M-51]', () => {`],
    ['docs/a.md', `a long line in prose ${'x'.repeat(200)}`],
    ['tests/transcripts/a.apdu', '< 6F .. 84 XX 9000'],
  ];
  for (const [path, text] of allowed) assert.deepEqual(check(path, text), [], text);
});
