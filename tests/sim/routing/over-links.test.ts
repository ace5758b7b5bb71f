/** The same model against whole devices: every SELECT takes the way through both link ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bytes, equal, hex, unhex } from '../../../src/base/index.ts';
import type { Policy, Selected, Tables } from '../../../src/os/routing/index.ts';
import { RANDOM_SEED, randomCount, replayCommand } from '../../random-counts.ts';
import { eseContainer, interfacesOf, patent } from '../../support/descriptions.ts';
import { type HostRig, hostRig } from '../../support/host-rig.ts';
import { entity } from '../../support/kernel-rig.ts';
import { Random } from '../random.ts';
import { EVERY_AID, FORMS } from './configurations.ts';
import { expectSelect } from './model.ts';

const LINKS = ['t0', 't1', 'spi'] as const;
const IDS = ['A', 'B', 'C'] as const;
/** AIDs of issuer domains that hold none of the small ones. */
const SPARE = ['D0000000A1', 'D0000000B1', 'D0000000C1'];
const SELECTS_EACH = 24;

interface Sample {
  readonly rig: HostRig;
  readonly tables: Tables;
  readonly paired: Readonly<Record<string, string>>;
}

interface Frame {
  readonly policy: Policy;
  readonly reach: Readonly<Record<string, 'all' | 'own'>>;
  readonly paired: Readonly<Record<string, string>>;
}

/** Both policies, every reach of each container, every pairing of three links. */
function* everyFrame(): Generator<Frame> {
  const record = <T>(keys: readonly string[], values: readonly T[]) =>
    Object.fromEntries(keys.map((key, at) => [key, values[at]!]));
  for (const policy of ['always', 'only-if-aliased'] as const)
    for (const reach of tuples(['all', 'own'] as const))
      for (const paired of tuples(IDS))
        yield { policy, reach: record(IDS, reach), paired: record(LINKS, paired) };
}

/** Every ordered choice of three, the same one again included. */
function tuples<T>(of: readonly T[]): readonly (readonly T[])[] {
  return of.flatMap((a) => of.flatMap((b) => of.map((c) => [a, b, c])));
}

function makeSample(random: Random, { policy, reach, paired }: Frame): Sample {
  const held = IDS.map((_, index) => {
    const some = EVERY_AID.filter(() => random.onceIn(2)).map(hex);
    return random.onceIn(2) || some.length === 0 ? [SPARE[index]!, ...some] : some;
  });
  const aliases = makeAliases(random, held);
  const rig = hostRig(patent, {
    interfaces: interfacesOf(...LINKS),
    containers: IDS.map((id, index) => containerOf(id, held[index]!)),
    pairing: {
      where: 'os',
      rules: LINKS.map((link) => ({ link, container: paired[link] })),
    },
    ruling: [],
    aliases,
    policy,
    reach,
  });
  const order = [...new Set([...LINKS.map((link) => paired[link]!), ...IDS])];
  const containers = order.map((id) => ({
    id,
    reach: reach[id]!,
    entities: held[IDS.indexOf(id as 'A')]!.map((aid, at) => entity(at + 1, aid)),
  }));
  const entries = aliases.map((one) => ({
    ...one,
    common: unhex(one.common),
    real: unhex(one.real),
  }));
  return { rig, tables: { policy, containers, aliases: entries, busy: () => false }, paired };
}

function containerOf(id: string, [isd, ...domains]: readonly string[]): object {
  return eseContainer(id, {
    isd: { aid: isd },
    securityDomains: domains.map((aid) => ({ name: aid, aid, privileges: '800000' })),
  });
}

function makeAliases(random: Random, held: readonly (readonly string[])[]) {
  const entries: { common: string; container: string; real: string }[] = [];
  for (const [index, id] of IDS.entries()) {
    const common = hex(random.of(EVERY_AID));
    const real = random.of(held[index]!);
    if (random.onceIn(2) && !held[index]!.includes(common) && real !== common) {
      entries.push({ common, container: id, real });
    }
  }
  return entries;
}

/** SELECT, and where the trace says it went, as container and entity's AID; else the SW. */
function went(rig: HostRig, link: string, apdu: string): { name: string; place: string } {
  const before = rig.device.trace.since(0).at(-1)?.seq ?? 0;
  const answer = rig.send(link, apdu);
  if (!answer.endsWith('9000')) return { name: '', place: answer };
  const decisions = rig.device.trace.since(before).filter((one) => one.what === 'decision');
  const [, container, , , real] = decisions.at(-1)!.operands;
  const name = answer.slice(8, 8 + 2 * Number.parseInt(answer.slice(6, 8), 16));
  assert.equal(answer.slice(4, 6), '84', answer);
  return { name, place: `${String(container)}/${real ? hex(real as Bytes) : name}` };
}

test('over real links a SELECT reaches what the model says [M-05] [M-08] [M-09] [M-31]', () => {
  const reached = new Set<string>();
  const frames = [...everyFrame()];
  assert.equal(frames.length, 2 * 2 ** 3 * 3 ** 3);
  const rounds = Math.ceil(randomCount('device') / 50);
  for (let run = 0; run < rounds * frames.length; run++) {
    const random = new Random(RANDOM_SEED, run);
    const sample = makeSample(random, frames[run % frames.length]!);
    const current = new Map<string, Selected | undefined>();
    for (let count = 0; count < SELECTS_EACH; count++) {
      const { container, form } = selectOnce(sample, random, current, run);
      reached.add(`${form} ${container}`);
    }
  }
  assert.ok(reached.size >= 12, [...reached].join(', '));
});

function selectOnce(
  { rig, tables, paired }: Sample,
  random: Random,
  current: Map<string, Selected | undefined>,
  run: number,
) {
  const link = random.of(LINKS);
  const { aid, occurrence, words } = random.of(FORMS);
  const origin = { link, lsi: 0, paired: paired[link]! };
  const first = tables.containers.find((one) => one.id === origin.paired)!.entities[0]!;
  const basic = current.get(link) ?? { container: origin.paired, handle: first.handle };
  const expected = expectSelect(tables, origin, { aid, occurrence, current: basic });
  const p2 = occurrence === 'first' ? '00' : '02';
  const apdu = `00A404${p2}${hex(Uint8Array.of(aid.length))}${hex(aid)}`;
  const { name, place } = went(rig, link, apdu);
  const where = `run ${run}: ${apdu} over ${link}\n${replayCommand(import.meta.filename)}`;
  if ('sw' in expected) {
    assert.equal(place, expected.sw.toString(16).toUpperCase(), where);
    return { container: 'nowhere', form: words };
  }
  const table = tables.containers.find((one) => one.id === expected.container)!;
  const target = table.entities.find((one) => one.handle === expected.handle)!;
  assert.equal(place, `${table.id}/${hex(target.aid)}`, where);
  assert.ok(
    expected.names.some((one) => equal(one, unhex(name))),
    `${where}\nname ${name}`,
  );
  current.set(link, { container: expected.container, handle: expected.handle });
  return { container: table.id === origin.paired ? 'own' : 'other', form: words };
}
