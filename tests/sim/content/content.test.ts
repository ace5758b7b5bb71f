/** Random content management against a plain model, with power cuts. [GPCS §9] [M-38] */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex, type Image } from '../../../src/base/index.ts';
import { RANDOM_SEED, randomCount } from '../../random-counts.ts';
import { readCapFile } from '../../support/cap/read-cap.ts';
import {
  DOMAIN_FILE,
  forChange,
  forDomain,
  forInstall,
  forLoad,
  loadBlocks,
  loadFileOf,
  PROBE_FILE,
  stubBlock,
} from '../../support/content-commands.ts';
import { AM_SD_AID, ISD_AID, PLAIN_SD_AID } from '../../support/globalplatform-card.ts';
import { Random } from '../random.ts';
import { ManagedCard } from './managed-card.ts';
import { type Entry, Model } from './model.ts';

const CAP_FILE = 'F04A434C414203';
const APPLICATIONS = ['A000000559505242A1', 'A000000559505242A2', 'A000000559505242A3'];
const DOMAINS = ['A000000559505242D1', 'A000000559505242D2'];
const DOMAINS_ALL = [ISD_AID, AM_SD_AID, PLAIN_SD_AID, ...DOMAINS];
const NAMES = [...DOMAINS_ALL, ...APPLICATIONS, PROBE_FILE, CAP_FILE, DOMAIN_FILE];
/** Privileges for applications and domains, some of which cannot be. */
const PRIVILEGES = [0, 0x040000, 0x000200, 0x100000, 0x800000, 0x804000, 0x805000];
const BLOCKS = new Map([
  [PROBE_FILE, stubBlock()],
  [CAP_FILE, readCapFile('BenchInt_jc305')],
]);

function created(): Model {
  const domain = (privileges: number, state: number): Entry => ({
    kind: 'domain',
    owner: ISD_AID,
    state,
    privileges,
    file: DOMAIN_FILE,
  });
  const entries = new Map<string, Entry>([
    [ISD_AID, { ...domain(0x9efe80, 0x0f), kind: 'issuer' }],
    [AM_SD_AID, domain(0x804000, 0x0f)],
    [PLAIN_SD_AID, domain(0x800000, 0x07)],
    [DOMAIN_FILE, { kind: 'file', owner: ISD_AID, state: 1, privileges: 0, file: '' }],
  ]);
  return new Model({ entries, issuer: ISD_AID, domainFile: DOMAIN_FILE, selected: [AM_SD_AID] });
}

interface Move {
  readonly name: string;
  /** Commands one after another; the first that is refused ends them. */
  readonly apdus: readonly string[];
  expect(model: Model): boolean;
}

const apdu = (header: string, data: string): string =>
  header + hex(Uint8Array.of(data.length / 2)) + data;
const three = (privileges: number): string => privileges.toString(16).padStart(6, '0');

function draw(random: Random, by: string): Move {
  const aid = random.of(NAMES);
  const privileges = random.of(PRIVILEGES);
  const to = random.of(DOMAINS_ALL);
  const selectable = !random.onceIn(3);
  const header = selectable ? '80E60C00' : '80E60400';
  const made = { privileges, selectable };
  switch (random.below(9)) {
    case 0:
    case 1: {
      const file = random.of([...BLOCKS.keys()]);
      const blocks = loadBlocks(loadFileOf(BLOCKS.get(file)!), 240);
      return {
        name: `load ${file} to ${to}`,
        apdus: [
          apdu('80E60200', forLoad({ aid: file, domain: to })),
          ...blocks.map(([head, data]) => apdu(head, data)),
        ],
        expect: (model) => model.load(by, { aid: file, to }),
      };
    }
    case 2:
    case 3: {
      const name = random.of(APPLICATIONS);
      const file = random.of([PROBE_FILE, PROBE_FILE, CAP_FILE]);
      const module = file === CAP_FILE ? `${CAP_FILE}01` : 'F0424946524F4E530101';
      return {
        name: `install ${name} from ${file}, ${three(privileges)}`,
        apdus: [
          apdu(header, forInstall({ aid: name, file, module, privileges: three(privileges) })),
        ],
        expect: (model) => model.install(by, { aid: name, file, ...made }),
      };
    }
    case 4: {
      const name = random.of(DOMAINS);
      return {
        name: `install domain ${name}, ${three(privileges)}`,
        apdus: [apdu(header, forDomain({ aid: name, privileges: three(privileges) }))],
        expect: (model) => model.install(by, { aid: name, file: DOMAIN_FILE, ...made }),
      };
    }
    default:
      return drawChange(random, { by, aid, to, privileges });
  }
}

