/** What every command of a role gets from its definition, whatever the command does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bench, settled } from '../../../tests/support/container-bench.ts';
import { EMPTY, unhex } from '../../base/index.ts';
import {
  NO_SETTINGS,
  type CommandDefinition,
  type DomainRole,
  GlobalPlatformCard,
  createCard,
  Handles,
  ISSUER_PRIVILEGES,
  STANDARD_COMMANDS,
  STANDARD_ROLE,
} from '../index.ts';
import { CARD_LIFE_CYCLE } from '../../wire/globalplatform/index.ts';

function command(ins: number, cardStates: CommandDefinition['cardStates']): CommandDefinition {
  return {
    name: `INS ${ins}`,
    ins,
    clause: 'GPCS §11',
    classes: 'proprietary',
    security: 'none',
    cardStates,
    direction: () => 'in',
    run: () => ({ data: EMPTY, sw: 0x9000 }),
  };
}

const role: DomainRole = {
  ...STANDARD_ROLE,
  name: 'managed',
  commands: [
    ...STANDARD_COMMANDS,
    command(0x01, 'all'),
    command(0x02, 'before-terminated'),
    command(0x03, 'before-locked'),
  ],
};

function cardIn(lifeCycle: number) {
  const bench = new Bench();
  const { services } = bench;
  const { nvm } = services;
  createCard(nvm, {
    settings: NO_SETTINGS,
    issuer: {
      name: 'ISD',
      aid: unhex('A000000151000000'),
      lifeCycle: CARD_LIFE_CYCLE.SECURED,
      privileges: ISSUER_PRIVILEGES,
      keys: [],
      objects: new Map([[0x42, unhex('01')]]),
      role: 'managed',
    },
    domains: [],
    loadFiles: [],
    applications: [],
  });
  const handles = new Handles();
  const card = new GlobalPlatformCard({ services, nvm, handles, runtimes: [], roles: [role] });
  bench.mount({
    entities: () => card.entities(),
    locked: () => card.locked,
    implicit: (session) => card.implicit(session),
    select: (entity, session) => card.select(entity, session),
    deselect: (entity, session) => card.deselect(entity, session),
    process: (entity, one) => card.process(entity, one),
    processSession: (one) => card.process(card.entities()[0]!, one),
    header: (entity, header, session) => card.header(entity, header, session),
    reset: () => {},
  });
  const session = bench.session();
  bench.select(session, bench.entity('ISD'));
  card.registry.update(card.registry.issuer, { lifeCycle });
  bench.memory.commit();
  const whole = (apdu: string) => bench.send(session, unhex(apdu)).sw;
  const header = (bytes: string) =>
    settled(() => bench.container.header(bench.entity('ISD'), unhex(bytes), session));
  return { whole, header };
}

for (const [name, state, expected] of [
  ['SECURED', CARD_LIFE_CYCLE.SECURED, [0x9000, 0x9000, 0x9000]],
  ['CARD_LOCKED', CARD_LIFE_CYCLE.CARD_LOCKED, [0x9000, 0x9000, 0x6985]],
  ['TERMINATED', CARD_LIFE_CYCLE.TERMINATED, [0x9000, 0x6985, 0x6985]],
] as const) {
  test(`in ${name} a session that is open already has these commands [GPCS §11 table 11-1]`, () => {
    const { whole, header } = cardIn(state);
    expected.forEach((sw, at) => {
      assert.equal(whole(`800${at + 1}000001FF`), sw);
      assert.equal(header(`800${at + 1}000001`), sw === 0x9000 ? 'in' : sw, 'and on T=0 at once');
    });
    assert.equal(whole('80CA004200'), 0x9000, 'GET DATA in every state');
    const isTerminated = state === CARD_LIFE_CYCLE.TERMINATED;
    assert.equal(whole('80FA000000'), isTerminated ? 0x6985 : 0x6d00);
  });
}
