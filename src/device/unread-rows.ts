/** The rows that follow from the description alone, where memory cannot be read. */
import type { LinkFacts } from '../base/index.ts';
import type { Management } from './contract.ts';
import type { Description } from './description.ts';
import type { Pump } from './pump.ts';

type Reads =
  | 'links'
  | 'containers'
  | 'pairingRules'
  | 'ruling'
  | 'deviceLocks'
  | 'aliases'
  | 'profiles';
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
  const looked = <K extends Reads>(what: K): Management[K] =>
    (() =>
      pump.look<ReturnType<Management[K]>>(
        () => rows()[what],
        () => management[what]() as ReturnType<Management[K]>,
      )) as Management[K];
  return {
    ...management,
    links: looked('links'),
    containers: looked('containers'),
    pairingRules: looked('pairingRules'),
    ruling: looked('ruling'),
    deviceLocks: looked('deviceLocks'),
    aliases: looked('aliases'),
    profiles: looked('profiles'),
  };
}
