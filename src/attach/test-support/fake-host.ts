/** Test helper: a host device whose one or two links answer what a script says. */
import { type Batch, type Bytes, bytes, type LinkFacts, type Time } from '../../base/index.ts';
import type { Device, Management } from '../../device/index.ts';
import type { HostDevice, LinkSeat } from '../../host/index.ts';

export interface FakeScript {
  /** The answer to a command; throwing makes the device fault. */
  answer?(link: string, apdu: Bytes): Bytes | { readonly failed: string };
  /** Virtual time each command takes. */
  readonly takes?: Time;
  /** What each command writes. */
  writes?(link: string, apdu: Bytes): readonly Batch[];
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
  asked: Bytes | undefined;
  readyAt: Time;
  durable: boolean;
  result: ReturnType<LinkSeat['result']>;
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
  let outgoing: Batch[] = [];
  let open = 0;
  let waiting: Wire | undefined;
  let mute: string | undefined;
  for (const link of links) {
    const blank = {
      holder: undefined,
      asked: undefined,
      readyAt: 0,
      durable: true,
      result: undefined,
    };
    if (!wires.has(link.interface)) wires.set(link.interface, blank);
  }
  const seats = links.map((link) => fakeSeat(link, wires.get(link.interface)!, log));

  function run(now: Time): boolean {
    let did = false;
    for (const wire of wires.values()) {
      if (wire.asked === undefined || waiting !== undefined) continue;
      if (wire.readyAt < 0) wire.readyAt = now + (script.takes ?? 0);
      if (now < wire.readyAt) continue;
      const link = wire.holder!;
      const answer = script.answer?.(link, wire.asked) ?? bytes(0x90, 0x00);
      const batches = script.writes?.(link, wire.asked) ?? [];
      wire.asked = undefined;
      wire.result =
        'failed' in answer
          ? { kind: 'failed', why: answer.failed }
          : { kind: 'answer', bytes: answer };
      if (batches.length > 0) {
        wire.durable = false;
        waiting = wire;
        outgoing = [...batches];
        open = batches.length;
      }
      did = true;
    }
    return did;
  }

  const device: Partial<Device> = {
    links,
    takeBatches: () => outgoing.splice(0),
    takeJobs: () => [],
    durable(count) {
      log.push(`durable ${count}`);
      open -= count;
      if (open > 0 || waiting === undefined) return;
      waiting.durable = true;
      waiting = undefined;
    },
    image: () => new Map(),
    management: { links: () => [] } as unknown as Management,
    trace: { since: () => [], describe: () => '' },
    get mute() {
      return mute;
    },
  };
  return {
    log,
    device: device as Device,
    seats,
    seat: (id) => seats.find((one) => one.link === id)!,
    poll: run,
    wakeAt: () => {
      const times = [...wires.values()].filter(
        (wire) => wire.asked !== undefined && wire.readyAt >= 0,
      );
      return times.length === 0 ? undefined : Math.min(...times.map((wire) => wire.readyAt));
    },
    fault: (why) => (mute = why),
  };
}

function fakeSeat({ id }: LinkFacts, wire: Wire, log: string[]): LinkSeat {
  const holds = (): boolean => wire.holder === id;
  const clear = (): void => {
    wire.asked = undefined;
    wire.result = undefined;
  };
  return {
    link: id,
    entity: 'computer',
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
      return holds() && wire.asked === undefined;
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
      wire.asked = apdu;
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
