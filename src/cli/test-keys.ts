/** The keys of a description as a table: container, whose they are, key version number, key. */
import type { Description } from '../device/index.ts';
import type { Output } from './output.ts';
import { labelled, labelledTable } from './show-topology.ts';

interface KeySet {
  readonly version: number;
  readonly enc: string;
  readonly mac: string;
  readonly dek: string;
}

export function showTestKeys(output: Output, description: Description): void {
  const rows = description.containers.flatMap((container) => {
    if (container.kind === 'euicc')
      return container.profiles.flatMap((profile) =>
        rowsOf(container.id, `MNO-SD of ${profile.name}`, profile.mnoSdKeys),
      );
    const domains = container.securityDomains.flatMap((domain) =>
      rowsOf(container.id, domain.name, domain.keySets),
    );
    return [...rowsOf(container.id, 'ISD', container.keySets), ...domains];
  });
  labelled(output, 'test keys', rows.length === 0 ? ['none'] : labelledTable(rows));
}

/** One row where all three keys are the same. */
function rowsOf(id: string, owner: string, keySets: readonly KeySet[] = []): string[][] {
  return keySets.flatMap(({ version, enc, mac, dek }) => {
    const number = `KVN ${version.toString(16).toUpperCase().padStart(2, '0')}`;
    const row = (name: string, key: string) => [id, owner, number, `${name} ${key.toUpperCase()}`];
    if (enc === mac && mac === dek) return [row('all', enc)];
    return [row('ENC', enc), row('MAC', mac), row('DEK', dek)];
  });
}
