/**
 * Several entities at once on one device, in an order that random picks decide: commands overlap,
 * durability comes late, links are reset, and power and field are lost, in mid-command. What the
 * kernel did, in its order, can be done again on a second device, one link at a time.
 */
import { hex, type Time, unhex } from '../../src/base/index.ts';
import type { HostRig } from './host-rig.ts';

/** What the kernel did: ran a command that came over a link, or ended a link's sessions. */
export interface Deed {
  readonly link: string;
  readonly what: 'command' | 'reset' | 'down';
  /** A command as sent. */
  readonly apdu?: string | undefined;
}

interface Sent {
  readonly apdu: string;
  deed: Deed | undefined;
}

interface Line {
  readonly link: string;
  readonly program: string[];
  state: 'idle' | 'requested' | 'resetting' | 'away';
  sent: Sent | undefined;
}

/** Ways to move; a pick is one of them for one of the links. */
export const MOVES = 9;
/** Most moves of one run; more would mean that a link hangs. */
const MOVES_MAX = 20_000;

export class Interleaving {
  readonly rig: HostRig;
  readonly deeds: Deed[] = [];
  /** The answer that reached the entity, by deed; none where its session was reset. */
  readonly answers = new Map<Deed, string>();
  readonly #lines: readonly Line[];
  #traced: number;
  /** Batches handed out and not durable. */
  #open = 0;

  /** All links are up; `programs` holds each link's commands. */
  constructor(rig: HostRig, programs: Readonly<Record<string, readonly string[]>>) {
    this.rig = rig;
    this.#lines = Object.entries(programs).map(([link, program]) => {
      rig.powerOn(link);
      return { link, program: [...program], state: 'idle', sent: undefined };
    });
    this.#traced = rig.device.trace.since(0).at(-1)?.seq ?? 0;
  }

  /** Moves by the picks, then until every program is done. */
  run(picks: readonly number[]): void {
    for (const pick of picks) this.#move(pick);
    for (let at = 0; !this.done; at++) {
      if (at > MOVES_MAX) throw new Error(`the programs never end: ${this.#states()}`);
      this.#finish();
    }
    // What was reset last may have left batches.
    this.#finish();
  }

  #states(): string {
    return this.#lines.map(({ link, state }) => `${link} ${state}`).join(', ');
  }

  get done(): boolean {
    return this.#lines.every((line) => line.state === 'idle' && line.program.length === 0);
  }

  #move(pick: number): void {
    const line = this.#lines[pick % this.#lines.length]!;
    switch (Math.floor(pick / this.#lines.length) % MOVES) {
      case 0:
      case 1:
      case 2:
        return this.#start(line);
      case 3:
      case 4:
        return this.#poll();
      case 5:
        return this.#keep(1);
      case 6:
        return this.#wait();
      case 7:
        this.#start(line);
        if (line.state === 'requested') this.#reset(line);
        return;
      default:
        this.#start(line);
        if (line.state === 'requested') this.#leave(line);
    }
  }

  #finish(): void {
    for (const line of this.#lines) this.#start(line);
    this.#poll();
    this.#keep(this.#open);
    this.#poll();
    this.#wait();
  }

  #start(line: Line): void {
    if (line.state === 'away') {
      line.state = 'resetting';
      this.rig.host.terminal(line.link).powerOn(this.rig.now);
    }
    if (line.state !== 'idle') return;
    const apdu = line.program.shift();
    if (apdu === undefined) return;
    line.sent = { apdu, deed: undefined };
    line.state = 'requested';
    this.rig.host.terminal(line.link).send(unhex(apdu));
  }

  #reset(line: Line): void {
    line.state = 'resetting';
    this.rig.host.terminal(line.link).reset(this.rig.now);
  }

  /** Takes power or field away, and EVT_ABORT comes first thing when the rich OS is back. */
  #leave(line: Line): void {
    line.state = 'away';
    this.rig.host.terminal(line.link).powerOff(this.rig.now);
  }

  #poll(): void {
    this.rig.host.poll(this.rig.now);
    this.#open += this.rig.device.takeBatches().length;
    this.#watch();
    for (const line of this.#lines) this.#listen(line);
  }

  #keep(count: number): void {
    const kept = Math.min(count, this.#open);
    this.#open -= kept;
    this.rig.device.durable(kept);
  }

  #wait(): void {
    const at: Time | undefined = this.rig.host.wakeAt();
    if (at !== undefined) this.rig.now = Math.max(this.rig.now, at);
  }

  /** Reads what the kernel did since. */
  #watch(): void {
    for (const { seq, where, what, operands } of this.rig.device.trace.since(this.#traced)) {
      this.#traced = seq;
      if (what === 'command') {
        const { sent } = this.#lines.find(({ link }) => link === where)!;
        const deed: Deed = { link: where, what, apdu: sent!.apdu };
        sent!.deed = deed;
        this.deeds.push(deed);
      } else if (where === 'kernel' && (what === 'reset' || what === 'down')) {
        const name = operands[0];
        const facts = this.rig.device.links;
        const found =
          facts.find(({ id }) => id === name) ?? facts.find((one) => one.interface === name);
        this.deeds.push({ link: found!.id, what });
      }
    }
  }

  #listen(line: Line): void {
    const terminal = this.rig.host.terminal(line.link);
    if (line.state === 'resetting') {
      if (terminal.ready) line.state = 'idle';
      return;
    }
    const result = line.state === 'requested' ? terminal.result() : undefined;
    if (result === undefined) return;
    if (result.kind === 'failed') throw new Error(`${line.link}: ${result.why}`);
    this.answers.set(line.sent!.deed!, hex(result.bytes));
    line.state = 'idle';
  }
}

/** Does the same deeds on a device of the same beginning, each to its end; the answers. */
export function oneByOne(
  rig: HostRig,
  links: readonly string[],
  deeds: readonly Deed[],
): ReadonlyMap<Deed, string> {
  const answers = new Map<Deed, string>();
  for (const link of links) rig.powerOn(link);
  for (const deed of deeds) {
    if (deed.what === 'reset') rig.reset(deed.link);
    else if (deed.what === 'down') goDark(rig, deed.link);
    else answers.set(deed, rig.send(deed.link, deed.apdu!));
  }
  return answers;
}

/** The link's interface loses its power, and with it every link on it. */
function goDark(rig: HostRig, link: string): void {
  const { links } = rig.device;
  const own = links.find(({ id }) => id === link)!.interface;
  for (const mate of links) if (mate.interface === own) rig.powerOff(mate.id);
}
