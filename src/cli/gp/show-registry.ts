/** What is on a card: one row for each security domain, application and load file. */
import { type Bytes, hex } from '../../base/index.ts';
import type { RegistryRow } from '../../host/off-card/index.ts';
import { columns, type Output, table, wrapAt } from '../output.ts';

const KINDS: Readonly<Record<RegistryRow['kind'], string>> = {
  issuer: 'issuer',
  domain: 'domain',
  application: 'application',
  'load-file': 'load file',
};
const INDENT = '    ';

export function showRegistry(output: Output, rows: readonly RegistryRow[]): void {
  for (const row of rows) output.object(objectOf(row));
  const heads = table(rows.map((row) => [KINDS[row.kind], hex(row.aid), row.stateName]));
  rows.forEach((row, at) => {
    output.line(
      row.stateName.startsWith('LOCKED') ? output.style('yellow', heads[at]!) : heads[at],
    );
    for (const detail of detailsOf(row)) {
      const lines = wrapAt(INDENT + detail, { width: columns(), indent: `${INDENT}  ` });
      for (const line of lines) output.line(output.style('dim', line));
    }
  });
}

function detailsOf(row: RegistryRow): readonly string[] {
  const { privileges, loadFile, domain, version, modules, implicit } = row;
  const places = [
    version === undefined ? '' : `version ${[...version].join('.')}`,
    loadFile === undefined ? '' : `of ${hex(loadFile)}`,
    domain === undefined || row.kind === 'issuer' ? '' : `under ${hex(domain)}`,
  ].filter((one) => one !== '');
  return [
    places.join(', '),
    privileges.length === 0 ? '' : privileges.join(', '),
    implicit.length === 0 ? '' : `selected by itself: ${hex(implicit)}`,
    ...modules.map((one) => `module ${hex(one)}`),
  ].filter((one) => one !== '');
}

function objectOf(row: RegistryRow): unknown {
  const text = (value: Bytes | undefined): string | null =>
    value === undefined ? null : hex(value);
  return {
    kind: row.kind,
    aid: hex(row.aid),
    state: hex(Uint8Array.of(row.state)),
    stateName: row.stateName,
    privileges: row.privileges,
    loadFile: text(row.loadFile),
    domain: text(row.domain),
    version: row.version === undefined ? null : [...row.version].join('.'),
    modules: row.modules.map(hex),
    implicit: hex(row.implicit),
  };
}
