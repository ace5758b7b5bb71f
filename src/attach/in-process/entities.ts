/** External entities with ways of their own: modem, remote server, reader outside. */
import { type Bytes, isWireError, type LinkFacts } from '../../base/index.ts';
import { emitScript, Modem, parseScriptAnswer } from '../../host/index.ts';
import { Answer, type DeviceLink, toBytes } from './device-link.ts';
import { Talk } from './talk.ts';

/** At an ISO 7816-3 link. */
export class ModemEntity {
  readonly link: DeviceLink;
  readonly #modem = new Modem();
  readonly #talk: Talk;

  constructor(link: DeviceLink) {
    this.link = link;
    this.#talk = new Talk(link);
  }

  /** A command line: AT, AT+CSIM, +CCHO, +CGLA, +CCHC; the lines of its answer. */
  at(line: string): Promise<readonly string[]> {
    return this.#talk.hold(() => this.#modem.at(line));
  }

  /** A packet of a remote server, and what goes back. */
  receivePacket(packet: Bytes): Promise<Bytes> {
    return this.#talk.hold(() => this.#modem.receivePacket(packet));
  }
}

/**
 * A server far away. Its packets enter through the modem, which takes the command script out and
 * runs it; the bearers that a UICC itself ends (short messages, BIP) are not there yet. [M-90]
 */
export class RemoteServer {
  readonly #modem: ModemEntity;

  constructor(modem: ModemEntity) {
    this.#modem = modem;
  }

  /** The answers of the commands that ran: a script ends at the first that fails. */
  async send(commands: readonly (Bytes | string)[]): Promise<readonly Answer[]> {
    const answer = await this.#modem.receivePacket(emitScript(commands.map(toBytes)));
    const list = parseScriptAnswer(answer);
    return isWireError(list) ? [] : list.map((one) => new Answer(one));
  }
}

/** Outside the host, at its NFC controller's antenna. [M-91] [M-96] */
export class NfcReaderEntity {
  readonly #links: readonly { readonly facts: LinkFacts; readonly link: DeviceLink }[];
  #held: DeviceLink | undefined;

  constructor(links: readonly { readonly facts: LinkFacts; readonly link: DeviceLink }[]) {
    this.#links = links;
  }

  /** Types that the host's wiring has: `A`, `B`. */
  get types(): readonly ('A' | 'B')[] {
    return this.#links.map(({ facts }) => (facts.protocol === 'swp-b' ? 'B' : 'A'));
  }

  /** The host comes into the field; the answer to reset that a PC/SC reader would tell. */
  async enter(type: 'A' | 'B' = this.types[0]!): Promise<Bytes> {
    await this.leave();
    const at = this.types.indexOf(type);
    const { link } = this.#links[at]!;
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
