/** Makes docs/conformance.md: clause or row, its code, its tests, its status. */
import { readTree, type Tree } from '../architecture/project.ts';
import {
  INFORMATIVE_ROWS,
  KNOWN_GAPS,
  type KnownGap,
  MEASURED_GAPS,
  type MeasuredGap,
  type PlannedRow,
  PLANNED_ROWS,
} from '../known-gaps/gaps.ts';
import { readRequirements, readSpecs, ROW_ID } from './documents.ts';
import { renderFunctions, REPORTED, type ClausePlaces } from './sgp22-functions.ts';
import { collectTags, isTestFile, type Tag } from './tags.ts';

export const CONFORMANCE_PATH = 'docs/conformance.md';

export interface ClauseInput {
  readonly tree: Tree;
  readonly requirements: ReadonlyMap<string, string>;
  readonly specs: ReadonlyMap<string, string>;
  readonly planned: readonly PlannedRow[];
  readonly informative: readonly string[];
  readonly gaps: readonly KnownGap[];
  readonly measured: readonly MeasuredGap[];
  /** Clauses of cases of `bifrons report`, which are names made when the test runs. */
  readonly reported: readonly Tag[];
}

export function projectInput(): ClauseInput {
  return {
    tree: readTree(['src', 'tests'], (path) => path.endsWith('.ts') || isTestFile(path)),
    requirements: readRequirements(),
    specs: readSpecs(),
    planned: PLANNED_ROWS,
    informative: INFORMATIVE_ROWS,
    gaps: KNOWN_GAPS,
    measured: MEASURED_GAPS,
    reported: REPORTED,
  };
}

interface Line {
  readonly title: string;
  readonly code: readonly string[];
  readonly tests: readonly string[];
  readonly status: string;
}

type Places = ReadonlyMap<string, readonly string[]>;

/** Which files carry each tag, every file once, sorted. */
function placesOf(tags: readonly Tag[]): Places {
  const places = new Map<string, Set<string>>();
  for (const tag of tags) {
    const title = titleOf(tag);
    places.set(title, (places.get(title) ?? new Set()).add(tag.path));
  }
  return new Map([...places].map(([title, paths]) => [title, [...paths].sort()]));
}

function titleOf(tag: Tag): string {
  return tag.clause === '' ? tag.name : `${tag.name} ${tag.clause}`;
}

/** What a row's standing is, in one line; `undefined` for a row without code and tests. */
export function rowStatus(row: string, tested: boolean, input: ClauseInput): string | undefined {
  const gap = input.gaps.find((one) => one.breaks === row);
  if (gap) return `known gap: ${gap.reason}`;
  const planned = input.planned.find((entry) => entry.rows.includes(row));
  if (planned?.exists !== undefined && tested) {
    return `partly tested: ${planned.exists}; planned: ${planned.waitsFor}`;
  }
  if (planned) return `planned: ${planned.waitsFor}`;
  if (input.informative.includes(row)) return 'informative';
  return tested ? 'tested' : undefined;
}

interface TagPlaces {
  readonly code: Places;
  readonly tests: Places;
}

function rowLines(input: ClauseInput, tags: TagPlaces): readonly Line[] {
  return [...input.requirements.keys()].map((title) => {
    const proof = tags.tests.get(title) ?? [];
    const status = rowStatus(title, proof.length > 0, input) ?? '**no test**';
    return { title, code: tags.code.get(title) ?? [], tests: proof, status };
  });
}

function clauseLines(input: ClauseInput, tags: TagPlaces): readonly Line[] {
  const all = new Set([...tags.code.keys(), ...tags.tests.keys()]);
  const titles = [...all].filter((title) => !ROW_ID.test(title)).sort(byClause);
  return titles.map((title) => {
    const places = tags.code.get(title) ?? [];
    const proof = tags.tests.get(title) ?? [];
    const beside = places
      .map((path) => path.replace(/\.ts$/, '.test.ts'))
      .filter((path) => input.tree.has(path) && !proof.includes(path));
    const gap = input.gaps.find((one) => one.breaks === title);
    const status = gap ? `known gap: ${gap.reason}` : clauseStatus(proof, beside);
    return { title, code: places, tests: [...proof, ...beside], status };
  });
}

