/** The links of a running device, and the wires that they share. */
import { HostError, type LinkFacts, type Time } from '../../base/index.ts';
import type { HostDevice, LinkTerminal } from '../../host/index.ts';
import { Line } from './line.ts';

/** A link, and the wire it shares with others. */
export interface Way {
  readonly facts: LinkFacts;
  readonly terminal: LinkTerminal;
  readonly line: Line;
}

export class Wiring {
  /** By link. */
  readonly #ways = new Map<string, Way>();
  readonly #lines: readonly Line[];

  constructor(host: HostDevice) {
    const { links } = host.device;
    const wires = new Map<string, LinkTerminal[]>();
    for (const facts of links) {
      const terminals = wires.get(facts.interface) ?? [];
      terminals.push(host.terminal(facts.id));
      wires.set(facts.interface, terminals);
    }
    const lines = new Map([...wires].map(([wire, terminals]) => [wire, new Line(terminals)]));
    this.#lines = [...lines.values()];
    for (const facts of links) {
      const line = lines.get(facts.interface)!;
      const terminal = line.terminals.find((one) => one.link === facts.id)!;
      this.#ways.set(facts.id, { facts, terminal, line });
    }
  }

  find(link: string): Way | undefined {
    return this.#ways.get(link);
  }

  /** The same; throws `HostError` LINK_UNKNOWN. */
  way(link: string): Way {
    const way = this.#ways.get(link);
    if (way !== undefined) return way;
    const known = [...this.#ways.keys()].join(', ');
    throw new HostError('LINK_UNKNOWN', `the device has no link ${link}`, `use one of: ${known}`);
  }

  /** Whether a request waits at a link. */
  get busy(): boolean {
    return this.#lines.some((line) => line.busy);
  }

  /** Whether a command APDU is on its way through the device. */
  get commanding(): boolean {
    return this.#lines.some((line) => line.commanding);
  }

  /**
   * Takes results and starts what can be started; with `hold`, nothing new. True if a wire must
   * move.
   */
  serve(now: Time, hold: boolean): boolean {
    let moved = false;
    for (const line of this.#lines) if (line.busy) moved = line.serve(now, hold) || moved;
    return moved;
  }

  /** Rejects pending operations with an error, for one link of each wire. */
  fail(why: (link: string) => HostError): void {
    for (const line of this.#lines) line.fail(why(line.terminals[0]!.link));
  }
}
