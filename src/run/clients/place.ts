/**
 * What the clients of one link share: they share its card session, so its channels are
 * one stock for all of them, and are lost together.
 */
import { type Attach, Modem, Reader } from '../../host/index.ts';
import type { DeviceLink } from './device-link.ts';
import { ConversationQueue } from './conversation-queue.ts';

export interface PlaceParts {
  readonly link: DeviceLink;
  /** The reader's name for applications: `eSE1`, `SIM1`. */
  readonly name: string;
  /** Whether applications may have the basic channel; a modem keeps that of its UICC. */
  readonly basicChannel: boolean;
  /** Whether the chip is in its host. */
  present(): boolean;
  /** Registers the modem at the network that the host is in reach of. */
  readonly attach: Attach;
}

export class Place {
  readonly link: DeviceLink;
  readonly modem: Modem;
  readonly reader: Reader;
  readonly queue: ConversationQueue;
  readonly present: () => boolean;

  constructor({ link, name, basicChannel, present, attach }: PlaceParts) {
    this.modem = new Modem(attach);
    this.link = link;
    this.present = present;
    this.reader = new Reader({ name, basicChannel, link: link.id, present, atr: () => link.atr });
    this.queue = new ConversationQueue(link, () => this.lost());
  }

  /** Whether no conversation is under way and no channel open. */
  get idle(): boolean {
    return this.queue.idle && this.modem.idle && this.reader.idle;
  }

  /** The card session is gone. */
  lost(): void {
    this.modem.lost();
    this.reader.lost();
  }
}
