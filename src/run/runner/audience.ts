/** Listeners to a device: to its trace, and to the events that the chip reports to its host. */
import type { TraceRecord } from '../../base/index.ts';
import type { DeviceCore, LinkEvent } from '../../device/index.ts';
import type { HostEvent } from '../../host/index.ts';

/** A trace record with its words made only when requested. */
export interface TraceLine {
  /** The record that the words are made from. */
  readonly record: TraceRecord;
  /** The record as a sentence. */
  words(): string;
}

export class Audience {
  readonly #device: () => DeviceCore;
  readonly #watchers = new Set<(line: TraceLine) => void>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #events: HostEvent[] = [];
  readonly #captors = new Set<(event: LinkEvent) => void>();
  #traced = 0;

  /** `device` gives the one that runs now. */
  constructor(device: () => DeviceCore) {
    this.#device = device;
  }

  /** Trace lines from now on, as they come; returns how to stop. */
  watch(watcher: (line: TraceLine) => void): () => void {
    if (this.#watchers.size === 0) this.#traced = this.trace().at(-1)?.record.seq ?? 0;
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Events of the chip from now on; returns how to stop. */
  listen(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What passes the links' ends from now on, unmasked; returns how to stop. */
  capture(captor: (event: LinkEvent) => void): () => void {
    this.#captors.add(captor);
    this.#listenAtLinks();
    return () => {
      this.#captors.delete(captor);
      this.#listenAtLinks();
    };
  }

  #listenAtLinks(): void {
    const all = this.#captors;
    const listener = (event: LinkEvent): void => {
      for (const captor of all) captor(event);
    };
    this.#device().capture(all.size === 0 ? undefined : listener);
  }

  /** The trace lines the ring still holds, oldest first. */
  trace(after = 0): readonly TraceLine[] {
    const view = this.#device().trace;
    return view.since(after).map((record) => ({ record, words: () => view.describe(record) }));
  }

  /** Events of the chip: passed on once the device is at rest. */
  take(events: readonly HostEvent[]): void {
    if (this.#listeners.size > 0) this.#events.push(...events);
  }

  /** Another device runs: its trace starts at the first record. */
  begin(): void {
    this.#traced = 0;
    if (this.#captors.size > 0) this.#listenAtLinks();
  }

  /** Passes on all that is new; throws what a listener throws. */
  notify(): void {
    for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift())
      for (const listener of this.#listeners) listener(event);
    if (this.#watchers.size === 0) return;
    for (const line of this.trace(this.#traced)) {
      this.#traced = line.record.seq;
      for (const watcher of this.#watchers) watcher(line);
    }
  }
}
