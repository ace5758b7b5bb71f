/**
 * A device put together in the test, without link ends, so that a leak can be planted between its
 * containers. Without a leak it is the same operating system and the same containers.
 */
import {
  bytes,
  type Bytes,
  hex,
  type LinkFacts,
  type Rng,
  startsWith,
  unhex,
} from '../../../src/base/index.ts';
import { createEuicc } from '../../../src/containers/euicc/index.ts';
import { createGlobalPlatform } from '../../../src/containers/globalplatform/index.ts';
import { pureCrypto, randomStream } from '../../../src/crypto/index.ts';
import type { ContainerDescription, Description } from '../../../src/device/index.ts';
import type { Container, Nvm, Refusal, Services } from '../../../src/os/abi/index.ts';
import { AliasRegistry } from '../../../src/os/alias/index.ts';
import { Kernel, Residents, TraceRing } from '../../../src/os/kernel/index.ts';
import { Memory, Partition } from '../../../src/os/nvm/index.ts';
import { insidePairing } from '../../../src/os/pairing/index.ts';
import { type Decision, routeSelect } from '../../../src/os/routing/index.ts';
import { DeviceLocks, Ruling } from '../../../src/os/ruling/index.ts';
import { facts } from '../../support/kernel-rig.ts';
import type { Step } from './grammar.ts';
import { type Boot, containersIn, isQuestion, isSignal } from './subject.ts';

export const LEAKS = [
  'shared random stream',
  'shared memory figure',
  'shared try counter',
  'next occurrence across containers',
  'an AID made common by what cannot be reached',
  'a slower answer while the other container holds much',
] as const;
export type PlantedLeak = (typeof LEAKS)[number];

/** Boots a device with one leak, or with none. */
export function leakyDevice(leak: PlantedLeak | undefined): Boot {
  return (description, seed) => {
    const device = new LeakyDevice(description, seed, leak);
    let seen = 0;
    return {
      take: (link, step) => device.take(link, step),
      isUp: () => true,
      rest: () => {},
      named() {
        const records = device.trace.since(seen);
        seen = records.at(-1)?.seq ?? seen;
        return containersIn(records, description);
      },
    };
  };
}

class LeakyDevice {
  readonly trace = new TraceRing();
  readonly #kernel: Kernel;
  readonly #facts: readonly LinkFacts[];
  readonly #partitions: Partition[] = [];
  readonly #leak: PlantedLeak | undefined;
  readonly #shared: Rng;
  #tries = 0;

  constructor(description: Description, seed: Bytes, leak: PlantedLeak | undefined) {
    this.#leak = leak;
    this.#shared = randomStream(seed, 'everybody');
    const links = description.interfaces.flatMap((one) => one.links);
    this.#facts = links.map(({ id, protocol }) => facts(id, protocol));
    const memory = new Memory(new Map());
    const ids = description.containers.map((one) => one.id);
    const scope = { links: this.#facts, containers: ids };
    const os = new Partition(memory, { id: 'os', quota: 65_536 });
    const { aliases, pairing, policy, reach } = description;
    const ruling = new Ruling(os, { rules: description.ruling, reach }, scope);
    const all = description.containers.map((one) => this.#container(one, memory, seed));
    const entries = aliases.map((one) => ({
      ...one,
      common: unhex(one.common),
      real: unhex(one.real),
    }));
    const parts = {
      all,
      policy,
      pairing: insidePairing(os, pairing.rules, scope),
      aliases: new AliasRegistry(os, entries),
      ruling,
      locks: new DeviceLocks(os, ruling),
      trace: this.trace,
    };
    const residents = this.#residents(parts);
    this.#kernel = new Kernel({ memory, residents, links: this.#facts, trace: this.trace });
    // What a first boot writes; a refused command must not undo it.
    memory.commit();
  }

  take(link: string, step: Step): string {
    const { interface: id } = this.#facts.find((one) => one.id === link)!;
    if (isQuestion(step)) return 'no network';
    if (isSignal(step)) {
      this.#kernel.interfaceReset(id, 0);
      return 'reset';
    }
    const { answer, readyAt } = this.#kernel.port(link).command(unhex(step), 0, 0);
    const slower = this.#leak?.startsWith('a slower answer') ? this.#used() : 0;
    return `${hex(answer)} ${readyAt + slower}`;
  }

  #used(): number {
    return this.#partitions.reduce((sum, one) => sum + one.quota - one.free, 0);
  }

  #container(description: ContainerDescription, memory: Memory, seed: Bytes) {
    const { id, quota, kind } = description;
    const own = new Partition(memory, { id: `container.${id}`, quota });
    this.#partitions.push(own);
    const services: Services = {
      id,
      nvm: this.#leak === 'shared memory figure' ? this.#withSharedFigure(own) : own,
      ram: new Map(),
      rng: this.#leak === 'shared random stream' ? this.#shared : randomStream(seed, id),
      crypto: pureCrypto,
      note: (kind, ...operands) => this.trace.note(id, kind, ...operands),
      rule: () => ({ allowed: true, rule: 'none', scope: 'container' }),
      deviceLock: { holds: () => false, set: () => undefined },
      notify: () => undefined,
    };
    const container =
      kind === 'euicc'
        ? createEuicc(description, services)
        : createGlobalPlatform(description, services);
    const counted = this.#leak === 'shared try counter' ? this.#counting(container) : container;
    return { id, container: counted };
  }

