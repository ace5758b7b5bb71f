/** The terminal end of one link, as the host uses it. */
import {
  type Bytes,
  HostError,
  type LinkFacts,
  type LinkProtocol,
  type Time,
} from '../base/index.ts';
import type { ClientKind } from '../device/index.ts';
import type { TerminalResult } from '../link/index.ts';
import type { LinkTerminal } from './contract.ts';
import type { WirePlace } from './wire.ts';

/** The client on a link for which the description names none. [M-93] [M-94] [M-95] [M-96] */
const CLIENT: Readonly<Record<LinkProtocol, ClientKind>> = {
  t0: 'modem',
  t1: 'modem',
  spi: 'tee',
  'apdu-gate': 'rich-os',
  'swp-a': 'nfc-reader',
  'swp-b': 'nfc-reader',
  proprietary: 'computer',
};

const ABSENT = 'the chip is out of its slot';

/** Whether the chip is in its host: one value for all terminals. */
export interface Presence {
  present: boolean;
}

export class HostTerminal implements LinkTerminal {
  readonly link: string;
  readonly client: ClientKind;
  readonly #place: WirePlace;
  readonly #presence: Presence;

  constructor(
    { id, protocol }: LinkFacts,
    place: WirePlace,
    { client, presence }: { readonly client: ClientKind | undefined; readonly presence: Presence },
  ) {
    this.link = id;
    this.client = client ?? CLIENT[protocol];
    this.#place = place;
    this.#presence = presence;
  }

  powerOn(now: Time): void {
    if (this.#presence.present) this.#place.powerOn(now);
  }

  powerOff(now: Time): void {
    this.#place.powerOff(now);
  }

  reset(now: Time): void {
    if (this.#presence.present) this.#place.reset(now);
  }

  get ready(): boolean {
    return this.#place.ready;
  }

  get powered(): boolean {
    return this.#place.powered;
  }

  get atr(): Bytes | undefined {
    return this.#place.atr;
  }

  get failure(): string | undefined {
    return this.#presence.present ? this.#place.failure : ABSENT;
  }

  get refusal(): HostError | undefined {
    return this.#presence.present ? undefined : absent(this.link);
  }

  send(apdu: Bytes): void {
    this.#place.send(apdu);
  }

  result(): TerminalResult | undefined {
    return this.#presence.present ? this.#place.result() : { kind: 'failed', why: ABSENT };
  }
}

function absent(id: string): HostError {
  return new HostError('LINK_DOWN', `link ${id}: ${ABSENT}`, 'put it back: bifrons host insert');
}
