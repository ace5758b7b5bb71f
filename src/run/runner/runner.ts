/**
 * Runs one host device and its chip: gives them time, makes what they write durable before their
 * answers leave, and lets many clients share the links.
 */
import {
  type Batch,
  type Bytes,
  Fault,
  HostError,
  type Image,
  type Time,
} from '../../base/index.ts';
import { type LinkEvent, type Management, muteError } from '../../device/index.ts';
import type { HostDevice, HostEvent } from '../../host/index.ts';
import type { OpenStore } from '../store/index.ts';
import { Audience, type TraceLine } from './audience.ts';
import type { Clock } from './clock.ts';
import { linkDown, type Request } from './line.ts';
import { answerUnsendable } from './unsendable.ts';
import { Wiring } from './wiring.ts';

export interface RunnerParts {
  readonly host: HostDevice;
  readonly store: OpenStore;
  readonly clock: Clock;
}

/**
 * Rounds in a row after which pending requests of other callers are served: one round gives every
 * link its turn, and a command takes two.
 */
const ROUNDS_MAX = 8;
/** Leaps that take no time before they are called a bug. */
const IDLE_LEAPS_MAX = 1_000;

export class Runner {
  readonly #clock: Clock;
  readonly #audience = new Audience(() => this.#host.device);
  readonly #errands: (() => void)[] = [];
  #host: HostDevice;
  #store: OpenStore;
  readonly #ring = (): void => this.#pump();
  #wiring: Wiring;
  #commits = 0;
  #pumping = false;
  /** Whether the rest of the work is left for after others have had their turn. */
  #yielded = false;
  #stopped: HostError | undefined;
  /** Called at every stop. */
  onStop: ((why: HostError) => void) | undefined;
  /** Rises with every reboot: a commit of the device before is not reported to the new one. */
  #boot = 0;

  constructor(parts: RunnerParts) {
    this.#clock = parts.clock;
    this.#host = parts.host;
    this.#store = parts.store;
    this.#wiring = new Wiring(parts.host);
  }

  get host(): HostDevice {
    return this.#host;
  }

  /** Why the device serves no request any more, if so. */
  get stopped(): HostError | undefined {
    return this.#stopped;
  }

  /**
   * One APDU through a link, which is powered if it is dark. Rejects with `HostError`
   * LINK_UNKNOWN, LINK_DOWN, DEVICE_MUTE, MEMORY_DAMAGED.
   */
  transmit(link: string, apdu: Bytes): Promise<Bytes> {
    const facts = this.#wiring.find(link)?.facts;
    const answer = facts === undefined ? undefined : answerUnsendable(facts, apdu);
    if (answer !== undefined && this.#stopped === undefined) return Promise.resolve(answer);
    return this.#ask(link, { kind: 'transmit', apdu });
  }

  /** Starts a card session if there is none; the answer to reset. */
  powerOn(link: string): Promise<Bytes> {
    return this.#ask(link, { kind: 'power-on' });
  }

  async powerOff(link: string): Promise<void> {
    await this.#ask(link, { kind: 'power-off' });
  }

  /** Warm reset, or power-on when dark; the answer to reset. */
  reset(link: string): Promise<Bytes> {
    return this.#ask(link, { kind: 'reset' });
  }

  /** The answer to reset of the last session, once there was one. */
  atr(link: string): Bytes | undefined {
    return this.#wiring.way(link).terminal.atr;
  }

  powered(link: string): boolean {
    return this.#wiring.way(link).terminal.powered;
  }

  /** Does something to the device between commands; settles when what it wrote is durable. */
  manage<T>(errand: (management: Management) => T): Promise<T> {
    if (this.#stopped !== undefined) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#errands.push(() => {
        if (this.#stopped !== undefined) {
          reject(this.#stopped);
          return;
        }
        try {
          const result = errand(this.#host.device.management);
          const kept = this.#persist(() => resolve(result), reject);
          if (kept !== 'under way') resolve(result);
        } catch (error) {
          reject(error as Error);
        }
      });
      this.#pump();
    });
  }

  /** Pulls the chip out of its host; what was under way fails. Throws `HostError` CHIP_FIXED. */
  remove(): void {
    this.#host.remove(this.#clock.now());
    this.#pump();
  }

  /** Puts it back. */
  insert(): void {
    this.#host.insert(this.#clock.now());
    this.#pump();
  }

  /** Runs the device now, because something reached it from outside. */
  poke(): void {
    this.#pump();
  }

