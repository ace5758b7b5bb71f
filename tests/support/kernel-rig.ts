/** A kernel over scripted containers: what the contract between OS and container is tested with. */
import {
  type Bytes,
  bytes,
  type Image,
  type LinkFacts,
  type LinkProtocol,
  hex,
  unhex,
} from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import type {
  CardSession,
  Command,
  Container,
  Entity,
  Nvm,
  HeaderAnswer,
  Response,
  Services,
  Session,
} from '../../src/os/abi/index.ts';
import { AliasRegistry } from '../../src/os/alias/index.ts';
import { Kernel, Notices, type Outcome, Residents, TraceRing } from '../../src/os/kernel/index.ts';
import { Memory, Partition } from '../../src/os/nvm/index.ts';
import {
  insidePairing,
  outsidePairing,
  type PairingRule,
  pairingRulesCodec,
  type PairingScope,
  type PairingSource,
} from '../../src/os/pairing/index.ts';
import type { Policy } from '../../src/os/routing/index.ts';
import { DeviceLocks, type Reach, Ruling, type RulingRule } from '../../src/os/ruling/index.ts';

export function facts(
  id: string,
  protocol: LinkProtocol,
  more: Partial<LinkFacts> = {},
): LinkFacts {
  const iso = protocol === 't0' || protocol === 't1';
  return {
    id,
    interface: id,
    protocol,
    family: iso ? 'iso7816-3' : 'other',
    mode: 'contact',
    javaCardProtocol: 0,
    outgoing: protocol === 't0' ? 'get-response' : 'direct',
    extended: protocol !== 't0',
    channels: 20,
    lsis: 1,
    ...more,
  };
}

export function entity(handle: number, aid: string, more: Partial<Entity> = {}): Entity {
  return {
    handle,
    aid: unhex(aid),
    name: `e${handle}`,
    root: handle === 1,
    issuer: handle === 1,
    selectable: true,
    multiSelectable: true,
    framing: 'kernel',
    ...more,
  };
}

/** A container whose behaviour is given per instruction; it logs the calls of the kernel. */
export class Scripted implements Container {
  readonly log: string[] = [];
  readonly services: Services;
  list: readonly Entity[];
  readonly refuses = new Set<number>();
  readonly on = new Map<number, (command: Command, entity: Entity) => Response>();
  implicitHandle: number | undefined;

  constructor(services: Services, list: readonly Entity[]) {
    this.services = services;
    this.list = list;
    this.implicitHandle = list[0]?.handle;
  }

  /** What a card session can select, where it is not `list`. */
  listOf: ((card: CardSession) => readonly Entity[]) | undefined;

  entities(card?: CardSession): readonly Entity[] {
    if (card !== undefined && this.listOf !== undefined) return this.listOf(card);
    return this.list;
  }

  isLocked = false;

  locked(): boolean {
    return this.isLocked;
  }

  implicit(): Entity | undefined {
    return this.list.find((one) => one.handle === this.implicitHandle);
  }

  select(one: Entity, session: Session, from?: Session): boolean {
    const opener = from === undefined ? '' : ` from ${from.channel}`;
    this.log.push(`select ${one.name} ${session.card.link.id}.${session.channel}${opener}`);
    return !this.refuses.has(one.handle);
  }

  deselect(one: Entity, session: Session, reason: string): void {
    this.log.push(`deselect ${one.name} ${session.card.link.id}.${session.channel} ${reason}`);
  }

  process(one: Entity, command: Command): Response {
    const handler = this.on.get(command.ins);
    if (handler) return handler(command, one);
    if (command.selecting) return done(command.selecting);
    return { data: bytes(one.handle), sw: 0x9000 };
  }

  processSession(command: Command): Response {
    this.log.push(`session ${hex(bytes(command.ins))}`);
    return this.onSession?.(command) ?? done();
  }

  /** Length of the proactive command that waits. */
  waiting: number | undefined;

  pending(): number | undefined {
    return this.waiting;
  }

  onSession: ((command: Command) => Response) | undefined;
  onHeader:
    | ((one: Entity | undefined, header: Bytes, session: Session) => HeaderAnswer | undefined)
    | undefined;

  header(one: Entity | undefined, header: Bytes, session: Session): HeaderAnswer | undefined {
    return this.onHeader?.(one, header, session);
  }

  reset(scope: CardSession | 'device'): void {
    this.log.push(scope === 'device' ? 'reset device' : `reset ${scope.link.id}.${scope.lsi}`);
  }
}

export function done(data: Bytes = new Uint8Array(0), sw = 0x9000): Response {
  return { data, sw };
}

export interface Rig {
  readonly kernel: Kernel;
  readonly memory: Memory;
  readonly trace: TraceRing;
  readonly containers: Readonly<Record<string, Scripted>>;
  readonly aliases: AliasRegistry;
  readonly ruling: Ruling;
  /** Sends hex, returns the whole outcome. */
  outcome(link: string, apdu: string, lsi?: number): Outcome;
  /** Sends hex, returns the answer in hex. */
  send(link: string, apdu: string, lsi?: number): string;
  /** What is known of a T=0 command by its five header bytes, in hex. */
  header(link: string, five: string, lsi?: number): HeaderAnswer;
}

