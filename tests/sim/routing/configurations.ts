/** Small configurations of containers, aliases, policy and reach, made as far as they are read. */
import { type Bytes, hex, unhex } from '../../../src/base/index.ts';
import type { Entity } from '../../../src/os/abi/index.ts';
import type {
  ContainerTable,
  Origin,
  Policy,
  Selected,
  Tables,
} from '../../../src/os/routing/index.ts';
import type { Chooser } from './choices.ts';
import type { Request } from './model.ts';

/** A name, two that begin with it, and one apart: every relation that names can have. */
const [WHOLE, LONGER, SECOND, APART] = [
  'A000000001',
  'A00000000101',
  'A00000000102',
  'B000000002',
].map(unhex) as [Bytes, Bytes, Bytes, Bytes];

export interface Form {
  readonly words: string;
  readonly aid: Bytes;
  readonly occurrence: 'first' | 'next';
  /** The AIDs that containers hold and alias entries name. */
  readonly among: readonly Bytes[];
  /** What one container may hold: each of them or not, in every order. */
  readonly holdings: readonly (readonly Bytes[])[];
}

/**
 * What can be requested, each with the AIDs that can matter to it. One that does not begin so,
 * and that no alias entry brings in, is only a place in a registry: the one apart stands for all of
 * these. Two that begin alike differ only by their place, and every order of them is tried.
 */
export const FORMS: readonly Form[] = [
  form('no name', '', [WHOLE, APART]),
  form('a beginning', 'A000', [LONGER, SECOND, APART]),
  form('a whole name others begin with', hex(WHOLE), [WHOLE, LONGER, APART]),
  form('a whole name', hex(LONGER), [LONGER, APART]),
  form('a name that no container holds', 'C000000003', [APART, WHOLE]),
].flat();

function form(words: string, requested: string, among: readonly Bytes[]): readonly Form[] {
  const one = { words, aid: unhex(requested), among, holdings: arrangements(among) };
  return [
    { ...one, occurrence: 'first' },
    { ...one, occurrence: 'next' },
  ];
}

export interface Space {
  readonly policy: Policy;
  readonly containers: number;
  /** Ids of the containers that the link may be paired with. */
  readonly paired: readonly string[];
  readonly aliasesMax: number;
  /** Containers hold any of all four AIDs, not only those that can matter to the question. */
  readonly everyAid?: boolean;
  /** Every entity can be selected, however often: what is left is where names lead. */
  readonly free?: boolean;
}

/** Every ordered choice of different ones. */
function arrangements<T>(of: readonly T[]): readonly (readonly T[])[] {
  let last: (readonly T[])[] = [[]];
  const all = [...last];
  while (last.length > 0) {
    last = last.flatMap((one) => of.filter((x) => !one.includes(x)).map((x) => [...one, x]));
    all.push(...last);
  }
  return all;
}

export interface Question {
  readonly tables: Tables;
  readonly origin: Origin;
  readonly request: Request;
}

export function makeQuestion(choices: Chooser, space: Space, form: Form): Question {
  const { policy, aliasesMax, paired } = space;
  const ids = IDS.slice(0, space.containers);
  const link = choices.of(paired);
  const containers = ids.map(
    (id) =>
      new SmallContainer(choices, id, {
        holdings: space.everyAid ? ALL : form.holdings,
        yesOrNo: space.free ? [true] : [true, false],
      }),
  );
  const aliases = makeAliases(choices, { ids, among: form.among, aliasesMax });
  const busy = (container: string, handle: number): boolean =>
    containers[IDS.indexOf(container)]!.isInUse(handle);
  return {
    tables: { policy, containers, aliases, busy },
    origin: { link: `link of ${link}`, lsi: 0, paired: link },
    request: new SmallRequest(choices, form, containers),
  };
}

export const EVERY_AID: readonly Bytes[] = [WHOLE, LONGER, SECOND, APART];
const ALL = arrangements(EVERY_AID);
const IDS = ['A', 'B', 'C'];
const REACHES = ['all', 'own'] as const;

interface Scope {
  readonly holdings: readonly (readonly Bytes[])[];
  /** What each thing that may hold of an entity is drawn from. */
  readonly yesOrNo: readonly boolean[];
}

class SmallContainer implements ContainerTable {
  readonly id: string;
  readonly #choices: Chooser;
  readonly #scope: Scope;
  #reach: 'all' | 'own' | undefined;
  #entities: readonly SmallEntity[] | undefined;
  #issuer: { readonly at: number } | undefined;

  constructor(choices: Chooser, id: string, scope: Scope) {
    this.id = id;
    this.#choices = choices;
    this.#scope = scope;
  }

