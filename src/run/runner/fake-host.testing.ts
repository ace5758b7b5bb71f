/** Test helper: a host device whose one or two links answer what a script says. */
import { type Batch, type Bytes, bytes, type LinkFacts, type Time } from '../../base/index.ts';
import type { DeviceCore, Management } from '../../device/index.ts';
import type { HostDevice, HostEvent, LinkTerminal } from '../../host/index.ts';

export interface FakeScript {
  /** The answer to a command; throwing makes the device fault. */
  answer?(link: string, apdu: Bytes): Bytes | { readonly failed: string };
  /** Virtual time each command takes. */
  readonly takes?: Time;
  /** What each command writes. */
  writes?(link: string, apdu: Bytes): readonly Batch[];
  /** Events of the chip, removed when they are read. */
  readonly events?: HostEvent[];
  /** Links that share one wire. */
  readonly shared?: boolean;
}

export interface FakeHost extends HostDevice {
  /** What happened, in order: `t0 on`, `t0 < 00A4`, `durable 1`. */
  readonly log: string[];
  fault(why: string): void;
}

interface Wire {
  holder: string | undefined;
  requested: Bytes | undefined;
  readyAt: Time;
  durable: boolean;
  result: ReturnType<LinkTerminal['result']>;
}

const ATR = bytes(0x3b, 0x00);

function facts(id: string, shared: boolean): LinkFacts {
  return {
    id,
    interface: shared ? 'iso' : `iso-${id}`,
    protocol: 't1',
    family: 'iso7816-3',
    mode: 'contact',
    javaCardProtocol: 1,
    outgoing: 'direct',
    extended: false,
    channels: 4,
    lsis: 1,
  };
}

/** A fake with links `a` and `b`. */
export function fakeHost(script: FakeScript = {}): FakeHost {
  const links = ['a', 'b'].map((id) => facts(id, script.shared === true));
  const log: string[] = [];
  const wires = new Map<string, Wire>();
  for (const link of links) {
    if (!wires.has(link.interface)) wires.set(link.interface, darkWire());
  }
  const terminals = links.map((link) => fakeTerminal(link, wires.get(link.interface)!, log));
  const chip = new FakeChip(script, [...wires.values()], log);
  const device: Partial<DeviceCore> = {
    links,
    takeBatches: () => chip.outgoing.splice(0),
    durable: (count) => chip.durable(count),
    image: () => new Map(),
    management: { links: () => [] } as unknown as Management,
    capture() {},
    trace: { since: () => [], describe: () => '', note: () => {} },
    get mute() {
      return chip.mute;
    },
  };
  return {
    log,
    device: device as DeviceCore,
    mount: 'removable',
    present: true,
    remove: () => {},
    takeEvents: () => script.events?.splice(0) ?? [],
    insert: () => {},
    terminals,
    terminal: (id) => terminals.find((one) => one.link === id)!,
    poll: (now) => chip.run(now),
    wakeAt: () => chip.wakeAt(),
    fault: (why) => {
      chip.mute = why;
    },
  };
}

/** Takes what was sent, one command at a time, and answers as scripted. */
class FakeChip {
  outgoing: Batch[] = [];
  mute: string | undefined;
  readonly #script: FakeScript;
  readonly #wires: readonly Wire[];
  readonly #log: string[];
  /** Batches not durable yet, and the wire whose answer waits for them. */
  #open = 0;
  #waiting: Wire | undefined;

  constructor(script: FakeScript, wires: readonly Wire[], log: string[]) {
    this.#script = script;
    this.#wires = wires;
    this.#log = log;
  }

  run(now: Time): boolean {
    let did = false;
    for (const wire of this.#wires) {
      if (wire.requested === undefined || this.#waiting !== undefined) continue;
      if (wire.readyAt < 0) wire.readyAt = now + (this.#script.takes ?? 0);
      if (now < wire.readyAt) continue;
      this.#answer(wire, wire.requested);
      did = true;
    }
    return did;
  }

  wakeAt(): Time | undefined {
    const busy = this.#wires.filter((wire) => wire.requested !== undefined && wire.readyAt >= 0);
    return busy.length === 0 ? undefined : Math.min(...busy.map((wire) => wire.readyAt));
  }

  durable(count: number): void {
    this.#log.push(`durable ${count}`);
    this.#open -= count;
    if (this.#open > 0 || this.#waiting === undefined) return;
    this.#waiting.durable = true;
    this.#waiting = undefined;
  }

  #answer(wire: Wire, apdu: Bytes): void {
    const link = wire.holder!;
    const answer = this.#script.answer?.(link, apdu) ?? bytes(0x90, 0x00);
    wire.requested = undefined;
    wire.result =
      'failed' in answer
        ? { kind: 'failed', why: answer.failed }
        : { kind: 'answer', bytes: answer };
    this.outgoing = [...(this.#script.writes?.(link, apdu) ?? [])];
    this.#open = this.outgoing.length;
    if (this.#open === 0) return;
    wire.durable = false;
    this.#waiting = wire;
  }
}

function darkWire(): Wire {
  return { holder: undefined, requested: undefined, readyAt: 0, durable: true, result: undefined };
}

function fakeTerminal({ id }: LinkFacts, wire: Wire, log: string[]): LinkTerminal {
  const holds = (): boolean => wire.holder === id;
  const clear = (): void => {
    wire.requested = undefined;
    wire.result = undefined;
  };
  return {
    link: id,
    client: 'computer',
    powerOn() {
      log.push(`${id} on`);
      wire.holder = id;
      clear();
    },
    powerOff() {
      log.push(`${id} off`);
      wire.holder = undefined;
      clear();
    },
    reset() {
      log.push(`${id} reset`);
      clear();
    },
    get ready() {
      return holds() && wire.requested === undefined;
    },
    get powered() {
      return holds();
    },
    get atr() {
      return holds() ? ATR : undefined;
    },
    failure: undefined,
    send(apdu) {
      log.push(`${id} < ${Buffer.from(apdu).toString('hex')}`);
      wire.requested = apdu;
      wire.readyAt = -1;
    },
    result() {
      if (!wire.durable || wire.result === undefined) return undefined;
      const { result } = wire;
      wire.result = undefined;
      log.push(`${id} >`);
      return result;
    },
  };
}
