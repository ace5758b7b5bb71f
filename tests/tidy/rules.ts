/** House rules for a file's text and syntax. A message names what to write instead. */
import ts from 'typescript';
import { BANNED_WORDS } from './words.ts';

export interface Breach {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/**
 * Where a rule applies: the core (below run), the core and run, all TypeScript, tests, or every
 * text file.
 */
export type Scope = 'core' | 'pure' | 'code' | 'tests' | 'text';

interface NodeRule {
  readonly rule: string;
  readonly scope: Scope;
  readonly finds: (node: ts.Node, source: ts.SourceFile) => boolean;
  readonly message: string;
}

interface LineRule {
  readonly rule: string;
  readonly scope: Scope;
  readonly pattern: RegExp;
  readonly message: string;
}

export const FILE_LINES_MAX = 400;
export const LINE_COLUMNS_MAX = 100;
export const FUNCTION_LINES_MAX = 70;

const TIMERS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
];

/** What the language itself has of the machine, its locale and its memory. */
const PLATFORM = [
  'globalThis',
  'Intl',
  'WeakRef',
  'FinalizationRegistry',
  'SharedArrayBuffer',
  'Atomics',
];

function isName(node: ts.Node, ...names: readonly string[]): boolean {
  return ts.isIdentifier(node) && names.includes(node.text) && !isMember(node);
}

/** Whether the name is only a property of something else: `facts.Date` is not the platform's. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) && parent.name === node) ||
    (ts.isMethodSignature(parent) && parent.name === node) ||
    (ts.isMethodDeclaration(parent) && parent.name === node)
  );
}

function isCallOn(node: ts.Node, object: string, member: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === member &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === object
  );
}

/** `Math` used as a value: its `random` can be reached without a name that a rule finds. */
function isUnnamedMember(node: ts.Node, object: string): boolean {
  return isName(node, object) && !ts.isPropertyAccessExpression(node.parent);
}

function isLocaleCall(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) && /^(localeCompare|toLocale\w+)$/.test(node.name.text)
  );
}

function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === kind);
}

export const NODE_RULES: readonly NodeRule[] = [
  {
    rule: 'date',
    scope: 'pure',
    finds: (node) => isName(node, 'Date', 'performance'),
    message: 'no clock of the platform: take `now: Time` as an argument, in run a `Clock`',
  },
  {
    rule: 'random',
    scope: 'pure',
    finds: (node) => isCallOn(node, 'Math', 'random') || isUnnamedMember(node, 'Math'),
    message: 'no randomness of the platform: take an `Rng` (services.rng, or a seeded stream)',
  },
  {
    rule: 'async',
    scope: 'core',
    finds: (node) =>
      ts.isAwaitExpression(node) ||
      hasModifier(node, ts.SyntaxKind.AsyncKeyword) ||
      isName(node, 'Promise'),
    message: 'the core is synchronous: a command is a function, and the pump polls',
  },
  {
    rule: 'timer',
    scope: 'pure',
    finds: (node) => isName(node, ...TIMERS),
    message: 'no timers of the platform: give the time by `wakeAt()`, in run set the `Clock`',
  },
  {
    rule: 'code-from-text',
    scope: 'pure',
    finds: (node) => isName(node, 'eval', 'Function'),
    message: 'no code from text: return a closure; a compiler is injected',
  },
  {
    rule: 'platform',
    scope: 'pure',
    finds: (node) => isName(node, ...PLATFORM) || isLocaleCall(node),
    message: 'the result may depend on the platform: inject it; compare strings by `<`',
  },
  {
    rule: 'any',
    scope: 'code',
    finds: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    message: 'no `any`: take `unknown` and narrow it, or name the type',
  },
  {
    rule: 'enum',
    scope: 'code',
    finds: (node) => ts.isEnumDeclaration(node),
    message: 'no enum: an `as const` object and a union of its values',
  },
  {
    rule: 'namespace',
    scope: 'code',
    finds: (node) =>
      ts.isModuleDeclaration(node) && !hasModifier(node, ts.SyntaxKind.DeclareKeyword),
    message: 'no namespace: a module is one already',
  },
  {
    rule: 'default-export',
    scope: 'code',
    finds: (node) =>
      (ts.isExportAssignment(node) && !node.isExportEquals) ||
      hasModifier(node, ts.SyntaxKind.DefaultKeyword),
    message: 'no default export: export it by its name',
  },
  {
    rule: 'lonely-test',
    scope: 'tests',
    finds: (node) =>
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      ts.isIdentifier(node.expression.expression) &&
      ['test', 'it', 'describe', 'suite', 't'].includes(node.expression.expression.text) &&
      ['only', 'skip', 'todo'].includes(node.expression.name.text),
    message: 'no test alone, skipped or to do: fix it, or list it in tests/known-gaps',
  },
  {
    rule: 'random-count',
    scope: 'tests',
    finds: (node) =>
      ts.isPropertyAssignment(node) &&
      ts.isIdentifier(node.name) &&
      node.name.text === 'numRuns' &&
      ts.isNumericLiteral(node.initializer),
    message: 'no count of its own: fc.assert(…, randomRuns(kind)) of tests/random-counts.ts',
  },
  {
    rule: 'function-length',
    scope: 'code',
    finds: (node, source) => isFunction(node) && lineCount(node, source) > FUNCTION_LINES_MAX,
    message: `a function over ${FUNCTION_LINES_MAX} lines: give its parts names of their own`,
  },
];

