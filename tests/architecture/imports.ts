/** Reads what each module imports: values, types, re-exports and dynamic imports alike. */
import { posix } from 'node:path';
import ts from 'typescript';
import type { Tree } from './project.ts';

export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The module's path for a relative specifier, else `undefined`. */
  readonly target: string | undefined;
  /** Whether it is loaded with the module, not later by `import()`. */
  readonly atLoad: boolean;
  readonly line: number;
}

export function readImports(tree: Tree): readonly Import[] {
  const imports: Import[] = [];
  for (const [path, text] of tree) {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
    for (const found of specifiersOf(source)) {
      const specifier = found.node.text;
      const target = specifier.startsWith('.')
        ? posix.join(posix.dirname(path), specifier)
        : undefined;
      const line = source.getLineAndCharacterOfPosition(found.node.getStart()).line + 1;
      imports.push({ from: path, specifier, target, atLoad: found.atLoad, line });
    }
  }
  return imports;
}

type Found = { readonly node: ts.StringLiteralLike; readonly atLoad: boolean };

function specifiersOf(source: ts.SourceFile): readonly Found[] {
  const found: Found[] = [];
  const add = (node: ts.Node | undefined, atLoad: boolean) => {
    if (node && ts.isStringLiteralLike(node)) found.push({ node, atLoad });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, true);
    } else if (ts.isCallExpression(node) && isLoad(node)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isLoad(call: ts.CallExpression): boolean {
  const callee = call.expression;
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(callee) && callee.text === 'require')
  );
}
