import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostError, type LinkFacts } from '../../base/index.ts';
import { facts } from '../../../tests/support/kernel-rig.ts';
import { Memory, Partition } from '../nvm/index.ts';
import { DeviceLocks, Ruling, type RulingData } from './index.ts';

const links: readonly LinkFacts[] = [
  facts('t0', 't0'),
  facts('modem', 't1'),
  facts('spi', 'spi'),
  facts('nfc', 'swp-a', { mode: 'contactless' }),
];
const [t0, modem, spi, nfc] = links as readonly [LinkFacts, LinkFacts, LinkFacts, LinkFacts];
const scope = { links, containers: ['C20', 'C30'] };

function ruling(data: Partial<RulingData>): Ruling {
  const partition = new Partition(new Memory(new Map()), { id: 'os', quota: 10_000 });
  return new Ruling(partition, { rules: [], reach: {}, ...data }, scope);
}

const lock = { action: 'card-lock' } as const;
const refused = (error: unknown): boolean =>
  error instanceof HostError && error.code === 'RULING_INVALID';

test('the transport decides: denied over ISO 7816-3, allowed over SPI and SWP [P-02] [P-06]', () => {
  const { judge } = bound(
    ruling({
      rules: [
        { ...lock, by: 'iso7816-3', verdict: 'deny' },
        { ...lock, by: '*', verdict: 'allow' },
      ],
    }),
  );
  for (const link of [t0, modem]) {
    assert.deepEqual(judge('card-lock', { container: 'C30', link }), {
      allowed: false,
      rule: 'deny card-lock by iso7816-3',
      scope: 'container',
    });
  }
  for (const link of [spi, nfc]) {
    assert.equal(judge('card-lock', { container: 'C30', link }).allowed, true);
  }
  assert.equal(judge('card-terminate', { container: 'C30', link: t0 }).allowed, true);
});

test('what begins inside a container is ruled by that container [P-05]', () => {
  const { judge } = bound(
    ruling({ rules: [{ ...lock, by: 'inside', container: 'C20', verdict: 'deny' }] }),
  );
  assert.equal(judge('card-lock', { container: 'C20', link: 'inside' }).allowed, false);
  assert.equal(judge('card-lock', { container: 'C30', link: 'inside' }).allowed, true);
  assert.equal(judge('card-lock', { container: 'C20', link: spi }).allowed, true);
});

test('the more exact rule wins whatever the order, and among equals a denial', () => {
  const rules = [
    { ...lock, by: '*', verdict: 'deny' },
    { ...lock, by: 'modem', verdict: 'allow' },
    { ...lock, by: 'contactless', verdict: 'allow' },
    { ...lock, by: 'contactless', verdict: 'deny' },
  ] as const;
  for (const list of [rules, rules.toReversed()]) {
    const { judge } = bound(ruling({ rules: list }));
    assert.equal(judge('card-lock', { container: 'C30', link: modem }).allowed, true);
    assert.equal(judge('card-lock', { container: 'C30', link: spi }).allowed, false);
    assert.equal(judge('card-lock', { container: 'C30', link: nfc }).allowed, false);
  }
});

test('rules that name nothing of this device are refused, and change nothing', () => {
  const one = ruling({ reach: { C20: 'own' } });
  const wrong = [
    { rules: [{ ...lock, by: 'usb', verdict: 'deny' as const }], reach: {} },
    { rules: [{ ...lock, by: '*', container: 'C99', verdict: 'deny' as const }], reach: {} },
    { rules: [], reach: { C99: 'own' as const } },
    {
      rules: [{ ...lock, by: '*', verdict: 'deny' as const, scope: 'device' as const }],
      reach: {},
    },
    {
      rules: [
        {
          action: 'card-terminate' as const,
          by: '*',
          verdict: 'allow' as const,
          scope: 'device' as const,
        },
      ],
      reach: {},
    },
  ];
  for (const data of wrong) assert.throws(() => one.replace(data), refused);
  assert.equal(one.reach('C20'), 'own');
  one.replace({ rules: [], reach: {} });
  assert.equal(one.reach('C20'), 'all');
});

const wide = { ...lock, by: '*', verdict: 'allow', scope: 'device' } as const;

test('a lock of the device is over every container but its own, while its rule stands [P-07]', () => {
  const partition = new Partition(new Memory(new Map()), { id: 'os', quota: 10_000 });
  const one = new Ruling(partition, { rules: [wide], reach: {} }, scope);
  const locks = new DeviceLocks(partition, one);
  const { judge } = bound(one);
  const verdict = judge('card-lock', { container: 'C30', link: spi });
  assert.deepEqual(verdict, {
    allowed: true,
    rule: 'allow card-lock by * of the device',
    scope: 'device',
  });
  locks.set('C30', verdict.rule);
  assert.equal(locks.over('C20')?.rule, verdict.rule);
  assert.equal(locks.over('C30'), undefined);
  locks.set('C20', verdict.rule);
  assert.equal(locks.over('C30')?.container, 'C20');
  one.replace({ rules: [{ ...wide, container: 'C30' }], reach: {} });
  assert.deepEqual(locks.all(), [], 'the rule that gave the scope is gone');
  one.replace({ rules: [wide], reach: {} });
  assert.equal(locks.all().length, 2);
  locks.set('C20', undefined);
  locks.set('C30', undefined);
  assert.deepEqual(locks.all(), []);
});

function bound(one: Ruling): { judge: Ruling['judge'] } {
  return { judge: (action, origin) => one.judge(action, origin) };
}
