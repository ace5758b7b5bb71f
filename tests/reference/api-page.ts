/** The reference page of the API: every export of each entry, from the declarations as built. */
import { join } from 'node:path';
import ts from 'typescript';
import { HOST_ERROR_CODES } from '../../src/base/index.ts';
import { PROJECT_ROOT } from '../architecture/project.ts';

const ENTRIES = [
  { name: 'bifrons', file: 'index' },
  { name: 'bifrons/browser', file: 'browser' },
  { name: 'bifrons/testing', file: 'testing/index' },
  { name: 'bifrons/testing/vitest', file: 'testing/vitest/index' },
] as const;

const HEAD = `# The API, name by name

Generated from the declarations of the package (\`npm run reference\`); each name stands where it
is first exported. Bytes are \`Uint8Array\`; text for bytes is hexadecimal. Times are virtual
microseconds, lengths and quotas bytes, unless another unit is named. Functions throw, and
promises reject with, a \`HostError\` whose code is named in the sentence; the codes are in
[errors](errors.md), the fields of a description in [description](description.md).
`;

/** Inferred from a schema: the page of descriptions says it better. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  Description: 'description.md',
  DescriptionInput: 'description.md',
  presets: 'description.md',
  HOST_ERROR_CODES: 'errors.md',
  HostErrorCode: 'errors.md',
};

/** Names inside the package that `src/index.ts` exports by another. */
const RENAMED: Readonly<Record<string, string>> = {
  Difference: 'ReplayDifference',
  Entry: 'JournalEntry',
  Signal: 'JournalSignal',
  Form: 'RecordForm',
};

const ORDER = ['function', 'value', 'class', 'interface', 'type'] as const;
type Kind = (typeof ORDER)[number];

export interface Exported {
  readonly entry: string;
  readonly name: string;
  readonly kind: Kind;
  readonly sentence: string;
  readonly declaration: string;
  /** Names of properties and methods whose declaration has no sentence. */
  readonly silent: readonly string[];
}

/** In the order of the page; what a later entry shares with an earlier one is not repeated. */
export function publicExports(): readonly Exported[] {
  const files = ENTRIES.map(({ file }) => join(PROJECT_ROOT, 'dist', 'src', `${file}.d.ts`));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  return ENTRIES.flatMap(({ name: entry }, at) => {
    const source = program.getSourceFile(files[at]!)!;
    const module = checker.getSymbolAtLocation(source)!;
    const found = checker.getExportsOfModule(module).flatMap((symbol) => {
      const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const declaration = own.declarations?.find((one) =>
        one.getSourceFile().fileName.startsWith(PROJECT_ROOT),
      );
      if (seen.has(own) || declaration === undefined || isForeign(declaration)) return [];
      seen.add(own);
      const sentence = ts.displayPartsToString(own.getDocumentationComment(checker));
      const text = declarationText(symbol.name, declaration);
      const silent = silentMembers(own, checker);
      const kind = kindOf(declaration);
      return [{ entry, name: symbol.name, kind, sentence, declaration: text, silent }];
    });
    return found.sort(
      (a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.name < b.name ? -1 : 1),
    );
  });
}

export function apiPage(exports: readonly Exported[] = publicExports()): string {
  const sections = ENTRIES.map(({ name: entry }) => {
    const own = exports.filter((one) => one.entry === entry);
    const index = ORDER.flatMap((kind) => {
      const names = own.filter((one) => one.kind === kind).map(({ name }) => link(name, entry));
      return names.length === 0 ? [] : [`- ${plural(kind)}: ${names.join(', ')}`];
    });
    const empty = 'The same names as `bifrons`, without those that need Node.';
    const body = own.map((one) => `${section(one)}\n`);
    return [`## ${entry}\n`, `${index.length > 0 ? index.join('\n') : empty}\n`, ...body].join(
      '\n',
    );
  });
  return [HEAD, ...sections].join('\n');
}

function section({ entry, name, kind, sentence, declaration }: Exported): string {
  const prose = sentence.replace(/\b[A-Z]+(?:_[A-Z]+)+\b/g, (word) =>
    Object.hasOwn(HOST_ERROR_CODES, word) ? `\`${word}\`` : word,
  );
  const page = ELSEWHERE[name];
  const rest =
    page === undefined ? `\`\`\`typescript\n${declaration}\n\`\`\`` : `See [${page}](${page}).`;
  return [`### ${heading(name, entry)}\n`, `*${kind}*  ${prose}\n`, rest].join('\n');
}

/** Two entries may each have a function of one name. */
function heading(name: string, entry: string): string {
  return entry === 'bifrons' ? name : `${name} of ${entry}`;
}

function link(name: string, entry: string): string {
  const anchor = heading(name, entry)
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
  return `[\`${name}\`](#${anchor})`;
}

function plural(kind: Kind): string {
  return kind === 'class' ? 'classes' : `${kind}s`;
}

/** Of an interface or class; the names of one inherited member may be those of a platform. */
function silentMembers(symbol: ts.Symbol, checker: ts.TypeChecker): readonly string[] {
  return [...(symbol.members?.values() ?? [])]
    .filter(
      ({ flags }) =>
        flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor),
    )
    .filter((member) => !/^(#|__)/.test(member.name))
    .filter((member) => ts.displayPartsToString(member.getDocumentationComment(checker)) === '')
    .map(({ name }) => name);
}

function kindOf(node: ts.Declaration): Kind {
  if (ts.isFunctionDeclaration(node)) return 'function';
  if (ts.isClassDeclaration(node)) return 'class';
  if (ts.isInterfaceDeclaration(node)) return 'interface';
  return ts.isTypeAliasDeclaration(node) ? 'type' : 'value';
}

function isForeign(node: ts.Declaration): boolean {
  return node.getSourceFile().fileName.includes('/node_modules/');
}

/** As the declaration file has it, its own comment aside, and without what is private. */
function declarationText(name: string, node: ts.Declaration): string {
  const whole = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return whole
    .getText()
    .replace(/^(export )?(declare )?/, '')
    .replace(/^ +(#private|private .*);\n/gm, '')
    .replace(/^((?:async )?function|const|class|interface|type) \w+/, `$1 ${name}`)
    .replaceAll('run.DeviceOptions', 'RunOptions')
    .replace(/\brun\.(?=\w)/g, '')
    .replace(
      /\b(Difference|Entry|Signal|Form)\b(?= *(?:[|;,>)[\]]|$))/gm,
      (word) => RENAMED[word]!,
    );
}
