/**
 * Content of a GlobalPlatform card: a long load file, long listings, and SELECT among many
 * applications. The host's commands are made before the clock starts.
 */
import {
  type Bytes,
  bigEndian,
  bytes,
  concat,
  hex,
  isWireError,
  type LinkFacts,
  unhex,
} from '../src/base/index.ts';
import { createGlobalPlatform } from '../src/containers/globalplatform/index.ts';
import { AliasRegistry } from '../src/os/alias/index.ts';
import { Kernel, type Port, Residents, TraceRing } from '../src/os/kernel/index.ts';
import { Partition } from '../src/os/nvm/index.ts';
import { insidePairing } from '../src/os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../src/os/ruling/index.ts';
import { COMPONENT, splitComponents } from '../src/wire/cap/index.ts';
import { nodeCrypto } from '../src/attach/node-crypto/index.ts';
import { readCapFile } from '../tests/support/cap/read-cap.ts';
import type { Bench as Card } from '../tests/support/container-bench.ts';
import { BENCH_LINK } from '../tests/support/container-bench.ts';
import {
  forInstall,
  forLoad,
  loadBlocks,
  loadFileOf,
  loadStub,
} from '../tests/support/content-commands.ts';
import { cardOnBench, Client, CONFIG } from '../tests/support/globalplatform-card.ts';
import { type Bench, microseconds } from './frame.ts';

const LONG_FILE = 60 * 1_024;
const CAP_PACKAGE = 'F04A434C414203';
/** A component of a maker's own, which a card reads over. [JCVM §6.1] */
const CUSTOM_COMPONENT = 0x80;
/** Tag and size. */
const COMPONENT_HEAD = 3;
/** Room for a MAC in a short command. */
const BLOCK_LENGTH = 247;
const QUOTA = 8_000_000;
const TRIES = 5;
const LISTED = 200;
const FEW = 10;
const MANY = 1_000;

function aidOf(index: number): string {
  return `F0424946524F4E53${hex(bigEndian(index, 4))}`;
}

/** A CAP file of a given length, by a component that its directory lists and nothing reads. */
function longFile(length: number): Bytes {
  const components = splitComponents(readCapFile('BenchInt_jc305'));
  if (isWireError(components)) throw new Error('the CAP file is broken');
  const name = unhex('F04A434C41');
  const others = [...components.values()].filter(({ tag }) => tag !== COMPONENT.DIRECTORY);
  const rest = others.reduce((sum, { info }) => sum + COMPONENT_HEAD + info.length, 0);
  const listing = components.get(COMPONENT.DIRECTORY)!.info;
  const directoryLength = listing.length + COMPONENT_HEAD + 1 + name.length;
  const custom = length - rest - directoryLength - 2 * COMPONENT_HEAD;
  const row = concat(bytes(CUSTOM_COMPONENT), bigEndian(custom, 2), bytes(name.length), name);
  const directory = concat(
    listing.subarray(0, 2),
    bigEndian(directoryLength, 2),
    listing.subarray(4, -1),
    bytes(1),
    row,
  );
  const emit = (tag: number, info: Bytes) => concat(bytes(tag), bigEndian(info.length, 2), info);
  return concat(
    ...others.map(({ tag, info }) => emit(tag, info)),
    emit(COMPONENT.DIRECTORY, directory),
    emit(CUSTOM_COMPONENT, new Uint8Array(custom).fill(0x5a)),
  );
}

function roomy(): Card {
  const card = cardOnBench({}, { quota: QUOTA });
  Object.assign(card.services, { crypto: nodeCrypto });
  return card;
}

