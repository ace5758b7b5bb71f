/** The routing decisions of messages, as they are made. */
import type { DeviceApi } from '../attach/control/index.ts';

export class Decisions {
  readonly #api: DeviceApi;
  #seen: number;

  private constructor(api: DeviceApi, seen: number) {
    this.#api = api;
    this.#seen = seen;
  }

  /** Those from now on. */
  static async from(api: DeviceApi): Promise<Decisions> {
    const { lines } = await api.ask('trace.read', {});
    return new Decisions(api, lines.at(-1)?.seq ?? 0);
  }

  /** The decisions since the last call, in words. */
  async next(): Promise<readonly string[]> {
    const { lines } = await this.#api.ask('trace.read', { after: this.#seen });
    this.#seen = lines.at(-1)?.seq ?? this.#seen;
    return lines.filter((line) => line.what === 'decision').map((line) => line.text);
  }
}