  /** All of NVM as it is between two commands. */
  image(): Promise<Image> {
    return this.manage(() => this.#host.device.image());
  }

  /** Trace lines from now on, as they come; returns how to stop. */
  watch(watcher: (line: TraceLine) => void): () => void {
    return this.#audience.watch(watcher);
  }

  /** What passes the links' ends from now on, whole and unmasked; returns how to stop. */
  capture(captor: (event: LinkEvent) => void): () => void {
    return this.#audience.capture(captor);
  }

  /** Events that the chip reports to its host from now on; returns how to stop. */
  listen(listener: (event: HostEvent) => void): () => void {
    return this.#audience.listen(listener);
  }

  /** The trace lines the ring still holds, oldest first. */
  trace(after?: number): readonly TraceLine[] {
    return this.#audience.trace(after);
  }

  /** Puts another boot of the device in place; whatever was under way fails with LINK_DOWN. */
  reboot(host: HostDevice, store: OpenStore = this.#store): void {
    this.#wiring.fail((link) => linkDown(link, 'the device was booted again'));
    this.#host = host;
    this.#store = store;
    this.#stopped = undefined;
    this.#commits = 0;
    this.#boot++;
    this.#audience.begin();
    this.#wiring = new Wiring(host);
    this.#pump();
  }

  /** Ends everything; later requests fail with `why`. The store stays open. */
  stop(why: HostError): void {
    this.#stopped = why;
    this.onStop?.(why);
    this.#clock.alarm(undefined, noAlarm);
    this.#failAll(why);
  }

  #ask(link: string, request: Request): Promise<Bytes> {
    return new Promise((resolve, reject) => {
      if (this.#stopped !== undefined) throw this.#stopped;
      const { terminal, line } = this.#wiring.way(link);
      if (terminal.refusal !== undefined) throw terminal.refusal;
      line.push({ terminal, request, done: resolve, failed: reject });
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      this.#turn();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.stop(mute(why));
      if (!(error instanceof Fault)) throw error;
    } finally {
      this.#pumping = false;
    }
    this.#audience.notify();
  }

  #turn(): void {
    // A new command is on its wire when the first round moves it.
    this.#serve(this.#clock.now());
    for (let idleLeaps = 0, rounds = 1; this.#stopped === undefined; rounds++) {
      const now = this.#clock.now();
      let moved = this.#host.poll(now);
      this.#audience.take(this.#host.takeEvents());
      moved = this.#persist() === 'done' || moved;
      if (this.#commits === 0) moved = this.#runErrands() || moved;
      moved = this.#serve(now) || moved;
      const { device } = this.#host;
      if (device.mute !== undefined) this.stop(muteError(device));
      if (moved) {
        if (rounds < ROUNDS_MAX || !this.#yield()) continue;
        return;
      }
      const at = this.#host.wakeAt();
      if (!this.#leap(at)) {
        this.#clock.alarm(at, this.#ring);
        return;
      }
      idleLeaps = this.#clock.now() > now ? 0 : idleLeaps + 1;
      if (idleLeaps > IDLE_LEAPS_MAX)
        throw new Fault('the wakeAt of the host device is in the past');
    }
  }

  /** Errands come before commands that wait. */
  #serve(now: Time): boolean {
    return this.#wiring.serve(now, this.#errands.length > 0);
  }

  /** Leaves the rest for later, on a clock that can; false on others. */
  #yield(): boolean {
    if (this.#clock.yield === undefined) return false;
    if (this.#yielded) return true;
    this.#yielded = true;
    this.#clock.yield(() => {
      this.#yielded = false;
      this.#pump();
    });
    return true;
  }

  /** On a virtual clock, goes to the next alarm if a client waits for a link and nothing else. */
  #leap(at: Time | undefined): boolean {
    if (at === undefined || this.#clock.leap === undefined) return false;
    if (this.#commits > 0) return false;
    if (!this.#wiring.busy) return false;
    this.#clock.leap(at);
    return true;
  }

  /** Errands are for the pause between commands. */
  #runErrands(): boolean {
    if (this.#errands.length === 0) return false;
    if (this.#wiring.commanding) return false;
    for (const errand of this.#errands.splice(0)) errand();
    return true;
  }

  /**
   * Hands new batches to the store: there were none, they are durable, or they are under way; then
   * one of the two is called with the outcome.
   */
  #persist(
    kept = nothing,
    lost: (why: HostError) => void = nothing,
  ): 'none' | 'done' | 'under way' {
    const device = this.#host.device;
    const batches: readonly Batch[] = device.takeBatches();
    if (batches.length === 0) return 'none';
    const durable = this.#store.commit(batches);
    if (durable === undefined) {
      device.durable(batches.length);
      return 'done';
    }
    const boot = this.#boot;
    this.#commits++;
    durable.then(
      () => {
        if (boot === this.#boot) {
          this.#commits--;
          device.durable(batches.length);
          this.#goOn();
        }
        kept();
      },
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        const stop =
          error instanceof HostError ? error : mute(`the store did not take a write: ${why}`);
        if (boot === this.#boot) this.stop(stop);
        lost(stop);
      },
    );
    return 'under way';
  }

  /** Continues after a commit; there is no caller that an error could reach. */
  #goOn(): void {
    try {
      this.#pump();
    } catch {
      // An error of the device has stopped the runner and rejected every request that waits.
    }
  }

  #failAll(why: HostError): void {
    this.#wiring.fail(() => why);
    for (const errand of this.#errands.splice(0)) errand();
  }
}

function noAlarm(): void {
  // The runner has stopped.
}

function nothing(): void {
  // The lines settle the requests that wait for an answer.
}

function mute(why: string): HostError {
  return muteError({ mute: why });
}
