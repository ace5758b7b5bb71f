/** A seat at one link, as long as the chip is in its host. */
import { HostError, type LinkFacts, type LinkProtocol } from '../base/index.ts';
import type { EntityKind } from '../device/index.ts';
import type { LinkSeat } from './contract.ts';
import type { WirePlace } from './wire.ts';

/** Who sits at a link when nobody says otherwise. [M-93] [M-94] [M-95] [M-96] */
const ENTITY: Readonly<Record<LinkProtocol, EntityKind>> = {
  t0: 'modem',
  t1: 'modem',
  spi: 'tee',
  'apdu-gate': 'rich-os',
  'swp-a': 'nfc-reader',
  'swp-b': 'nfc-reader',
  proprietary: 'computer',
};

const ABSENT = 'the chip is out of its slot';

/** Whether the chip is in its host: one of these for all seats. */
export interface Presence {
  present: boolean;
}

export function createSeat(
  facts: LinkFacts,
  place: WirePlace,
  { entity, presence }: { readonly entity: EntityKind | undefined; readonly presence: Presence },
): LinkSeat {
  const { id } = facts;
  return {
    link: id,
    entity: entity ?? ENTITY[facts.protocol],
    powerOn(now) {
      if (presence.present) place.powerOn(now);
    },
    powerOff: (now) => place.powerOff(now),
    reset(now) {
      if (presence.present) place.reset(now);
    },
    get ready() {
      return place.ready;
    },
    get powered() {
      return place.powered;
    },
    get atr() {
      return place.atr;
    },
    get failure() {
      return presence.present ? place.failure : ABSENT;
    },
    get refusal() {
      return presence.present ? undefined : absent(id);
    },
    send: (apdu) => place.send(apdu),
    result: () => (presence.present ? place.result() : { kind: 'failed', why: ABSENT }),
  };
}

function absent(link: string): HostError {
  return new HostError('LINK_DOWN', `link ${link}: ${ABSENT}`, 'put it back: bifrons host insert');
}
