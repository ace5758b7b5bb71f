/** Collects the clause tags of code and tests: `[GPCS §11.4.2]`, `[M-51]`. */
import ts from 'typescript';
import type { Tree } from '../architecture/project.ts';

export interface Tag {
  /** `M-51`, or a specification's short name. */
  readonly name: string;
  /** The clause as written behind `§`; empty for rows. */
  readonly clause: string;
  readonly path: string;
}

const BRACKETS = /\[([^[\]\n]{1,160})\]/g;
const ROWS = /^(?:[MP]-\d{2,3})(?:(?:, | and | )[MP]-\d{2,3})*$/;
const CLAUSE = /^([A-Za-z][A-Za-z0-9.-]*) ((?:§|Annex |Table |Figure ).+)$/;

/** Joins comment lines, so that a tag may be broken across two of them. */
function unwrap(text: string): string {
  return text.replace(/\n[ \t]*(?:\*(?!\/)|\/\/|#)[ \t]*/g, ' ');
}

export function readTags(path: string, text: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const [, inside = ''] of unwrap(text).matchAll(BRACKETS)) {
    if (ROWS.test(inside)) {
      for (const name of inside.match(/[MP]-\d+/g) ?? []) tags.push({ name, clause: '', path });
    }
    const found = CLAUSE.exec(inside);
    if (found) tags.push({ name: found[1]!, clause: found[2]!.trim(), path });
  }
  return tags;
}

/** In a test file a row is proven by a test's name or data, not by a comment: strings only. */
export function readTestTags(path: string, text: string): readonly Tag[] {
  if (!path.endsWith('.ts')) return readTags(path, text);
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.push(node.text);
    if (ts.isTemplateExpression(node)) {
      strings.push(node.head.text, ...node.templateSpans.map((span) => span.literal.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
  const inStrings = strings.flatMap((one) => readTags(path, one));
  const clauses = readTags(path, text).filter((tag) => tag.clause !== '');
  return [...inStrings.filter((tag) => tag.clause === ''), ...clauses];
}

export function isTestFile(path: string): boolean {
  return path.endsWith('.test.ts') || /^tests\/.*\.(apdu|at|line)$/.test(path);
}

/** The fences hold planted tags and lists of rows; they prove nothing. */
const NOT_EVIDENCE = /^tests\/(architecture|tidy|clauses|known-gaps)\//;

export interface TagLists {
  readonly code: readonly Tag[];
  readonly tests: readonly Tag[];
}

export function collectTags(tree: Tree): TagLists {
  const code: Tag[] = [];
  const tests: Tag[] = [];
  for (const [path, text] of tree) {
    if (NOT_EVIDENCE.test(path)) continue;
    if (isTestFile(path)) tests.push(...readTestTags(path, text));
    else code.push(...readTags(path, text));
  }
  return { code, tests };
}