export interface RigOptions {
  readonly links?: readonly LinkFacts[];
  readonly containers?: Readonly<Record<string, readonly Entity[]>>;
  readonly rules?: readonly PairingRule[];
  readonly aliases?: readonly {
    readonly common: string;
    readonly container: string;
    readonly real: string;
  }[];
  readonly policy?: Policy;
  readonly reach?: Readonly<Record<string, Reach>>;
  readonly ruling?: readonly RulingRule[];
  readonly image?: Image;
  /** Pairing data stand outside the OS: what is read at each decision. */
  readonly outside?: () => Bytes | undefined;
}

export const COMMON = 'A000000151000000';
export const REAL = 'A000000152000000';

export function kernelRig(options: RigOptions = {}): Rig {
  const links = options.links ?? [facts('t0', 't0'), facts('t1', 't1'), facts('spi', 'spi')];
  const made = options.containers ?? {
    A: [entity(1, REAL), entity(2, 'A0000005591001')],
    B: [entity(1, COMMON), entity(2, 'A0000000030001')],
  };
  const ids = Object.keys(made);
  const memory = new Memory(options.image ?? new Map());
  const trace = new TraceRing();
  const os = new Partition(memory, { id: 'os', quota: 10_000 });
  const initial = { rules: options.ruling ?? [], reach: options.reach ?? {} };
  const ruling = new Ruling(os, initial, { links, containers: ids });
  const locks = new DeviceLocks(os, ruling);
  const containers: Record<string, Scripted> = {};
  const notices = new Notices();
  const all = ids.map((id) => {
    const nvm: Nvm = new Partition(memory, { id: `container.${id}`, quota: 10_000 });
    const container = new Scripted(
      servicesOf(id, { nvm, trace, ruling, locks, notices }),
      made[id]!,
    );
    containers[id] = container;
    return { id, container };
  });
  const rules = options.rules ?? [
    { link: 'iso7816-3', container: 'A' },
    { link: '*', container: ids.at(-1)! },
  ];
  const scope = { links, containers: ids };
  const pairing = pairingFrom(options.outside, { os, rules, scope });
  const listed = options.aliases ?? [{ common: COMMON, container: 'A', real: REAL }];
  const aliases = new AliasRegistry(
    os,
    listed.map(({ common, container, real }) => ({
      common: unhex(common),
      container,
      real: unhex(real),
    })),
  );
  const residents = new Residents({
    all,
    policy: options.policy ?? 'only-if-aliased',
    pairing,
    aliases,
    ruling,
    locks,
    trace,
  });
  const kernel = new Kernel({ memory, residents, links, trace, notices });
  const ports = new Map(links.map((one) => [one.id, kernel.port(one.id)]));
  for (const one of links) kernel.interfaceReset(one.interface, 0);
  const outcome = (link: string, apdu: string, lsi = 0): Outcome =>
    ports.get(link)!.command(unhex(apdu), lsi, 0);
  const send = (link: string, apdu: string, lsi = 0): string =>
    hex(outcome(link, apdu, lsi).answer);
  const header = (link: string, five: string, lsi = 0): HeaderAnswer =>
    ports.get(link)!.header(unhex(five), lsi, 0).known;
  return { kernel, memory, trace, containers, aliases, ruling, outcome, send, header };
}

function servicesOf(
  id: string,
  parts: {
    readonly nvm: Nvm;
    readonly trace: TraceRing;
    readonly ruling: Ruling;
    readonly locks: DeviceLocks;
    readonly notices: Notices;
  },
): Services {
  const { nvm, trace, ruling, locks, notices } = parts;
  return {
    id,
    nvm,
    ram: new Map(),
    rng: randomStream(bytes(1), id),
    crypto: pureCrypto,
    note: (kind, ...operands) => trace.note(id, kind, ...operands),
    rule: (action, origin) => {
      const link = origin === 'inside' ? 'inside' : origin.card.link;
      return ruling.judge(action, { container: id, link });
    },
    deviceLock: {
      holds: () => locks.over(id) !== undefined,
      set: (verdict) => locks.set(id, verdict?.scope === 'device' ? verdict.rule : undefined),
    },
    notify: (notice) => notices.add(notice),
  };
}

function pairingFrom(
  outside: RigOptions['outside'],
  parts: { readonly os: Nvm; readonly rules: readonly PairingRule[]; readonly scope: PairingScope },
): PairingSource {
  const { os, rules, scope } = parts;
  if (!outside) return insidePairing(os, rules, scope);
  const cell = os.cell('pairing', pairingRulesCodec, rules);
  return outsidePairing({ read: outside, cell, initial: rules, scope });
}