function drawChange(
  random: Random,
  of: {
    readonly by: string;
    readonly aid: string;
    readonly to: string;
    readonly privileges: number;
  },
): Move {
  const { by, aid, to, privileges } = of;
  switch (random.below(5)) {
    case 0:
      return {
        name: `make selectable ${aid}`,
        apdus: [apdu('80E60800', forChange({ aid, privileges: '00' }))],
        expect: (model) => model.makeSelectable(by, aid),
      };
    case 1:
      return {
        name: `extradite ${aid} to ${to}`,
        apdus: [apdu('80E61000', forChange({ aid, domain: to }))],
        expect: (model) => model.extradite(by, aid, to),
      };
    case 2: {
      const target = aid === ISD_AID ? PLAIN_SD_AID : aid;
      return {
        name: `update ${target}, ${three(privileges)}`,
        apdus: [apdu('80E64000', forChange({ aid: target, privileges: three(privileges) }))],
        expect: (model) => model.update(by, target, privileges),
      };
    }
    case 3: {
      const lock = random.onceIn(2);
      return {
        name: `${lock ? 'lock' : 'unlock'} ${aid}`,
        apdus: [apdu(`80F040${lock ? '80' : '07'}`, aid)],
        expect: (model) => model.lock(by, aid, lock),
      };
    }
    default: {
      const related = random.onceIn(2);
      return {
        name: `delete ${aid}${related ? ' and its own' : ''}`,
        apdus: [
          apdu(`80E400${related ? '80' : '00'}`, `4F${hex(Uint8Array.of(aid.length / 2))}${aid}`),
        ],
        expect: (model) => model.delete(by, aid, related),
      };
    }
  }
}

function expected(model: Model): readonly string[] {
  return [...model.entries]
    .map(([aid, { state, privileges, owner }]) => {
      const shown = Uint8Array.of(state);
      return `${aid} ${hex(shown)} ${three(privileges).toUpperCase()} ${owner}`;
    })
    .sort();
}

/** What each entry holds does not depend on when it came: the sum says whether anything is left. */
class Sizes {
  readonly #by = new Map<string, number>();

  check(model: Model, { used, digits }: ManagedCard, where: string): void {
    const names = [...model.entries]
      .map(([aid, { file }]) => `${aid} ${file}`)
      .sort()
      .join();
    const key = `${names} ${digits}`;
    assert.equal(used, this.#by.get(key) ?? used, `${where}: memory`);
    this.#by.set(key, used);
  }
}

test('random content management leaves what the model says, whatever power cuts come [M-38]', () => {
  const random = new Random(RANDOM_SEED, 12);
  const card = new ManagedCard();
  let model = created();
  const sizes = new Sizes();
  const count = randomCount('content');
  let done = 0;
  card.open();
  for (let run = 0; run < count; run++) {
    // From time to time everything begins again, so that no state lasts for good.
    if (run % 400 === 0) {
      card.restart(new ManagedCard().image());
      model = created();
      card.open();
    }
    const by = random.onceIn(4) ? AM_SD_AID : ISD_AID;
    const move = draw(random, by);
    const where = `${run}: ${move.name} by ${by}`;
    const before: Image = new Map(card.image());
    const next = model.copy();
    const isExpected = move.expect(next);
    // The power fails between the commands of a load: nothing of it is left.
    if (move.apdus.length > 1 && random.onceIn(10)) {
      move.apdus.slice(0, random.below(move.apdus.length)).forEach((one) => card.send(by, one));
      card.restart(new Map(card.image()));
      card.open();
      assert.deepEqual(card.listed(), expected(model), `${where}: not whole`);
      sizes.check(model, card, where);
      continue;
    }
    const words = move.apdus.map((one) => card.send(by, one));
    const isDone = words.every((sw) => sw === 0x9000);
    assert.ok(!words.includes(0x6f00), where);
    assert.equal(isDone, isExpected, `${where}: ${words.map((sw) => sw.toString(16)).join()}`);
    const isCut = random.onceIn(20);
    const isKept = random.onceIn(2);
    if (isDone && (!isCut || isKept)) model = next;
    if (isDone) done++;
    if (isCut) {
      card.restart(isKept ? new Map(card.image()) : before);
      card.open();
    }
    if (isCut || run % 16 === 0) {
      assert.deepEqual(card.listed(), expected(model), where);
      sizes.check(model, card, where);
    }
  }
  assert.ok(done > count / 20, `${done} of ${count} commands were carried out`);
});
