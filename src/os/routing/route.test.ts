import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, unhex } from '../../base/index.ts';
import type { Entity } from '../abi/index.ts';
import {
  type ContainerTable,
  type Decision,
  explain,
  routeSelect,
  type Selected,
  type Tables,
} from './index.ts';

const COMMON = 'A000000151000000';
const REAL = 'A000000152000000';

function entity(handle: number, aid: string, more: Partial<Entity> = {}): Entity {
  return {
    handle,
    aid: unhex(aid),
    name: `e${handle}`,
    root: handle === 1,
    issuer: handle === 1,
    selectable: true,
    multiSelectable: true,
    framing: 'kernel',
    ...more,
  };
}

const base: Tables = {
  policy: 'only-if-aliased',
  containers: [
    { id: 'C20', reach: 'all', entities: [entity(1, REAL), entity(2, 'A0000005591001')] },
    {
      id: 'C30',
      reach: 'all',
      entities: [entity(1, COMMON), entity(2, 'A0000000030001'), entity(3, 'A0000000030002')],
    },
  ],
  aliases: [{ common: unhex(COMMON), container: 'C20', real: unhex(REAL) }],
  busy: () => false,
};

const PAIRED: Readonly<Record<string, string>> = { t0: 'C20', spi: 'C30' };

interface Ask {
  readonly tables?: Tables;
  readonly next?: boolean;
  readonly current?: Selected;
}

function ask(
  link: 't0' | 'spi',
  aid: string,
  { tables = base, next = false, current }: Ask = {},
): Decision {
  const origin = { link, lsi: 0, paired: PAIRED[link]! };
  return routeSelect(tables, origin, {
    aid: unhex(aid),
    occurrence: next ? 'next' : 'first',
    current,
  });
}

const place = (one: Decision): string =>
  one.container === undefined
    ? `${one.rule} ${one.sw!.toString(16)}`
    : `${one.rule} ${one.container}/${one.handle} ${hex(one.name!)}`;

test('the common AID goes where its link is paired', () => {
  assert.equal(place(ask('t0', COMMON)), `common-alias C20/1 ${COMMON}`);
  assert.equal(place(ask('spi', COMMON)), `common-own C30/1 ${COMMON}`);
});

test('a common AID that the paired container lacks goes nowhere, not elsewhere', () => {
  const tables = {
    ...base,
    aliases: [{ ...base.aliases[0]!, container: 'C30', real: unhex('A0000000030001') }],
  };
  assert.equal(place(ask('t0', COMMON, { tables })), 'common-absent 6a82');
});

test('a real AID is reached from every link that reach allows', () => {
  assert.equal(place(ask('spi', REAL)), `elsewhere C20/1 ${REAL}`);
  const own = {
    ...base,
    containers: [{ ...base.containers[0]!, reach: 'own' as const }, base.containers[1]!],
  };
  assert.equal(place(ask('spi', REAL, { tables: own })), 'unreachable 6a82');
  assert.equal(place(ask('t0', REAL, { tables: own })), `own C20/1 ${REAL}`);
});

test('under the policy "always" nothing leaves the paired container', () => {
  const tables = { ...base, policy: 'always' as const };
  assert.equal(place(ask('spi', REAL, { tables })), 'confined 6a82');
  assert.equal(place(ask('spi', 'A000000559', { tables })), 'unknown 6a82');
  assert.equal(place(ask('t0', COMMON, { tables })), `common-alias C20/1 ${COMMON}`);
});

test('that another container holds an AID too does not show where it cannot be selected [M-20]', () => {
  const [c20, c30] = base.containers as [ContainerTable, ContainerTable];
  const locked = entity(8, 'D276000124', { selectable: false });
  const paired = { ...c30, entities: [...c30.entities, locked, entity(9, 'D27600012401')] };
  const alone = { ...base, containers: [c20, paired] };
  const twin = { ...c20, entities: [...c20.entities, entity(8, 'D276000124')] };
  const both = { ...base, containers: [twin, paired] };
  for (const tables of [alone, both]) {
    assert.equal(place(ask('spi', 'D276000124', { tables })), 'partial-own C30/9 D27600012401');
  }
});

