/** Trace kinds: each has a name of its own, and words that no operands turn into bare numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceKind, TraceOperand } from '../../src/base/index.ts';
import { assertNone, readTree } from '../architecture/project.ts';

const DECLARED =
  /^(export )?const ([A-Z0-9_]+): TraceKind = (?:\{\s*name: |sentenceKind\()'([^']+)'/gm;

const sources = [...readTree(['src'], (path) => path.endsWith('.ts') && !path.includes('.test'))];

const kinds = sources.flatMap(([path, text]) =>
  [...text.matchAll(DECLARED)].map(([, exported, constant, name]) => ({
    path,
    constant: constant!,
    name: name!,
    exported: exported !== undefined,
  })),
);

test('a kind of trace record is declared once, under a name of its own', () => {
  assert.ok(kinds.length > 20, `${kinds.length} kinds`);
  const mentions = sources.flatMap(([path, text]) =>
    [...text.matchAll(/: TraceKind = /g)].map(() => path),
  );
  assert.equal(kinds.length, mentions.length, 'each declaration has its name first');
  const names = kinds.map((one) => one.name);
  assertNone(
    names.filter((name, at) => names.indexOf(name) !== at),
    'names declared twice',
  );
});

const SAMPLES: readonly (readonly TraceOperand[])[] = [
  [15, 127, 1, 2, 3, 4],
  ['ISD', 15, 127],
  ['ISD', 'card', 15, 127],
  [Uint8Array.of(0xa0), 7],
];

test('no record prints as bare numbers, whatever its operands', async () => {
  const found: string[] = [];
  for (const one of kinds) {
    const { path, constant, name, exported } = one;
    if (!exported) {
      found.push(`${path}: ${constant} is not exported`);
      continue;
    }
    const kind = await declared(one);
    assert.equal(kind.name, name);
    for (const operands of SAMPLES) {
      const words = kind.words(operands);
      const left = operands.reduce<string>((text, one) => text.replace(plain(one), ''), words);
      if (/\d/.test(words) && !/[a-z<>]/i.test(left))
        found.push(`${path}: ${name} prints "${words}"`);
    }
  }
  assertNone(found, 'kinds without words');
});

test('a key version stands in hexadecimal, as clients name it', async () => {
  for (const [name, operands, expected] of [
    ['secure-channel', ['ISD', 'SCP03', 0x30, 0x33], /key version 30, .* 33$/],
    ['keys-put', ['ISD', 3, 0x30], /: 3, version 30$/],
    [
      'authentication-attempt',
      ['ISD', 0x30, 2, 10],
      /^attempt 2 of 10 with key version 30 of ISD$/,
    ],
  ] as const) {
    const kind = kinds.find((one) => one.name === name);
    assert.ok(kind, name);
    assert.match((await declared(kind)).words(operands), expected);
  }
});

async function declared({ path, constant }: (typeof kinds)[number]): Promise<TraceKind> {
  const module = (await import(compiled(path))) as Record<string, TraceKind>;
  return module[constant]!;
}

function plain(operand: TraceOperand): string {
  return String(operand instanceof Uint8Array ? Buffer.from(operand).toString('hex') : operand);
}

/** The compiled module: tests run in a tree of the same shape. */
function compiled(path: string): string {
  return new URL(`../../${path.replace(/\.ts$/, '.js')}`, import.meta.url).href;
}