/** Milliseconds from INSTALL [for load] to the answer of the last LOAD, with command MACs. */
function loadTime(): number {
  const content = loadFileOf(longFile(LONG_FILE));
  const plain: readonly (readonly [string, string])[] = [
    ['80E60200', forLoad({ aid: CAP_PACKAGE })],
    ...loadBlocks(content, BLOCK_LENGTH),
  ];
  const wrapped = (client: Client): readonly Bytes[] =>
    plain.map(([header, data]) =>
      Uint8Array.from(client.host.wrap(unhex(header), unhex(data), 'none')),
    );
  let best = Infinity;
  for (let trial = 0; trial < TRIES; trial++) {
    const client = new Client(roomy()).open(0x01);
    const commands = wrapped(client);
    const begin = performance.now();
    for (const command of commands) {
      const { sw } = client.bench.send(client.session, command);
      if (sw !== 0x9000) throw new Error(`LOAD: ${sw.toString(16)}`);
    }
    best = Math.min(best, performance.now() - begin);
  }
  return best;
}

/** A card with so many applications of the probe module. */
function populated(count: number): Client {
  const client = new Client(roomy()).open(0x00);
  if (loadStub(client) !== 0x9000) throw new Error('the stub load file was refused');
  for (let index = 0; index < count; index++) {
    const { sw } = client.send('80E60C00', forInstall({ aid: aidOf(index) }));
    if (sw !== 0x9000) throw new Error(`INSTALL ${index}: ${sw.toString(16)}`);
  }
  return client;
}

/** Milliseconds of a whole listing, page by page. */
function listingTime(): number {
  const client = populated(LISTED);
  const first = unhex('80F24002024F0000');
  const next = unhex('80F24003024F0000');
  return (
    microseconds(() => {
      let answer = client.bench.send(client.session, first);
      while (answer.sw === 0x6310) answer = client.bench.send(client.session, next);
      if (answer.sw !== 0x9000) throw new Error(`GET STATUS: ${answer.sw.toString(16)}`);
    }) / 1_000
  );
}

const LINK: LinkFacts = BENCH_LINK;

/** The card of `populated` behind a kernel, which routes by name. */
function behindKernel(count: number): Port {
  const { memory, services } = populated(count).bench;
  const partition = (id: string) => new Partition(memory, { id, quota: QUOTA });
  const container = createGlobalPlatform(CONFIG, services);
  const links = [LINK];
  const trace = new TraceRing();
  const scope = { links, containers: ['C30'] };
  const os = partition('os');
  const ruling = new Ruling(os, { reach: {}, rules: [] }, scope);
  const residents = new Residents({
    all: [{ id: 'C30', container }],
    policy: 'only-if-aliased',
    pairing: insidePairing(os, [{ link: '*', container: 'C30' }], scope),
    aliases: new AliasRegistry(os, []),
    ruling,
    locks: new DeviceLocks(os, ruling),
    trace,
  });
  const kernel = new Kernel({ memory, residents, links, trace });
  kernel.interfaceReset(LINK.interface, 0);
  return kernel.port(LINK.id);
}

/** Microseconds of a SELECT by name among so many applications: the last one, then the issuer. */
function selectTime(count: number): number {
  const port = behindKernel(count);
  const aid = aidOf(count - 1);
  const names = [aid, CONFIG.isd.aid].map((one) =>
    unhex(`00A40400${hex(bytes(one.length / 2))}${one}00`),
  );
  let now = 0;
  return (
    microseconds(() => {
      for (const name of names) {
        const { answer } = port.command(name, 0, now++);
        if (answer.at(-2) !== 0x90) throw new Error(`SELECT: ${hex(answer)}`);
      }
    }) / names.length
  );
}

export const contentBenches: readonly Bench[] = [
  {
    name: 'load of a file of 60 KiB with command MACs, card side, native',
    unit: 'ms',
    target: 20,
    better: 'less',
    measure: loadTime,
  },
  {
    name: 'GET STATUS, whole listing of 200 applications',
    unit: 'ms',
    target: 5,
    better: 'less',
    measure: listingTime,
  },
  {
    name: 'SELECT with 1,000 applications, more than with 10',
    unit: 'us',
    target: 5,
    better: 'less',
    measure: () => selectTime(MANY) - selectTime(FEW),
  },
];