/** A body of code; the callback of a `describe` is only a list of tests. */
function isFunction(node: ts.Node): boolean {
  const { parent } = node;
  if (parent && ts.isCallExpression(parent) && isName(parent.expression, 'describe', 'suite')) {
    return false;
  }
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node)
  );
}

function lineCount(node: ts.Node, source: ts.SourceFile): number {
  const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  return source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

/** Patterns are built from parts so that this file does not hold what it bans. */
const word = (...parts: readonly string[]) => parts.join('');

export const LINE_RULES: readonly LineRule[] = [
  {
    rule: 'marks',
    scope: 'text',
    pattern: new RegExp(word('\\b(TO', 'DO|FIX', 'ME|XX', 'X)\\b')),
    message: 'no reminders: do it, or list it in tests/known-gaps with its reason',
  },
  {
    rule: 'workplace',
    scope: 'text',
    pattern: new RegExp(word('/wor', 'k/|sha', 'red/(design|facts|mission|data|hooks)')),
    message: 'no path of one machine: the project names no other machine',
  },
  {
    rule: 'tracker',
    scope: 'text',
    pattern: new RegExp(word('\\b[Ii]ss', 'ue #?\\d')),
    message: 'no number of a tracker: say what and why',
  },
  {
    rule: 'registry',
    scope: 'text',
    pattern: new RegExp(word('reg', 'istry\\.[a-z]+js\\.|deb\\.deb', 'ian\\.org')),
    message: 'no host of a package registry: each machine has its own settings',
  },
  {
    rule: 'unbounded-group',
    scope: 'code',
    pattern: /\{\d+\}\)(?:[*+]|\{\d+,\})/,
    message: 'a repeated group needs memory for each turn and fails on long texts: use isHex',
  },
  ...BANNED_WORDS.map(({ pattern, replacement }): LineRule => ({
    rule: 'words',
    scope: 'text',
    pattern: new RegExp(`\\b(${pattern})\\b`, 'i'),
    message: `plain technical words, instead of /${pattern}/: ${replacement}`,
  })),
];

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface Fences {
  /** True of the synchronous rooms. */
  readonly isCore: (path: string) => boolean;
  /** True of rooms that need no platform. */
  readonly isPure: (path: string) => boolean;
}

/** Which scopes a path belongs to. */
export function scopesOf(path: string, { isCore, isPure }: Fences): ReadonlySet<Scope> {
  const scopes = new Set<Scope>(['text']);
  if (!path.endsWith('.ts')) return scopes;
  scopes.add('code');
  if (/\.(test|testing)\.ts$/.test(path) || path.startsWith('tests/')) scopes.add('tests');
  else {
    if (isCore(path)) scopes.add('core');
    if (isPure(path)) scopes.add('pure');
  }
  return scopes;
}

/** Every breach in one file, by line. */
export function checkFile(file: TextFile, scopes: ReadonlySet<Scope>): readonly Breach[] {
  const found = checkLines(file, scopes);
  if (!scopes.has('code')) return found;
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  const rules = NODE_RULES.filter((rule) => scopes.has(rule.scope));
  const visit = (node: ts.Node): void => {
    for (const { rule, finds, message } of rules) {
      if (!finds(node, source)) continue;
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ rule, path: file.path, line, message });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.sort((a, b) => a.line - b.line);
}

function checkLines({ path, text }: TextFile, scopes: ReadonlySet<Scope>): Breach[] {
  const found: Breach[] = [];
  const rules = LINE_RULES.filter((rule) => scopes.has(rule.scope));
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    for (const { rule, pattern, message } of rules) {
      if (pattern.test(line)) found.push({ rule, path, line: index + 1, message });
    }
    // A test's name is a sentence and is not broken.
    const isTitle = /^\s*test\('.*', (\{.*)?(async )?\(.*\) => \{$/.test(line);
    if (scopes.has('code') && !isTitle && [...line].length > LINE_COLUMNS_MAX) {
      const message = `a line over ${LINE_COLUMNS_MAX} columns: break it`;
      found.push({ rule: 'line-length', path, line: index + 1, message });
    }
  }
  if (scopes.has('code') && lines.length - 1 > FILE_LINES_MAX) {
    const message = `a file over ${FILE_LINES_MAX} lines: one idea each`;
    found.push({ rule: 'file-length', path, line: lines.length - 1, message });
  }
  return found;
}
