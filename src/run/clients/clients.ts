/** Clients with an interface of their own: modem, remote server, external NFC reader. */
import { type Bytes, HostError, isWireError, type LinkFacts } from '../../base/index.ts';
import {
  atError,
  defaultAtSettings,
  emitScript,
  MODEM_QUIRKS,
  type ModemModel,
  parseScriptAnswer,
} from '../../host/index.ts';
import { Answer, type DeviceLink, toBytes } from './device-link.ts';
import type { Place } from './place.ts';

/**
 * One port of the modem at an ISO 7816-3 link: its settings are its own, while channels belong to
 * the modem, and any of its ports may have opened them.
 */
export class ModemClient {
  readonly #place: Place;
  readonly #settings = defaultAtSettings();

  constructor(place: Place, model: ModemModel = 'generic') {
    this.#place = place;
    this.#settings.quirks = MODEM_QUIRKS[model];
  }

  /** The link that it drives. */
  get link(): DeviceLink {
    return this.#place.link;
  }

  /** Whether characters are to be sent back as they come (`ATE1`). */
  get echo(): boolean {
    return this.#settings.echo;
  }

  /**
   * A command line, as `bifrons host at --help` lists them; the lines of its answer. A card that
   * is gone or silent is an error of the modem's.
   */
  async at(line: string): Promise<readonly string[]> {
    const { queue, modem } = this.#place;
    try {
      return await queue.hold(() => modem.at(line, this.#settings));
    } catch (error) {
      if (error instanceof HostError && error.code === 'LINK_DOWN') return [this.failure()];
      throw error;
    }
  }

  /** What the modem says where its card does not answer. */
  failure(): string {
    return atError(this.#place.present() ? 'failure' : 'absent', this.#settings);
  }

  /** A packet of a remote server, and what goes back. */
  receivePacket(packet: Bytes): Promise<Bytes> {
    const { queue, modem } = this.#place;
    return queue.hold(() => modem.receivePacket(packet));
  }
}

/**
 * A server far away. Its packets enter through the modem, which takes the command script out and
 * runs it. Short messages for the card are those of `PacketServer`; BIP is not there yet. [M-90]
 */
export class RemoteServer {
  readonly #modem: ModemClient;

  constructor(modem: ModemClient) {
    this.#modem = modem;
  }

  /** The link of the modem that its packets enter through. */
  get link(): string {
    return this.#modem.link.id;
  }

  /** The answers of the commands that ran: a script ends at the first that fails. */
  async send(commands: readonly (Bytes | string)[]): Promise<readonly Answer[]> {
    const answer = await this.#modem.receivePacket(emitScript(commands.map(toBytes)));
    const list = parseScriptAnswer(answer);
    return isWireError(list) ? [] : list.map((one) => new Answer(one));
  }
}

/** Outside the host, at its NFC controller's antenna. [M-91] [M-96] */
export class NfcReaderClient {
  readonly #links: readonly { readonly facts: LinkFacts; readonly link: DeviceLink }[];
  #held: DeviceLink | undefined;

  constructor(links: readonly { readonly facts: LinkFacts; readonly link: DeviceLink }[]) {
    this.#links = links;
  }

  /** Types that the host's wiring has: `A`, `B`. */
  get types(): readonly ('A' | 'B')[] {
    return this.#links.map(({ facts }) => (facts.protocol === 'swp-b' ? 'B' : 'A'));
  }

  /**
   * The host comes into the field; the answer to reset that a PC/SC reader would report. Rejects
   * with `HostError` LINK_UNKNOWN where the host's wiring has no such type.
   */
  async enter(type: 'A' | 'B' = this.types[0]!): Promise<Bytes> {
    const link = this.#links[this.types.indexOf(type)]?.link;
    if (link === undefined) {
      const here = `use type ${this.types.join(' or ')}`;
      throw new HostError('LINK_UNKNOWN', `this host answers no reader of type ${type}`, here);
    }
    await this.leave();
    this.#held = link;
    return link.powerOn();
  }

  /** In the field only. */
  async transmit(apdu: Bytes | string): Promise<Answer> {
    if (this.#held === undefined) await this.enter();
    return this.#held!.transmit(apdu);
  }

  /** The host leaves the field. */
  async leave(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    await held?.powerOff();
  }
}
