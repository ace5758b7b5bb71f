/**
 * A client's hold on one link. All clients of a link share its card session; one that powers off
 * only ends the session when no other client uses it.
 */
import type { Bytes } from '../../base/index.ts';
import type { Runner } from './runner.ts';

export class LinkClient {
  readonly link: string;
  readonly #holders: Set<LinkClient>;
  readonly #runner: Runner;

  constructor(runner: Runner, link: string, holders: Set<LinkClient>) {
    this.#runner = runner;
    this.link = link;
    this.#holders = holders;
  }

  /** A fresh card session, or the one that other clients are in; the answer to reset. */
  powerOn(): Promise<Bytes> {
    const fresh = this.#runner.powered(this.link) && this.#holders.size === 0;
    this.#holders.add(this);
    return fresh ? this.#runner.reset(this.link) : this.#runner.powerOn(this.link);
  }

  /** Ends the session, unless another client is in it. */
  async powerOff(): Promise<void> {
    this.#holders.delete(this);
    if (this.#holders.size === 0) await this.#runner.powerOff(this.link);
  }

  /** Ends its own part in the session: a client that never powered the link leaves it as it is. */
  async leave(): Promise<void> {
    if (this.#holders.has(this)) await this.powerOff();
  }

  /** A warm reset, for everyone on the link. */
  reset(): Promise<Bytes> {
    this.#holders.add(this);
    return this.#runner.reset(this.link);
  }

  transmit(apdu: Bytes): Promise<Bytes> {
    this.#holders.add(this);
    return this.#runner.transmit(this.link, apdu);
  }

  /** Lets go and leaves the session as it is. */
  close(): void {
    this.#holders.delete(this);
  }
}

/** Hands out holds on the links of one runner. */
export class LinkClients {
  readonly #runner: Runner;
  readonly #holders = new Map<string, Set<LinkClient>>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  open(link: string): LinkClient {
    let holders = this.#holders.get(link);
    if (holders === undefined) this.#holders.set(link, (holders = new Set()));
    return new LinkClient(this.#runner, link, holders);
  }
}
