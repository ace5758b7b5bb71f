/** Holds the import table against a tree of modules; every breach is one sentence. */
import type { Import } from './imports.ts';
import type { Tree } from './project.ts';
import { type Room, ROOMS } from './rooms.ts';

/** Help for tests: any test may import it, and nothing else. */
const TESTING_FILE = /\.testing\.ts$/;
const TEST_FILE = /\.(test|testing)\.ts$/;

/** The room a module of `src/` belongs to: the longest path that matches. */
export function roomOf(path: string, rooms: readonly Room[] = ROOMS): Room | undefined {
  const inside = path.replace(/^src\//, '');
  if (inside === path) return undefined;
  let best: Room | undefined;
  for (const room of rooms) {
    const owns = inside === room.path || inside.startsWith(`${room.path}/`);
    if (owns && room.path.length > (best?.path.length ?? -1)) best = room;
  }
  return best;
}

/** All breaches of the table, in the order of the imports, cycles last. */
export function breaches(tree: Tree, imports: readonly Import[]): readonly string[] {
  const found: string[] = [];
  for (const path of tree.keys()) {
    if (path.startsWith('src/') && !roomOf(path)) {
      found.push(`${path}: belongs to no room; give it one in tests/architecture/rooms.ts`);
    }
  }
  for (const one of imports) {
    const why = one.target === undefined ? outside(one) : inside(tree, one, one.target);
    if (why !== undefined) found.push(`${one.from}:${one.line}: ${why}`);
  }
  return [...found, ...cycles(tree, imports)];
}

/** A bare specifier: the platform or an npm package. */
function outside({ from, specifier }: Import): string | undefined {
  const room = roomOf(from);
  if (!room || TEST_FILE.test(from)) return undefined;
  if (specifier.startsWith('node:')) {
    return room.platform
      ? undefined
      : `"${specifier}" is only for keep, attach, cli, tests and scripts`;
  }
  const allowed = room.packages.some((name) => isOfPackage(specifier, name));
  return allowed ? undefined : `package "${specifier}" is not open to room ${room.path}`;
}

function isOfPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** A relative specifier: another module of the project. */
function inside(tree: Tree, { from, specifier }: Import, target: string): string | undefined {
  if (!tree.has(target)) {
    return target.endsWith('.json') ? undefined : `"${specifier}" is no module of the project`;
  }
  const source = roomOf(from);
  const goal = roomOf(target);
  if (!goal) return source && !TEST_FILE.test(from) ? leaves(target) : undefined;
  const isTest = TEST_FILE.test(from);
  if (TESTING_FILE.test(target)) {
    return isTest || !source ? undefined : `only tests may import ${target}`;
  }
  if (!source) return isIndex(target, goal) ? undefined : deep(goal);
  if (source === goal) return undefined;
  const reach = mayEnter(source, goal, isTest);
  if (reach !== undefined) return reach;
  const parent = source.path.startsWith(`${goal.path}/`);
  return parent || isIndex(target, goal) ? undefined : deep(goal);
}

function mayEnter(source: Room, goal: Room, isTest: boolean): string | undefined {
  if (goal.floor > source.floor) {
    return `upward import: ${source.path} (floor ${source.floor}) of ${goal.path} (${goal.floor})`;
  }
  if (isTest || source.may.includes(goal.path)) return undefined;
  return `room ${source.path} may not import room ${goal.path}`;
}

function leaves(target: string): string {
  return `code in src/ may not import ${target}`;
}

function deep(goal: Room): string {
  return `deep import: enter room ${goal.path} through an index.ts`;
}

/** A room is entered at its own `index.ts` or at that of a folder in it. */
function isIndex(target: string, goal: Room): boolean {
  return target === `src/${goal.path}` || target.endsWith('/index.ts');
}

/** Cycles between modules, each reported once. */
function cycles(tree: Tree, imports: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, target } of imports) {
    if (target === undefined || !tree.has(target)) continue;
    next.set(from, [...(next.get(from) ?? []), target]);
  }
  return waysRound(tree.keys(), (path) => next.get(path) ?? []).map(
    (way) => `import cycle: ${way.join(' -> ')}`,
  );
}

/** The circles of a directed graph that a walk through all of it meets. */
function waysRound(
  all: Iterable<string>,
  next: (one: string) => readonly string[],
): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (one: string): void => {
    const at = way.indexOf(one);
    if (at >= 0) {
      found.push([...way.slice(at), one]);
      return;
    }
    if (done.has(one)) return;
    way.push(one);
    for (const target of next(one)) walk(target);
    way.pop();
    done.add(one);
  };
  for (const one of all) walk(one);
  return found;
}

/** Mistakes in the table itself: a name that is no room, a permission upward, a circle. */
export function tableMistakes(rooms: readonly Room[] = ROOMS): readonly string[] {
  const found: string[] = [];
  for (const room of rooms) {
    for (const path of room.may) {
      const goal = rooms.find((other) => other.path === path);
      if (!goal) found.push(`${room.path}: "${path}" is no room`);
      else if (goal.floor > room.floor) found.push(`${room.path}: "${path}" lies above it`);
    }
  }
  const paths = rooms.map((room) => room.path);
  const next = (path: string): readonly string[] =>
    (rooms.find((room) => room.path === path)?.may ?? []).filter((goal) => !isAround(path, goal));
  const circles = waysRound(paths, next).map((way) => `circle of rooms: ${way.join(' -> ')}`);
  return [...found, ...circles];
}

/** A folder's own modules are the contract of the rooms in it, and its index gathers them. */
function isAround(one: string, other: string): boolean {
  return one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
