/** Reads the two documents that the clause table stands on: the rows and the specifications. */
import { readProjectFile } from '../architecture/project.ts';

export const ROW_ID = /^[MP]-\d{2,3}$/;

/** The cells of every table row of a Markdown text, without heads and rules. */
function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Row id to its paraphrase, in the order of docs/requirements.md. */
export function readRequirements(): ReadonlyMap<string, string> {
  const rows = tableRows(readProjectFile('docs/requirements.md'));
  return new Map(
    rows.filter(([id]) => ROW_ID.test(id ?? '')).map(([id, text]) => [id ?? '', text ?? '']),
  );
}

/** Short name of a specification to its title, in the order of docs/specs.md. */
export function readSpecs(): ReadonlyMap<string, string> {
  const rows = tableRows(readProjectFile('docs/specs.md')).slice(2);
  return new Map(rows.map(([name, title]) => [name ?? '', title ?? '']));
}
