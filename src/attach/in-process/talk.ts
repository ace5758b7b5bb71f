/** Holds an entity's conversations over a link, one after the other. */
import { type Bytes, HostError } from '../../base/index.ts';
import type { Conversation } from '../../host/index.ts';
import type { DeviceLink } from './device-link.ts';

export class Talk {
  readonly link: DeviceLink;
  /** Told when the card session is gone, with all that was selected in it. */
  readonly #lost: () => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(link: DeviceLink, lost: () => void = nothing) {
    this.link = link;
    this.#lost = lost;
  }

  /** Rejects with what the conversation throws, and LINK_DOWN, DEVICE_MUTE. */
  hold<T>(begin: () => Conversation<T>): Promise<T> {
    const held = this.#last.then(() => this.#converse(begin()));
    this.#last = held.catch(nothing);
    return held;
  }

  async #converse<T>(conversation: Conversation<T>): Promise<T> {
    let step = conversation.next();
    while (step.done !== true) step = conversation.next(await this.#transmit(step.value));
    return step.value;
  }

  async #transmit(apdu: Bytes): Promise<Bytes> {
    try {
      return await this.link.transceive(apdu);
    } catch (error) {
      if (error instanceof HostError) this.#lost();
      throw error;
    }
  }
}

function nothing(): void {
  // Whoever asked has been told.
}