/** A test that names the clause says more than one that merely stands beside the code. */
function clauseStatus(proof: readonly string[], beside: readonly string[]): string {
  if (proof.length > 0) return 'tested';
  return beside.length > 0 ? 'test beside' : 'code only';
}

/** Clauses in the order of their numbers: §5.7.9 before §5.7.15. */
function byClause(a: string, b: string): number {
  const key = (title: string) => title.replace(/\d+/g, (digits) => digits.padStart(4, '0'));
  return key(a) < key(b) ? -1 : 1;
}

function renderLines(lines: readonly Line[]): string {
  return lines
    .map(({ title, code, tests, status }) => {
      const list = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(' ');
      return `| ${title} | ${list(code)} | ${list(tests)} | ${status} |`;
    })
    .join('\n');
}

const HEAD = '| | code | tests | status |\n|---|---|---|---|';

export function renderConformance(input: ClauseInput): string {
  const { code, tests } = collectTags(input.tree);
  const shown = placesOf([...tests, ...input.reported]);
  // What helps tests is neither: no card has it, and it shows nothing.
  const own = code.filter(({ path }) => !path.startsWith('tests/'));
  const tags = { code: placesOf(own), tests: shown };
  const rows = rowLines(input, tags);
  const clauses = clauseLines(input, tags);
  const count = (lines: readonly Line[], start: string) =>
    lines.filter((line) => line.status.startsWith(start)).length;
  return `# Conformance

Generated by \`npm run conformance\` from the tags in code and tests; do not edit. A row's text is
in \`requirements.md\`, a specification's edition in \`specs.md\`. *tested*: a test carries the row
or clause. *test beside*: only a test file of the same name stands beside the code. *planned*: not
begun, or begun on some links only. *known gap*: a fault with a probe.

## Rows

${rows.length} rows: ${count(rows, 'tested')} tested, ${count(rows, 'partly')} partly tested, \
${count(rows, 'planned')} planned, ${count(rows, 'known gap')} known gaps, \
${count(rows, 'informative')} informative, ${count(rows, '**no')} without a test.

${HEAD}
${renderLines(rows)}

## Clauses

${clauses.length} clauses: ${count(clauses, 'tested')} tested, \
${count(clauses, 'test beside')} with a test beside, \
${count(clauses, 'code only')} in code only, ${count(clauses, 'known gap')} known gaps.

${HEAD}
${renderLines(clauses)}

${renderFunctions(testsOfSgp22(input))}
## Figures

What \`npm run bench\` measures and is worse than required.

| benchmarks | required, and measured | reason |
|---|---|---|
${input.measured.map(measuredLine).join('\n')}
`;
}

/** Tests that name a clause of SGP.22. */
export function testsOfSgp22({ tree }: ClauseInput): ClausePlaces {
  const places = placesOf(collectTags(tree).tests);
  return (clause) => places.get(`SGP22 ${clause}`) ?? [];
}

function measuredLine({ benchmarks, figure, reason }: MeasuredGap): string {
  return `| ${benchmarks} | ${figure} | ${reason} |`;
}

/** What is wrong with the tags themselves; each is one sentence. */
export function tagMistakes(input: ClauseInput): readonly string[] {
  const { code, tests } = collectTags(input.tree);
  const found: string[] = [];
  for (const tag of [...code, ...tests]) {
    const known = tag.clause === '' ? input.requirements.has(tag.name) : input.specs.has(tag.name);
    const list = tag.clause === '' ? 'docs/requirements.md' : 'docs/specs.md';
    if (!known) found.push(`${tag.path}: [${titleOf(tag)}]: "${tag.name}" is not in ${list}`);
  }
  const proofs = placesOf(tests);
  for (const row of input.requirements.keys()) {
    const proof = proofs.get(row) ?? [];
    const planned = input.planned.find((entry) => entry.rows.includes(row));
    if (rowStatus(row, proof.length > 0, input) === undefined) {
      found.push(`${row}: no test carries it, and it is neither planned nor a known gap`);
    }
    if (planned && planned.exists === undefined && proof.length > 0) {
      found.push(`${row}: planned, yet tested by ${proof.join(', ')}: say what exists of it`);
    }
    if (planned?.exists !== undefined && proof.length === 0) {
      found.push(`${row}: said to exist in part, yet no test carries it`);
    }
  }
  return [...new Set(found)];
}