test('an AID that may not be reached answers like one that no container holds [M-09] [M-20]', () => {
  const [c20, c30] = base.containers as [ContainerTable, ContainerTable];
  const longer = entity(8, `${REAL}01`);
  const containers = [
    { ...c20, reach: 'own' as const },
    { ...c30, entities: [...c30.entities, longer] },
  ];
  const same = `partial-own C30/8 ${REAL}01`;
  for (const policy of ['always', 'only-if-aliased'] as const) {
    assert.equal(place(ask('spi', REAL, { tables: { ...base, policy, containers } })), same);
  }
  const third = { id: 'C40', reach: 'all' as const, entities: [entity(1, 'A0000005591001')] };
  const tables = { ...base, containers: [containers[0]!, c30, third] };
  assert.equal(
    place(ask('spi', 'A0000005591001', { tables })),
    'elsewhere C40/1 A0000005591001',
    'that C20, out of reach, holds it as well must not show',
  );
});

test('an empty AID means the issuer domain of the paired container, by its common name', () => {
  assert.equal(place(ask('t0', '')), `empty C20/1 ${COMMON}`);
  assert.equal(place(ask('spi', '')), `empty C30/1 ${COMMON}`);
});

test('a partial AID is looked up in the paired container, aliases included', () => {
  assert.equal(place(ask('t0', 'A0000001')), `partial-own C20/1 ${COMMON}`);
  assert.equal(place(ask('spi', 'A000000003')), 'partial-own C30/2 A0000000030001');
});

test('only a paired container without any match lets a partial AID go elsewhere', () => {
  assert.equal(place(ask('spi', 'A000000559')), 'partial-elsewhere C20/2 A0000005591001');
  assert.equal(place(ask('t0', 'A000000003')), 'partial-elsewhere C30/2 A0000000030001');
  assert.equal(
    place(ask('spi', 'A000000152')),
    'unknown 6a82',
    'never an entity under a common AID',
  );
});

test('the next occurrence stays in the container where the search began, and ends', () => {
  const at = (handle: number): Selected => ({ container: 'C30', handle });
  assert.equal(
    place(ask('t0', 'A000000003', { next: true, current: at(2) })),
    'next-elsewhere C30/3 A0000000030002',
  );
  assert.equal(place(ask('t0', 'A000000003', { next: true, current: at(3) })), 'exhausted 6a82');
  assert.equal(
    place(ask('spi', 'A0', { next: true, current: at(1) })),
    'next-own C30/2 A0000000030001',
  );
  assert.equal(place(ask('spi', 'A0', { next: true, current: at(3) })), 'exhausted 6a82');
});

test('an entity in use elsewhere is passed over, and refused when nothing else matches', () => {
  const list = [
    entity(1, COMMON),
    entity(2, 'A0000000030001', { multiSelectable: false }),
    entity(3, 'A0000000030002'),
  ];
  const tables: Tables = {
    ...base,
    containers: [base.containers[0]!, { ...base.containers[1]!, entities: list }],
    busy: (container, handle) => container === 'C30' && handle === 2,
  };
  assert.equal(place(ask('spi', 'A000000003', { tables })), 'partial-own C30/3 A0000000030002');
  assert.equal(place(ask('spi', 'A0000000030001', { tables })), 'in-use 6985');
  assert.equal(
    place(ask('t0', 'A0000000030001', { tables })),
    'in-use 6985',
    'the search for a whole name goes on in the container that holds it',
  );
});

test('a non-root AID in two containers is a clash that the link resolves', () => {
  const twin = entity(9, 'D27600012401');
  const tables = {
    ...base,
    containers: base.containers.map((one) => ({ ...one, entities: [...one.entities, twin] })),
  };
  assert.equal(place(ask('t0', 'D27600012401', { tables })), 'common-own C20/9 D27600012401');
  assert.equal(place(ask('spi', 'D27600012401', { tables })), 'common-own C30/9 D27600012401');
});

test('without its alias entry an AID no longer depends on the link', () => {
  const tables = { ...base, aliases: [] };
  assert.equal(place(ask('t0', COMMON, { tables })), `elsewhere C30/1 ${COMMON}`);
  assert.equal(place(ask('spi', COMMON, { tables })), `own C30/1 ${COMMON}`);
});

test('the reason is there in words', () => {
  const { rule, operands } = ask('t0', COMMON);
  assert.equal(explain(rule, operands), 'aliased: t0 is paired with C20');
});
