/** The rows that follow from the description alone, where memory cannot be read. */
import type { LinkFacts } from '../base/index.ts';
import type { Management } from './contract.ts';
import type { Description } from './description.ts';
import type { Pump } from './pump.ts';

/** What of the management only reads memory. */
export const MANAGEMENT_READS = [
  'links',
  'containers',
  'pairingRules',
  'ruling',
  'deviceLocks',
  'aliases',
  'profiles',
] as const satisfies readonly (keyof Management)[];

type Reads = (typeof MANAGEMENT_READS)[number];
type Rows = { readonly [K in Reads]: ReturnType<Management[K]> };

/** Which container a link is paired with, and what a container holds, stands in memory. */
export function unreadRows(description: Description, links: readonly LinkFacts[]): Rows {
  return {
    links: links.flatMap(({ id, interface: of, protocol, mode, lsis }) =>
      Array.from({ length: lsis }, (_, lsi) => {
        return { id, interface: of, protocol, mode, lsi, container: '', by: '' };
      }),
    ),
    containers: description.containers.map((one) => {
      const { id, kind, quota } = one;
      return { id, title: '', kind, entities: [], quota, free: 0 };
    }),
    pairingRules: [],
    ruling: { rules: [], reach: {} },
    deviceLocks: [],
    aliases: [],
    profiles: [],
  };
}

/** The same management, where a read that meets a fault returns the rows instead. */
export function guardReads(management: Management, pump: Pump, rows: () => Rows): Management {
  const looked = <K extends Reads>(what: K) =>
    pump.look<ReturnType<Management[K]>>(
      () => rows()[what],
      () => management[what]() as ReturnType<Management[K]>,
    );
  const reads = MANAGEMENT_READS.map((what) => [what, () => looked(what)]);
  return { ...management, ...(Object.fromEntries(reads) as Pick<Management, Reads>) };
}
