/**
 * A container on a bench: real memory under it, no kernel, no links. For unit tests of containers.
 */
import {
  type Batch,
  type Bytes,
  EMPTY,
  type Image,
  type LinkFacts,
  utf8,
} from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import {
  type Command,
  type Container,
  type Entity,
  type HeaderAnswer,
  isSessionCommand,
  type Notice,
  Refusal,
  type Response,
  type Services,
  type Session,
} from '../../src/os/abi/index.ts';
import { Memory, Partition } from '../../src/os/nvm/index.ts';
import { isWireError } from '../../src/base/index.ts';
import { parseClassByte, parseCommandApdu } from '../../src/wire/index.ts';

export const BENCH_LINK: LinkFacts = {
  id: 'spi',
  interface: 'spi',
  protocol: 'spi',
  family: 'other',
  mode: 'contact',
  javaCardProtocol: 0x01,
  outgoing: 'direct',
  extended: true,
  channels: 20,
  lsis: 1,
};

export interface BenchOptions {
  readonly image?: Image;
  readonly seed?: string;
  /** Actions that ruling data forbids. */
  readonly forbidden?: ReadonlySet<string>;
  readonly quota?: number;
}

export class Bench {
  readonly memory: Memory;
  readonly services: Services;
  readonly notes: (readonly [string, ...unknown[]])[] = [];
  /** The calls of rule(), in order. */
  readonly requested: { readonly action: string; readonly origin: Session | 'inside' }[] = [];
  readonly forbidden: Set<string>;
  /** The scope of every verdict. */
  scope: 'container' | 'device' = 'container';
  /** Whether another container locks the device. */
  lockedByOther = false;
  /** What the container said of its own lock, in order; `undefined` when it was gone. */
  readonly locks: (string | undefined)[] = [];
  /** Notices of the container for the terminal, in order. */
  readonly notices: Notice[] = [];
  /** Batches of the last command. */
  batches: readonly Batch[] = [];
  #container: Container | undefined;
  readonly #current = new Map<Session, Entity>();

  constructor(options: BenchOptions = {}) {
    this.memory = new Memory(options.image ?? new Map());
    this.forbidden = new Set(options.forbidden ?? []);
    this.services = {
      id: 'C30',
      nvm: new Partition(this.memory, { id: 'C30', quota: options.quota ?? 65_536 }),
      ram: new Map(),
      rng: randomStream(utf8(options.seed ?? 'bench'), 'C30'),
      crypto: pureCrypto,
      note: (kind, ...operands) => {
        this.notes.push([kind.name, ...operands]);
      },
      rule: (action, origin) => {
        this.requested.push({ action, origin });
        return { allowed: !this.forbidden.has(action), rule: 'bench', scope: this.scope };
      },
      deviceLock: {
        holds: () => this.lockedByOther,
        set: (verdict) => void this.locks.push(verdict?.scope),
      },
      notify: (notice) => void this.notices.push(notice),
    };
  }

  /** Puts the container on the bench; a first boot commits what it wrote. */
  mount<T extends Container>(container: T): T {
    this.#container = container;
    this.memory.commit();
    return container;
  }

  get container(): Container {
    if (!this.#container) throw new Error('nothing is on the bench');
    return this.#container;
  }

  session(channel = 0, link: LinkFacts = BENCH_LINK): Session {
    return { card: { link, lsi: 0, ram: new Map() }, channel, ram: new Map() };
  }

  entity(name: string): Entity {
    const found = this.container.entities().find((one) => one.name === name);
    if (!found) throw new Error(`no entity ${name}`);
    return found;
  }

  /** Selects as the kernel does; `name` is what the caller calls it. */
  select(session: Session, entity: Entity, name: Bytes = entity.aid, p2 = 0): Response {
    const old = this.#current.get(session);
    if (old) this.container.deselect(old, session, 'select');
    if (!this.container.select(entity, session))
      throw new Error('the entity refused to be selected');
    this.#current.set(session, entity);
    return this.#run(session, {
      apdu: Uint8Array.of(0, 0xa4, 4, p2, ...(name.length ? [name.length, ...name] : [])),
      name,
    });
  }

  /** What the kernel selects by itself on a session's first command. */
  #implicit(session: Session): Entity {
    const entity = this.container.implicit(session);
    if (!entity) throw new Error('nothing is selected');
    if (!this.container.select(entity, session)) throw new Error('it refused to be selected');
    this.#current.set(session, entity);
    return entity;
  }

  /** Sends one command APDU to what is current in the session. */
  send(session: Session, apdu: Bytes): Response {
    return this.#run(session, { apdu, name: undefined });
  }

  /** As `send`, and the refusal where there was one. */
  refusal: Refusal | undefined;

  #run(session: Session, message: { apdu: Bytes; name: Bytes | undefined }): Response {
    const parsed = parseCommandApdu(message.apdu);
    if (isWireError(parsed)) throw new Error('no command APDU');
    const read = parseClassByte(parsed.cla);
    if (isWireError(read)) throw new Error('no class of ISO 7816-4');
    const entity = this.#current.get(session) ?? this.#implicit(session);
    const command: Command = {
      session,
      header: message.apdu.slice(0, 4),
      cla: read.base,
      ins: parsed.ins,
      p1: parsed.p1,
      p2: parsed.p2,
      data: parsed.data,
      le: parsed.le,
      extended: parsed.extended,
      at: 0,
      selecting: message.name,
      charge: () => {},
    };
    this.refusal = undefined;
    try {
      const response = isSessionCommand(command)
        ? this.container.processSession(command, entity)
        : this.container.process(entity, command);
      this.batches = this.memory.commit();
      return response;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal = error;
      this.batches = this.memory.rollback();
      return { data: EMPTY, sw: error.sw };
    }
  }
}

/** What a container decides by a header, a refusal as its status word. */
export function settled(ask: () => HeaderAnswer | undefined): HeaderAnswer | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Refusal) return error.sw;
    throw error;
  }
}