  get reach(): 'all' | 'own' {
    return (this.#reach ??= this.#choices.of(REACHES));
  }

  get entities(): readonly SmallEntity[] {
    const { holdings, yesOrNo } = this.#scope;
    const issuer = () => this.issuer;
    this.#entities ??= this.#choices
      .of(holdings)
      .map((aid, at) => new SmallEntity(this.#choices, aid, { at, yesOrNo, issuer }));
    return this.#entities;
  }

  /** Which of them is the issuer domain; -1 for none. */
  get issuer(): number {
    this.#issuer ??= { at: this.#choices.of([-1, ...this.entities.keys()]) };
    return this.#issuer.at;
  }

  isInUse(handle: number): boolean {
    return this.entities[handle - 1]!.inUse;
  }
}

class SmallEntity implements Entity {
  readonly handle: number;
  readonly aid: Bytes;
  readonly root = false;
  readonly framing = 'kernel';
  readonly #choices: Chooser;
  readonly #yesOrNo: readonly boolean[];
  readonly #issuer: () => number;
  #selectable: boolean | undefined;
  #multiSelectable: boolean | undefined;
  #inUse: boolean | undefined;

  constructor(
    choices: Chooser,
    aid: Bytes,
    {
      at,
      yesOrNo,
      issuer,
    }: {
      readonly at: number;
      readonly yesOrNo: readonly boolean[];
      readonly issuer: () => number;
    },
  ) {
    this.#choices = choices;
    this.#yesOrNo = yesOrNo;
    this.aid = aid;
    this.handle = at + 1;
    this.#issuer = issuer;
  }

  get name(): string {
    return `e${this.handle}`;
  }

  get issuer(): boolean {
    return this.#issuer() === this.handle - 1;
  }

  get selectable(): boolean {
    return (this.#selectable ??= this.#choices.of(this.#yesOrNo));
  }

  get multiSelectable(): boolean {
    return (this.#multiSelectable ??= this.#choices.of(this.#yesOrNo));
  }

  get inUse(): boolean {
    return (this.#inUse ??= this.#choices.of(this.#yesOrNo));
  }
}

/** What is current is nothing, an entity there is, or one that is gone since. */
class SmallRequest {
  readonly aid: Bytes;
  readonly occurrence: 'first' | 'next';
  readonly #choices: Chooser;
  readonly #containers: readonly SmallContainer[];
  #current: { readonly value: Selected | undefined } | undefined;

  constructor(choices: Chooser, form: Form, containers: readonly SmallContainer[]) {
    this.aid = form.aid;
    this.occurrence = form.occurrence;
    this.#choices = choices;
    this.#containers = containers;
  }

  get current(): Selected | undefined {
    if (!this.#current) {
      const container = this.#choices.of([undefined, ...this.#containers]);
      this.#current = { value: container && new SmallCurrent(this.#choices, container) };
    }
    return this.#current.value;
  }
}

const GONE = 99;

class SmallCurrent implements Selected {
  readonly container: string;
  readonly #choices: Chooser;
  readonly #in: SmallContainer;
  #handle: number | undefined;

  constructor(choices: Chooser, container: SmallContainer) {
    this.container = container.id;
    this.#choices = choices;
    this.#in = container;
  }

  get handle(): number {
    const all = () => [GONE, ...this.#in.entities.map((one) => one.handle)];
    return (this.#handle ??= this.#choices.of(all()));
  }
}

/** Entries in order of their common AIDs; a container has at most one for each of them. */
function makeAliases(
  choices: Chooser,
  parts: {
    readonly ids: readonly string[];
    readonly among: readonly Bytes[];
    readonly aliasesMax: number;
  },
): readonly SmallAlias[] {
  const { ids, among, aliasesMax } = parts;
  const entries: SmallAlias[] = [];
  let commons = among;
  while (entries.length < aliasesMax) {
    const common = choices.of([undefined, ...commons]);
    if (!common) break;
    const before = entries.filter((one) => one.common === common);
    commons = commons.slice(commons.indexOf(common) + (before.length + 1 < ids.length ? 0 : 1));
    entries.push(new SmallAlias(choices, common, { ids, among, before }));
  }
  return entries;
}

class SmallAlias {
  readonly common: Bytes;
  readonly #choices: Chooser;
  readonly #scope: {
    readonly ids: readonly string[];
    readonly among: readonly Bytes[];
    readonly before: readonly SmallAlias[];
  };
  #container: string | undefined;
  #real: Bytes | undefined;

  constructor(
    choices: Chooser,
    common: Bytes,
    scope: {
      readonly ids: readonly string[];
      readonly among: readonly Bytes[];
      readonly before: readonly SmallAlias[];
    },
  ) {
    this.#choices = choices;
    this.common = common;
    this.#scope = scope;
  }

  get container(): string {
    const { ids, before } = this.#scope;
    const free = () => ids.filter((id) => before.every((one) => one.container !== id));
    return (this.#container ??= this.#choices.of(free()));
  }

  get real(): Bytes {
    const others = () => this.#scope.among.filter((one) => one !== this.common);
    return (this.#real ??= this.#choices.of(others()));
  }
}

/** A question in words, with the values drawn so far; the others are drawn now. */
export function describeQuestion({ tables, origin, request }: Question): string {
  const { containers, aliases, policy } = tables;
  const entityWords = (id: string, one: Entity): string =>
    [
      hex(one.aid),
      one.selectable ? '' : ' unselectable',
      one.multiSelectable ? '' : tables.busy(id, one.handle) ? ' in use' : ' single',
    ].join('');
  const held = containers.map(
    ({ id, reach, entities }) =>
      `${id} (reach ${reach}): ${entities.map((one) => entityWords(id, one)).join(', ')}`,
  );
  const named = aliases.map(
    (one) => `${hex(one.common)} means ${hex(one.real)} in ${one.container}`,
  );
  const { current } = request;
  return [
    `policy ${policy}; ${held.join('; ')}`,
    `aliases: ${named.join(', ') || 'none'}`,
    `${request.occurrence} ${hex(request.aid) || 'empty'} on a link paired with ${origin.paired}`,
    `current: ${current ? `${current.container}/${current.handle}` : 'none'}`,
  ].join('\n');
}
