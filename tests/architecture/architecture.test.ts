import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaches, roomOf, tableMistakes } from './check.ts';
import { readImports } from './imports.ts';
import { assertNone, assertSameList, listFiles, readTree, type Tree } from './project.ts';
import { ROOMS } from './rooms.ts';

const isModule = (path: string) => path.endsWith('.ts') && !path.endsWith('.d.ts');

test('every import keeps to the table of rooms', () => {
  const tree = readTree(['src', 'tests', 'bench'], isModule);
  assertNone(breaches(tree, readImports(tree)), 'breaches of tests/architecture/rooms.ts');
});

test('the fence reads every module', () => {
  const tree = readTree(['src', 'tests', 'bench'], isModule);
  const onDisk = listFiles('src').filter((path) => path.endsWith('.ts'));
  const seen = [...tree.keys()].filter((path) => path.startsWith('src/'));
  assertSameList(seen, onDisk, { actual: 'the fence', expected: 'the disk' });
  assert.ok(seen.length >= 28, `only ${seen.length} modules`);
  const imports = readImports(tree);
  const importing = new Set(imports.map((one) => one.from));
  assert.ok(importing.size > seen.length / 2, `only ${importing.size} modules import anything`);
});

test('the table names rooms that exist and never points upward', () => {
  assert.deepEqual(tableMistakes(), []);
  const paths = ROOMS.map((room) => room.path);
  assert.equal(new Set(paths).size, paths.length);
});

test('mistakes planted in the table are found', () => {
  const room = (path: string, floor: number, may: readonly string[]) => {
    return { path, floor, may, packages: [], platform: false };
  };
  const rooms = [
    room('a', 1, ['b', 'gone']),
    room('b', 1, ['c']),
    room('c', 1, ['a', 'd']),
    room('d', 2, ['d/in']),
    room('d/in', 2, ['d']),
  ];
  assert.deepEqual(tableMistakes(rooms), [
    'a: "gone" is no room',
    'c: "d" lies above it',
    'circle of rooms: a -> b -> c -> a',
  ]);
});

test('scripts start without packages', () => {
  const tree = readTree(['scripts'], (path) => path.endsWith('.mjs'));
  const wrong = readImports(tree).filter(
    ({ specifier, atLoad }) => atLoad && !/^node:|^\.\/[a-z-]+\.mjs$/.test(specifier),
  );
  assert.deepEqual(wrong, []);
});

