/** Runs the conversations of a link's clients, one after the other. */
import { type Bytes, HostError } from '../../base/index.ts';
import type { Conversation } from '../../host/index.ts';
import { holdConversation } from '../runner/conversations/index.ts';
import type { DeviceLink } from './device-link.ts';

export class ConversationQueue {
  readonly link: DeviceLink;
  /** Called when the card session has ended. */
  readonly #lost: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;

  constructor(link: DeviceLink, lost: () => void) {
    this.link = link;
    this.#lost = lost;
  }

  /** Whether no conversation is under way or waits. */
  get idle(): boolean {
    return this.#open === 0;
  }

  /** Rejects with what the conversation throws, and LINK_DOWN, DEVICE_MUTE. */
  async hold<T>(begin: () => Conversation<T>): Promise<T> {
    this.#open++;
    const held = this.#last.then(() => holdConversation(begin(), (apdu) => this.#transmit(apdu)));
    this.#last = held.catch(nothing);
    try {
      return await held;
    } finally {
      this.#open--;
    }
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
  // The caller of `hold` has received it.
}
