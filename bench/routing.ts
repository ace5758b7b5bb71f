/** Routing decisions, with the alternative that was weighed: a map by AID instead of a scan. */
import { type Bytes, hex, unhex } from '../src/base/index.ts';
import type { Entity } from '../src/os/abi/index.ts';
import { type Origin, routeSelect, type Tables } from '../src/os/routing/index.ts';
import { type Bench, microseconds } from './frame.ts';

const COMMON = unhex('A000000151000000');
const ELSEWHERE = unhex('A00000015153504100');
const ORIGIN: Origin = { link: 't1', lsi: 0, paired: 'C20' };

function entities(aids: readonly string[]): readonly Entity[] {
  return aids.map((aid, handle) => ({
    aid: unhex(aid),
    handle,
    root: handle === 0,
    issuer: handle === 0,
    selectable: true,
    multiSelectable: true,
    framing: 'kernel',
    name: aid,
  }));
}

const TELECOM = entities([
  'A000000152000000',
  'A0000005591010FFFFFFFF8900000200',
  'A0000005591010FFFFFFFF8900001000',
  'A0000005591010FFFFFFFF8900001100',
]);

/** The patent preset's two containers, the second grown to `count` entities. */
function tables(count: number): Tables {
  const applets = Array.from(
    { length: count - 2 },
    (_, at) => `F0000000${(0x10000000 + at).toString(16).toUpperCase()}`,
  );
  return {
    policy: 'only-if-aliased',
    containers: [
      { id: 'C20', reach: 'all', entities: TELECOM },
      { id: 'C30', reach: 'all', entities: entities([hex(COMMON), ...applets, hex(ELSEWHERE)]) },
    ],
    aliases: [{ common: COMMON, container: 'C20', real: unhex('A000000152000000') }],
    busy: () => false,
  };
}

function routing(name: string, count: number, aid: Bytes): Bench {
  const table = tables(count);
  const request = { aid, occurrence: 'first', current: undefined } as const;
  const measure = () => {
    const decision = routeSelect(table, ORIGIN, request);
    if (decision.container === undefined) throw new Error(`not routed: ${decision.rule}`);
    return microseconds(() => routeSelect(table, ORIGIN, request));
  };
  return { name: `routing decision, ${name}`, unit: 'µs', target: 1, better: 'less', measure };
}

/** The alternative: a map from the AID's hexadecimal form to its holder. */
function byMap(count: number): Bench {
  const map = new Map<string, { readonly container: string; readonly entity: Entity }>();
  for (const { id, entities: list } of tables(count).containers) {
    for (const entity of list) map.set(hex(entity.aid), { container: id, entity });
  }
  const measure = () =>
    microseconds(() => {
      if (!map.has(hex(COMMON)) || !map.has(hex(ELSEWHERE))) throw new Error('not found');
    }) / 2;
  return {
    name: `  alternative: AID map lookup, ${count} entities`,
    unit: 'µs',
    better: 'less',
    measure,
  };
}

export const routingBenches: readonly Bench[] = [
  routing('common AID, 3 entities', 3, COMMON),
  routing('AID of the other container, 3 entities', 3, ELSEWHERE),
  routing('AID of the other container, 60 entities', 60, ELSEWHERE),
  byMap(3),
  byMap(60),
];
