/** Prints rows as a table that fits 100 columns; what is missed is printed as missed. */
import type { BenchRow } from './frame.ts';

const COLUMNS_MAX = 100;

export function renderTable(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [
    row.name,
    grouped(row.value),
    row.spread === null ? row.unit : `${row.unit} (${row.spread.map(grouped).join('-')})`,
    row.target === null ? '' : grouped(row.target),
    row.met === null ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'value', 'unit', 'target', ''], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...all.map((line) => line[column]?.length ?? 0)),
  );
  const rest = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  const first = Math.min(widths[0]!, COLUMNS_MAX - rest);
  return all
    .map(([name = '', value = '', unit = '', target = '', met = '']) =>
      [
        name.slice(0, first).padEnd(first),
        value.padStart(widths[1]!),
        unit.padEnd(widths[2]!),
        target.padStart(widths[3]!),
        met,
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