const PLANTED: readonly { name: string; files: Record<string, string>; message: RegExp }[] = [
  {
    name: 'an upward import',
    files: { 'src/base/a.ts': "import { x } from '../wire/index.ts';", 'src/wire/index.ts': '' },
    message: /^src\/base\/a\.ts:1: upward import: base/,
  },
  {
    name: 'an upward import of a type',
    files: {
      'src/wire/a.ts': "import type { X } from '../device/index.ts';",
      'src/device/index.ts': '',
    },
    message: /upward import: wire/,
  },
  {
    name: 'an inline import type',
    files: {
      'src/wire/a.ts': "export type Y = import('../os/abi/index.ts').X;",
      'src/os/abi/index.ts': '',
    },
    message: /upward import: wire/,
  },
  {
    name: 'a dynamic import',
    files: {
      'src/os/kernel/a.ts': "void import('../../attach/vpcd/index.ts');",
      'src/attach/vpcd/index.ts': '',
    },
    message: /upward import: os\/kernel/,
  },
  {
    name: 'a neighbour',
    files: {
      'src/containers/euicc/a.ts': "export * from '../globalplatform/index.ts';",
      'src/containers/globalplatform/index.ts': '',
    },
    message: /room containers\/euicc may not import room containers\/globalplatform/,
  },
  {
    name: 'a container that imports the kernel',
    files: {
      'src/containers/euicc/a.ts': "import '../../os/kernel/index.ts';",
      'src/os/kernel/index.ts': '',
    },
    message: /room containers\/euicc may not import room os\/kernel/,
  },
  {
    name: 'siblings inside the operating system',
    files: {
      'src/os/routing/a.ts': "import '../alias/index.ts';",
      'src/os/alias/index.ts': '',
    },
    message: /room os\/routing may not import room os\/alias/,
  },
  {
    name: 'links that reach across',
    files: { 'src/link/t0/a.ts': "import '../block/index.ts';", 'src/link/block/index.ts': '' },
    message: /room link\/t0 may not import room link\/block/,
  },
  {
    name: 'a deep import',
    files: { 'src/wire/a.ts': "import '../base/hex.ts';", 'src/base/hex.ts': '' },
    message: /deep import: enter room base/,
  },
  {
    name: 'a deep import from a test',
    files: { 'tests/sim/a.test.ts': "import '../../src/base/hex.ts';", 'src/base/hex.ts': '' },
    message: /deep import: enter room base/,
  },
  {
    name: 'the platform in the core',
    files: { 'src/device/a.ts': "import { join } from 'node:path';" },
    message: /"node:path" is only for keep, attach/,
  },
  {
    name: 'a package where it does not belong',
    files: { 'src/wire/a.ts': "import { z } from 'zod';" },
    message: /package "zod" is not open to room wire/,
  },
  {
    name: 'a package whose name begins like an allowed one',
    files: { 'src/device/a.ts': "import { z } from 'zod-extras';" },
    message: /package "zod-extras" is not open to room device/,
  },
  {
    name: 'code that leans on tests',
    files: { 'src/host/a.ts': "import '../../tests/x.ts';", 'tests/x.ts': '' },
    message: /code in src\/ may not import tests\/x\.ts/,
  },
  {
    name: 'code that leans on a helper of tests',
    files: {
      'src/run/runner/a.ts': "import './b.testing.ts';",
      'src/run/runner/b.testing.ts': '',
    },
    message: /only tests may import src\/run\/runner\/b\.testing\.ts/,
  },
  {
    name: 'the platform where a device runs in a browser too',
    files: { 'src/run/runner/a.ts': "import { join } from 'node:path';" },
    message: /"node:path" is only for keep, attach/,
  },
  {
    name: 'what stays, under what runs',
    files: {
      'src/run/runner/a.ts': "import '../../keep/store/index.ts';",
      'src/keep/store/index.ts': '',
    },
    message: /room run\/runner may not import room keep\/store/,
  },
  {
    name: 'a module without a room',
    files: { 'src/extras/a.ts': '' },
    message: /belongs to no room/,
  },
  {
    name: 'a module that does not exist',
    files: { 'src/base/a.ts': "import './gone.ts';" },
    message: /"\.\/gone\.ts" is no module/,
  },
  {
    name: 'a cycle of types',
    files: {
      'src/base/a.ts': "import type { B } from './b.ts';",
      'src/base/b.ts': "export type { C } from './c.ts';",
      'src/base/c.ts': "import type { A } from './a.ts';",
    },
    message:
      /^import cycle: src\/base\/a\.ts -> src\/base\/b\.ts -> src\/base\/c\.ts -> src\/base\/a/,
  },
];

for (const { name, files, message } of PLANTED) {
  test(`a planted breach is found: ${name}`, () => {
    const tree: Tree = new Map(Object.entries(files));
    const found = breaches(tree, readImports(tree));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0]!, message);
  });
}

test('what the table allows is not a breach', () => {
  const tree: Tree = new Map([
    ['src/base/index.ts', ''],
    ['src/link/contract.ts', ''],
    ['src/link/block/index.ts', ''],
    ['src/link/t1/a.ts', "import '../block/index.ts'; import type { X } from '../contract.ts';"],
    ['src/crypto/a.ts', "import { sha256 } from '@noble/hashes/sha2.js';"],
    ['src/crypto/a.test.ts', "import 'node:test'; import 'fast-check'; import './a.ts';"],
    ['src/keep/store/a.ts', "import 'node:fs'; import { open } from 'lmdb';"],
    ['src/run/runner/a.testing.ts', ''],
    ['src/attach/vpcd/a.test.ts', "import '../../run/runner/a.testing.ts';"],
    ['src/device/patent.ts', "import it from './patent.json' with { type: 'json' };"],
    ['tests/a.test.ts', "import '../src/base/index.ts';"],
  ]);
  assert.deepEqual(breaches(tree, readImports(tree)), []);
});

test('the longest path owns a module', () => {
  assert.equal(roomOf('src/os/abi/nvm.ts')?.path, 'os/abi');
  assert.equal(roomOf('src/link/t1/card.ts')?.path, 'link/t1');
  assert.equal(roomOf('src/index.ts')?.path, 'index.ts');
  assert.equal(roomOf('src/linkage/a.ts'), undefined);
});
