/** Frames of a driver that sends on without waiting for answers: served one after another. */
import type { Bytes } from '../../base/index.ts';
import { Turns } from '../streams/index.ts';

export class FrameQueue {
  readonly #serve: (frame: Bytes) => Promise<void>;
  readonly #waiting: Bytes[] = [];
  #serving: Promise<void> | undefined;

  constructor(serve: (frame: Bytes) => Promise<void>) {
    this.#serve = serve;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Settles when there is none left. */
  get served(): Promise<void> {
    return this.#serving ?? Promise.resolve();
  }

  push(frames: readonly Bytes[]): void {
    this.#waiting.push(...frames);
    if (this.#waiting.length > 0) this.#serving ??= this.#run();
  }

  async #run(): Promise<void> {
    const turns = new Turns();
    for (let frame = this.#waiting.shift(); frame; frame = this.#waiting.shift()) {
      const turn = turns.next();
      if (turn !== undefined) await turn;
      await this.#serve(frame);
    }
    this.#serving = undefined;
  }
}
