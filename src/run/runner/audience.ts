/** Who is told what a device does: of its trace, and of what the chip tells its host. */
import type { TraceRecord } from '../../base/index.ts';
import type { Device } from '../../device/index.ts';
import type { HostEvent } from '../../host/index.ts';

/** A trace record with its words made only when asked for. */
export interface TraceLine {
  readonly record: TraceRecord;
  words(): string;
}

export class Audience {
  readonly #device: () => Device;
  readonly #watchers = new Set<(line: TraceLine) => void>();
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #heard: HostEvent[] = [];
  #traced = 0;

  /** `device` gives the one that runs now. */
  constructor(device: () => Device) {
    this.#device = device;
  }

  /** Trace lines from now on, as they come; returns how to stop. */
  watch(watcher: (line: TraceLine) => void): () => void {
    if (this.#watchers.size === 0) this.#traced = this.trace().at(-1)?.record.seq ?? 0;
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What the chip tells its host from now on; returns how to stop. */
  listen(listener: (event: HostEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The trace lines the ring still holds, oldest first. */
  trace(after = 0): readonly TraceLine[] {
    const view = this.#device().trace;
    return view.since(after).map((record) => ({ record, words: () => view.describe(record) }));
  }

  /** What the chip has told its host: to be told on once the device is at rest. */
  hear(events: readonly HostEvent[]): void {
    if (this.#listeners.size > 0) this.#heard.push(...events);
  }

  /** Another device runs: its trace begins anew. */
  begin(): void {
    this.#traced = 0;
  }

  /** Tells all that is new; throws what they throw who are told. */
  tell(): void {
    for (let event = this.#heard.shift(); event !== undefined; event = this.#heard.shift())
      for (const listener of this.#listeners) listener(event);
    if (this.#watchers.size === 0) return;
    for (const line of this.trace(this.#traced)) {
      this.#traced = line.record.seq;
      for (const watcher of this.#watchers) watcher(line);
    }
  }
}
