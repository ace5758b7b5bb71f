/**
 * SELECT of the common AID after a change in a registry, with both kinds of container behind one
 * kernel, each with 1,000 applications. The change is a command of an application, which sets its
 * own life cycle state; only the SELECT is timed.
 */
import { bigEndian, type Bytes, concat, hex, type LinkFacts, unhex } from '../src/base/index.ts';
import { createEuicc } from '../src/containers/euicc/index.ts';
import { createGlobalPlatform } from '../src/containers/globalplatform/index.ts';
import type { Services } from '../src/os/abi/index.ts';
import { AliasRegistry } from '../src/os/alias/index.ts';
import { Kernel, type Port, Residents, TraceRing } from '../src/os/kernel/index.ts';
import { Memory, Partition } from '../src/os/nvm/index.ts';
import { insidePairing } from '../src/os/pairing/index.ts';
import { DeviceLocks, Ruling } from '../src/os/ruling/index.ts';
import { Bench as ContainerBench, BENCH_LINK } from '../tests/support/container-bench.ts';
import { CONFIG as EUICC, ISD_R, PROFILES } from '../tests/support/euicc-card.ts';
import { CONFIG as CARD } from '../tests/support/globalplatform-card.ts';
import type { Bench } from './frame.ts';

const COMMON = 'A000000151000000';
const COUNT = 1_000;
const QUOTA = 4_000_000;
const TRIES = 5;
const ROUNDS = 200;
/** Two application-specific life cycle states. [GPCS §5.3.1.4] */
const STATES = [0x07, 0x0f] as const;
const LINK: LinkFacts = { ...BENCH_LINK, id: 't1', interface: 't1', family: 'iso7816-3' };

const aidOf = (begin: string, index: number): string =>
  `${begin}42494E43${hex(bigEndian(index, 4))}`;

function probes(begin: string) {
  return Array.from({ length: COUNT }, (_, index) => {
    const aid = aidOf(begin, index);
    return { name: aid, aid, privileges: '000000', module: 'probe' as const };
  });
}

function residentsOn(memory: Memory) {
  const services = (id: string): Services => ({
    ...new ContainerBench().services,
    id,
    nvm: new Partition(memory, { id: `container.${id}`, quota: QUOTA }),
  });
  const [first, ...others] = PROFILES;
  const profiles = [{ ...first!, applications: probes('F020') }, ...others];
  const euicc = createEuicc({ ...EUICC, profiles }, services('C20'));
  const card = createGlobalPlatform({ ...CARD, applications: probes('F030') }, services('C30'));
  return [
    { id: 'C20', container: euicc },
    { id: 'C30', container: card },
  ];
}

function bootKernel(): Port {
  const memory = new Memory(new Map());
  const all = residentsOn(memory);
  const links = [LINK];
  const trace = new TraceRing();
  const scope = { links, containers: ['C20', 'C30'] };
  const os = new Partition(memory, { id: 'os', quota: QUOTA });
  const ruling = new Ruling(os, { reach: {}, rules: [] }, scope);
  const alias = { common: unhex(COMMON), container: 'C20', real: unhex(ISD_R) };
  const residents = new Residents({
    all,
    policy: 'only-if-aliased',
    pairing: insidePairing(os, [{ link: '*', container: 'C20' }], scope),
    aliases: new AliasRegistry(os, [alias]),
    ruling,
    locks: new DeviceLocks(os, ruling),
    trace,
  });
  const kernel = new Kernel({ memory, residents, links, trace });
  memory.commit();
  kernel.interfaceReset(LINK.interface, 0);
  return kernel.port(LINK.id);
}

function measure(): number {
  const port = bootKernel();
  let now = 0;
  const send = (apdu: Bytes): void => {
    const { answer } = port.command(apdu, 0, now++);
    if (answer.at(-2) !== 0x90) throw new Error(`${hex(apdu)}: ${hex(answer)}`);
  };
  const applications = ['F020', 'F030'].map((begin) => aidOf(begin, COUNT / 2));
  for (const [index, aid] of applications.entries()) {
    const channel = index + 1;
    send(unhex('0070000001'));
    send(concat(unhex(`0${channel}A404000A`), unhex(aid), unhex('00')));
  }
  const select = unhex(`00A4040008${COMMON}00`);
  let best = Infinity;
  for (let trial = 0; trial <= TRIES; trial++) {
    let spent = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const channel = (round % 2) + 1;
      const state = STATES[(round >> 1) % 2]!;
      send(Uint8Array.of(0x80 | channel, 0x04, state, 0));
      const begin = performance.now();
      send(select);
      spent += performance.now() - begin;
    }
    if (trial > 0) best = Math.min(best, spent / ROUNDS);
  }
  return best;
}

export const registryChangeBenches: readonly Bench[] = [
  {
    name: 'SELECT after a registry change, 2 x 1,000 entities',
    unit: 'ms',
    target: 0.2,
    better: 'less',
    measure,
  },
];
