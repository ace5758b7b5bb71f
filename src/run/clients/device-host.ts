/** The machine around a device inside a program: its parts at the links, and the chip's slot. */
import { HostError, type LinkFacts } from '../../base/index.ts';
import type { ClientKind, HostDescription } from '../../device/index.ts';
import type { ApplicationIdentity, HostEvent } from '../../host/index.ts';
import type { Runner } from '../runner/index.ts';
import type { DeviceLink } from './device-link.ts';
import { ModemClient, NfcReaderClient, RemoteServer } from './clients.ts';
import { Place } from './place.ts';
import { SecureElementService } from './secure-element.ts';

/** A link, and what sits at it; `raw` where a program outside does. */
export interface HostClient {
  /** Who sends commands there; `raw` where the wire leaves the process. */
  readonly client: ClientKind | 'raw';
  /** The link's id. */
  readonly link: string;
}

/** What brings the chip back to life. */
export interface HostPower {
  insert(): Promise<void>;
  cycle(): Promise<void>;
}

/** The machine that the chip is built into: a client for each link. */
export class DeviceHost {
  readonly #runner: Runner;
  readonly #power: HostPower;
  readonly #links: readonly DeviceLink[];
  readonly #places = new Map<string, Place>();

  constructor(runner: Runner, power: HostPower, links: readonly DeviceLink[]) {
    this.#runner = runner;
    this.#power = power;
    this.#links = links;
  }

  /** `phone`, `meter`, …; nothing where the description names no host. */
  get kind(): HostDescription['kind'] | undefined {
    return this.#runner.host.device.description.host?.kind;
  }

  /** `removable`, `soldered`, or `integrated` in another element. */
  get mount(): HostDescription['mount'] {
    return this.#runner.host.mount;
  }

  /** What else the element does that the chip is integrated in. */
  get functions(): readonly string[] {
    return this.#runner.host.device.description.host?.functions ?? [];
  }

  /** Whether the chip is in its place. */
  get present(): boolean {
    return this.#runner.host.present;
  }

  /** In wiring order. */
  get clients(): readonly HostClient[] {
    const { host } = this.#runner;
    return host.device.links.map(({ id }) => ({ client: host.terminal(id).client, link: id }));
  }

  /**
   * Calls the listener for each event that the chip reports to its host: EVT_TRANSACTION,
   * EVT_CONNECTIVITY. Returns how to stop. [TS102622 §11.4]
   */
  onEvent(listener: (event: HostEvent) => void): () => void {
    return this.#runner.listen(listener);
  }

  /** Pulls the chip out; what is under way ends with LINK_DOWN. Throws `HostError` CHIP_FIXED. */
  remove(): void {
    this.#runner.remove();
  }

  /**
   * Puts it back; every card session is a new one, and a mute chip boots. Rejects with `HostError`
   * MEMORY_DAMAGED.
   */
  async insert(): Promise<void> {
    await this.#power.insert();
    this.lost();
  }

  /**
   * Takes all power from the chip at once and boots it from its memory. Rejects with `HostError`
   * LINK_DOWN, MEMORY_DAMAGED.
   */
  async powerCycle(): Promise<void> {
    await this.#power.cycle();
    this.lost();
  }

  /** Every card session has ended, as when the device was booted again. */
  lost(): void {
    for (const place of this.#places.values()) place.lost();
  }

  /**
   * Releases every link without a conversation and without an open channel: the next client that
   * powers it starts a card session.
   */
  rest(): void {
    for (const place of this.#places.values()) if (place.idle) place.link.letGo();
  }

  /** The first link with such a client, or the named link. Throws `HostError` LINK_UNKNOWN. */
  client(kind: ClientKind, link?: string): DeviceLink {
    const links = this.#linksOf(kind);
    const found = links.find((one) => link === undefined || one.id === link);
    if (found !== undefined) return found;
    const known = this.clients.map((one) => `${one.client} at ${one.link}`).join(', ');
    const requested = link === undefined ? '' : ` at ${link}`;
    throw new HostError(
      'LINK_UNKNOWN',
      `no ${kind} sits${requested} in this host`,
      `use one of: ${known}`,
    );
  }

  /** A port of the modem at an ISO 7816-3 link. Throws `HostError` LINK_UNKNOWN. */
  modem(link?: string): ModemClient {
    return new ModemClient(this.#place('modem', this.client('modem', link)));
  }

  /** Behind a modem. Throws `HostError` LINK_UNKNOWN. [M-90] */
  remoteServer(modem?: string): RemoteServer {
    return new RemoteServer(this.modem(modem));
  }

  /**
   * An application of the rich OS: the elements at its own links, and the modem's. With its
   * certificates it is under the elements' access rules; without, it is the system. [M-94]
   */
  richOs(application?: ApplicationIdentity): SecureElementService {
    this.client('rich-os');
    const places = [...this.#placesOf('rich-os'), ...this.#placesOf('modem')];
    return new SecureElementService(places, application);
  }

  /** An application of the TEE. Throws `HostError` LINK_UNKNOWN. [M-95] */
  tee(): SecureElementService {
    this.client('tee');
    return new SecureElementService(this.#placesOf('tee'));
  }

  /** A reader outside, near the antenna. Throws `HostError` LINK_UNKNOWN. [M-96] */
  nfcReader(): NfcReaderClient {
    this.client('nfc-reader');
    const facts = (id: string): LinkFacts =>
      this.#runner.host.device.links.find((one) => one.id === id)!;
    return new NfcReaderClient(
      this.#linksOf('nfc-reader').map((link) => ({ link, facts: facts(link.id) })),
    );
  }

  #linksOf(kind: ClientKind): readonly DeviceLink[] {
    return this.clients
      .filter((one) => one.client === kind)
      .map((one) => this.#links.find((link) => link.id === one.link)!);
  }

  #placesOf(kind: ClientKind): readonly Place[] {
    return this.#linksOf(kind).map((link) => this.#place(kind, link));
  }

  /** One for each link: its clients share its channels. */
  #place(kind: ClientKind, link: DeviceLink): Place {
    let place = this.#places.get(link.id);
    if (place === undefined) {
      const number = this.#linksOf(kind).indexOf(link) + 1;
      place = new Place({
        link,
        name: `${kind === 'modem' ? 'SIM' : 'eSE'}${number}`,
        basicChannel: kind !== 'modem',
        present: () => this.present,
      });
      this.#places.set(link.id, place);
    }
    return place;
  }
}