  #withSharedFigure(own: Partition): Nvm {
    return new Proxy<Nvm>(own, {
      get: (_, name: keyof Nvm) => {
        if (name === 'free') return own.quota - this.#used();
        const value = own[name];
        return typeof value === 'function' ? value.bind(own) : value;
      },
    });
  }

  /** Three wrong authentications anywhere, and authentication is blocked. */
  #counting(container: Container): Container {
    const counting: Container['process'] = (entity, command) => {
      if (command.ins !== 0x82) return container.process(entity, command);
      if (this.#tries >= 3) return { data: bytes(), sw: 0x6983 };
      try {
        return container.process(entity, command);
      } catch (error) {
        if ((error as Refusal).sw !== undefined) this.#tries++;
        throw error;
      }
    };
    return new Proxy(container, {
      get: (_, name: keyof Container) => {
        if (name === 'process') return counting;
        const value = container[name];
        return typeof value === 'function' ? value.bind(container) : value;
      },
    });
  }

  #residents(parts: ConstructorParameters<typeof Residents>[0]): Residents {
    const residents = new Residents(parts);
    if (this.#leak === 'next occurrence across containers') return nextAcross(residents);
    const commonByAll = this.#leak?.startsWith('an AID made common');
    return commonByAll ? commonByHidden(residents, parts) : residents;
  }
}

type Route = Residents['route'];

function withRoute(residents: Residents, route: Route): Residents {
  residents.route = route;
  return residents;
}

/** What the search for a next occurrence does not find, it goes on looking for everywhere. */
function nextAcross(residents: Residents): Residents {
  const honest: Route = residents.route.bind(residents);
  return withRoute(residents, (origin, request, parts) => {
    const decision = honest(origin, request, parts);
    if (request.occurrence !== 'next' || decision.container !== undefined) return decision;
    for (const { id, container } of residents.all) {
      const list = container.entities();
      const found = list.find((one) => one.selectable && startsWith(one.aid, request.aid));
      if (found) {
        const place: Decision = { ...decision, container: id, handle: found.handle };
        return { ...place, name: found.aid, operands: [] };
      }
    }
    return decision;
  });
}

/** An AID that two containers hold is common to every link, in any two containers. */
function commonByHidden(
  residents: Residents,
  { aliases, policy, pairing, ruling }: ConstructorParameters<typeof Residents>[0],
): Residents {
  const honest: Route = residents.route.bind(residents);
  return withRoute(residents, (origin, request, parts) => {
    const holders = residents.containers.filter((id) => residents.holds(id, request.aid));
    if (holders.length < 2 || request.occurrence === 'next') return honest(origin, request, parts);
    const order = [
      ...new Set([...pairing.rules().map((one) => one.container), ...residents.containers]),
    ];
    const containers = order.map((id) => ({
      id,
      reach: ruling.reach(id),
      entities: residents.get(id).container.entities(),
    }));
    const mark = { common: request.aid, container: 'none', real: request.aid };
    const { busy } = parts;
    const tables = { policy, containers, aliases: [...aliases.entries(), mark], busy };
    return routeSelect(tables, origin, request);
  });
}
