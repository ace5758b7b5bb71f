/** The secrets of a description as a table: container, owner, key version number, value. */
import { hexNumber } from '../base/index.ts';
import { type Description, type DescriptionSecret, secretsOf } from '../device/index.ts';
import type { Output } from './output.ts';
import { labelled, labelledTable } from './show-topology.ts';

interface Row {
  readonly container: string;
  readonly owner: string;
  /** Of the key set that the secret is part of. */
  readonly keyVersion: string;
  readonly field: string;
  readonly value: string;
}

export function showTestKeys(output: Output, description: Description): void {
  const rows = secretsOf(description).map((one) => rowOf(description, one));
  const shown = mergeEqualKeys(rows).map(({ container, owner, keyVersion, field, value }) => {
    return [container, owner, keyVersion, `${field} ${value}`];
  });
  labelled(output, 'test keys', shown.length === 0 ? ['none'] : labelledTable(shown));
}

/** The values along the path say whose secret it is. */
function rowOf(description: Description, { path, value }: DescriptionSecret): Row {
  let container = '';
  let owner = 'ISD';
  let holder: unknown = description;
  for (const [depth, step] of path.slice(0, -1).entries()) {
    holder = (holder as Record<string | number, unknown>)[step];
    const { id, name } = holder as { readonly id?: string; readonly name?: string };
    if (depth === 1 && id !== undefined) container = id;
    if (name !== undefined) owner = name;
    if (step === 'mnoSdKeys') owner = `MNO-SD of ${owner}`;
  }
  const { version } = holder as { readonly version?: number };
  const keyVersion = typeof version === 'number' ? `KVN ${hexNumber(version)}` : '';
  const field = String(path.at(-1)).toUpperCase();
  return { container, owner, keyVersion, field, value: value.toUpperCase() };
}

/** One row for a key set whose three keys are the same. */
function mergeEqualKeys(rows: readonly Row[]): readonly Row[] {
  const merged: Row[] = [];
  for (let at = 0; at < rows.length; at++) {
    const [first, ...rest] = rows.slice(at, at + 3) as [Row, ...Row[]];
    const isSet = first.field === 'ENC' && rest.length === 2;
    if (isSet && rest.every((one) => one.value === first.value)) {
      merged.push({ ...first, field: 'all' });
      at += 2;
    } else merged.push(first);
  }
  return merged;
}
