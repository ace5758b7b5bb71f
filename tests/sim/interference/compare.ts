/** Runs sequences over both forks of many worlds and looks for a difference. */
import type { Description } from '../../../src/device/index.ts';
import { Random } from '../random.ts';
import { authenticated } from './authenticated.ts';
import { commandInA, SIGNALS, step, type Step } from './grammar.ts';
import type { Boot, Subject } from './subject.ts';
import { A, type Kind, makeWorld, ON_WIRE, type Setting, type World } from './worlds.ts';

/** Sequences that one pair of forks lives through; its other containers grow a history too. */
const SEQUENCES_PER_WORLD = 20;
const STEPS_MAX = 12;

export interface Leak {
  readonly sequence: number;
  readonly words: string;
}

export interface Tally {
  /** Sequences that were judged. */
  compared: number;
  /** Of these, by link, the sequences that something was sent over. */
  readonly over: Map<string, number>;
  /** Of these, sequences over links of a single wire, and of one that A has links on too. */
  onWire: number;
  onSharedWire: number;
  /** Sequences left out, because the routing agent named A. */
  leftOut: number;
  steps: number;
  /** Steps that were not refused. */
  fruitful: number;
  leak: Leak | undefined;
}

export interface Campaign {
  readonly setting: Setting;
  readonly kinds: readonly Kind[];
  readonly boot: Boot;
  readonly seed: number;
  /** Sequences to judge. */
  readonly count: number;
}

/** Stops at the first leak. In the setting `all`, sequences that reach A are left out. */
export function search(campaign: Campaign): Tally {
  const tally: Tally = {
    compared: 0,
    over: new Map(),
    onWire: 0,
    onSharedWire: 0,
    leftOut: 0,
    steps: 0,
    fruitful: 0,
    leak: undefined,
  };
  for (let world = 0; tally.compared < campaign.count && !tally.leak; world++) {
    const random = new Random(campaign.seed, world);
    const kind = campaign.kinds[world % campaign.kinds.length]!;
    live(campaign, makeWorld(random, campaign.setting, kind), random, tally);
  }
  return tally;
}

function live(
  { boot, count, setting }: Campaign,
  world: World,
  random: Random,
  tally: Tally,
): void {
  const [first, second] = world.forks.map((one) => boot(one, world.seed)) as [Subject, Subject];
  const forks: Pair = [first, second];
  if (!disturb(forks, world, random, 12)) return;
  for (let run = 0; run < SEQUENCES_PER_WORLD && tally.compared < count; run++) {
    const outcome = sequence(forks, world, random);
    tally.steps += outcome.steps.length;
    tally.fruitful += outcome.fruitful;
    if (outcome.strayed) return;
    if (setting === 'all' && outcome.namedA) {
      tally.leftOut++;
      return;
    }
    tally.compared++;
    for (const link of outcome.links) tally.over.set(link, (tally.over.get(link) ?? 0) + 1);
    if (outcome.onWire) tally.onWire++;
    if (outcome.onWire && world.sharedOfA.length > 0) tally.onSharedWire++;
    if (outcome.difference) {
      const words = explain(world, outcome);
      tally.leak = { sequence: tally.compared, words };
      return;
    }
  }
}

type Pair = readonly [Subject, Subject];

interface Sequence {
  readonly steps: readonly string[];
  readonly fruitful: number;
  readonly difference: readonly [string, string] | undefined;
  readonly namedA: boolean;
  /** A command over A's links went to another container: what follows would prove nothing. */
  readonly strayed: boolean;
  readonly links: readonly string[];
  readonly onWire: boolean;
}

function sequence(forks: Pair, world: World, random: Random): Sequence {
  const steps: string[] = [];
  let difference: readonly [string, string] | undefined;
  let namedA = false;
  let fruitful = 0;
  let strayed = false;
  const length = 1 + random.below(STEPS_MAX);
  const take = (link: string, one: Step): string => {
    steps.push(`${link} ${one}`);
    const [first, second] = [forks[0].take(link, one), forks[1].take(link, one)];
    if (!/(6[4-9A-BD-F]..) \d+$/.test(first)) fruitful++;
    if (first !== second) difference ??= [first, second];
    for (const fork of forks) if (fork.named().has(A)) namedA = true;
    return first;
  };
  const links = some(random, world.otherLinks);
  for (const link of links) take(link, 'reset');
  if (random.onceIn(6)) authenticated(world, random, take);
  for (let count = 0; count < length && !difference && !strayed; count++) {
    if (random.onceIn(4)) strayed ||= !disturb(forks, world, random, 2);
    const link = random.of(links);
    take(link, step(random, link));
  }
  const onWire = links.some((link) => ON_WIRE.includes(link));
  return { steps, fruitful, difference, namedA, strayed, links, onWire };
}

/** One or two links of those there are; the next sequence has others. */
function some(random: Random, links: readonly string[]): readonly string[] {
  return [...new Set([random.of(links), random.of(links)])];
}

/**
 * Lets container A of each fork have commands of its own, not the same ones, and not as many; false
 * if one of them went elsewhere, as a free reach may bring about. On a wire that A's links share
 * with others, power and field come and go alike in both forks, and then the wire comes to rest.
 */
function disturb(forks: Pair, world: World, random: Random, most: number): boolean {
  const { linksOfA, sharedOfA } = world;
  for (const link of sharedOfA) {
    const signal = random.onceIn(3) ? random.of(SIGNALS) : 'arrive';
    for (const fork of forks) fork.take(link, signal);
  }
  for (const [index, fork] of forks.entries()) {
    const own = aidsOf(world.forks[index]!);
    const links = linksOfA.filter((link) => !sharedOfA.includes(link) || fork.isUp(link));
    for (let count = random.below(most + 1); count > 0 && links.length > 0; count--) {
      const link = random.of(links);
      const isFree = !sharedOfA.includes(link);
      fork.take(link, isFree && random.onceIn(20) ? 'reset' : commandInA(random, own));
    }
  }
  if (sharedOfA.length > 0) for (const fork of forks) fork.rest();
  return forks.every((fork) => [...fork.named()].every((id) => id === A));
}

function aidsOf({ containers }: Description): readonly string[] {
  const own = containers.find((one) => one.id === A)!;
  if (own.kind === 'euicc') return [own.isdR.aid, ...own.profiles.map((one) => one.isdP)];
  return [own.isd.aid, ...own.securityDomains.map((one) => one.aid)];
}

function explain({ kind, forks, otherLinks }: World, { steps, difference }: Sequence): string {
  const { policy, reach, aliases, pairing } = forks[0];
  return [
    `A is ${kind}; observed over ${otherLinks.join(', ')}`,
    JSON.stringify({ policy, reach, aliases, rules: pairing.rules }),
    ...steps,
    `one fork: ${difference?.[0]}`,
    `the other: ${difference?.[1]}`,
  ].join('\n');
}
