/** The types of the package as a program outside gets them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { assertNone, listFiles, PROJECT_ROOT, readProjectFile } from './project.ts';

const MODULES = join(PROJECT_ROOT, 'node_modules');

/** A program as its author writes it; each line with a mistake is announced. */
const PROGRAM = `
import { createDevice, parseDescription, presets } from 'bifrons';
import type { Description, DescriptionInput, Device, DeviceSnapshot } from 'bifrons';

const device: Device = await createDevice(presets.patent);
await createDevice({ ...presets.field, name: 'mine' }, { seed: 'x' });
await createDevice(presets.phone);
const kept: DeviceSnapshot = await device.snapshot();
const fork: Device = await createDevice(kept);
const changed: DescriptionInput = {
  ...presets.patent,
  containers: presets.patent.containers.map((one) => ({ ...one, quota: 300_000 })),
  pairing: { rules: [{ link: '*', container: 'C20' }] },
};
await createDevice(changed);
const whole: Description = parseDescription(changed);
const bytes: number = whole.memory.nvm;
await createDevice(whole);
const answer = await device.link('spi').transmit('00A4040000');
const sw: number = answer.sw;
export { bytes, fork, sw };
// @ts-expect-error
await createDevice({ ...presets.field, colour: 'red' });
// @ts-expect-error
await createDevice({ bifrons: 1 });
// @ts-expect-error
await createDevice({ ...presets.patent, formFactor: 'brick' });
`;

const PROGRAM_BLOCK = /^(?:<!-- file: (\S+) -->\n)?```(?:js|ts)\n([^]*?)^```/gm;

const OPTIONS = {
  strict: true,
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  typeRoots: [join(MODULES, '@types')],
  noEmit: true,
};

test('a strict program, each program of the documents and each example compile, libraries checked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bifrons-types-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(PROJECT_ROOT, join(folder, 'node_modules', 'bifrons'));
    symlinkSync(join(MODULES, 'vitest'), join(folder, 'node_modules', 'vitest'));
    const files = new Map([
      ['package.json', '{ "type": "module" }'],
      ['program.ts', PROGRAM],
      ...documentPrograms(),
      ...examples(),
    ]);
    const options = { ...OPTIONS, allowJs: true, checkJs: true };
    files.set('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['.'] }));
    for (const [name, text] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const tsc = join(MODULES, '.bin', 'tsc');
    const done = spawnSync(tsc, ['-p', folder, '--listFilesOnly'], { encoding: 'utf8' });
    for (const name of files.keys()) {
      if (!name.endsWith('.json')) assert.ok(done.stdout.includes(join(folder, name)), name);
    }
    const checked = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
    assert.equal(checked.stdout + checked.stderr, '');
    assert.equal(checked.status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/**
 * The programs of the README and of the other documents, each as a module of TypeScript; those
 * that a page gives a name are files beside each other.
 */
function documentPrograms(): readonly (readonly [string, string])[] {
  const pages = ['README.md', ...listFiles('docs').filter((path) => path.endsWith('.md'))];
  const programs = pages.flatMap((page) =>
    [...readProjectFile(page).matchAll(PROGRAM_BLOCK)].map(([, name, text = ''], at) => {
      const own = page.replaceAll(/\W/g, '-');
      return [name === undefined ? `${own}-${at}.ts` : `${own}/${name}`, text] as const;
    }),
  );
  assert.ok(programs.length >= 4, `only ${programs.length} programs`);
  return programs;
}

function examples(): readonly (readonly [string, string])[] {
  const paths = listFiles('examples').filter((path) => /\.m?js$/.test(path));
  assert.ok(paths.length >= 3, `only ${paths.length} examples`);
  return paths.map((path) => [basename(path), readProjectFile(path)] as const);
}

const ENTRIES = ['index', 'browser', 'testing/index'] as const;
const declarationOf = (entry: string): string => join(PROJECT_ROOT, 'dist', 'src', `${entry}.d.ts`);
let declarations: ts.Program | undefined;

for (const entry of ENTRIES) {
  test(`each type in a signature that ${entry} exports is exported too`, () => {
    declarations ??= ts.createProgram(ENTRIES.map(declarationOf), {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    const { exported, hidden } = hiddenTypes(declarations, declarationOf(entry));
    assert.ok(exported > 20, `only ${exported} exports`);
    assertNone(
      hidden,
      `types of public signatures are not exported: add them to src/public-types.ts`,
    );
  });
}

/** Types of this project that exported declarations name without being exported. */
function hiddenTypes(
  program: ts.Program,
  file: string,
): { readonly exported: number; readonly hidden: string[] } {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const exports = new Set(checker.getExportsOfModule(module).map(resolved));
  const hidden = new Set<string>();
  for (const symbol of exports)
    for (const declaration of symbol.declarations ?? []) visit(declaration, symbol.name);
  return { exported: exports.size, hidden: [...hidden].sort() };

  function visit(node: ts.Node, owner: string): void {
    if (ts.isConstructorDeclaration(node)) return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol !== undefined) {
      const target = resolved(symbol);
      if (isOfProject(target) && !exports.has(target)) hidden.add(`${owner}: ${target.name}`);
    }
    ts.forEachChild(node, (child) => visit(child, owner));
  }

  function resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** A generic alias is a function of types: what it comes to is visited at its uses. */
function isOfProject(symbol: ts.Symbol): boolean {
  if (symbol.flags & ts.SymbolFlags.TypeParameter) return false;
  return (symbol.declarations ?? []).some(
    (one) =>
      one.getSourceFile().fileName.startsWith(join(PROJECT_ROOT, 'dist', 'src')) &&
      !(ts.isTypeAliasDeclaration(one) && one.typeParameters !== undefined),
  );
}
