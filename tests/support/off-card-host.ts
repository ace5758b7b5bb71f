/** A host that manages a card of the patent's preset from off the card, over its SPI link. */
import { hex, HostError, Secret, unhex } from '../../src/base/index.ts';
import { pureCrypto, randomStream } from '../../src/crypto/index.ts';
import {
  authenticate,
  type Authentication,
  CardSession,
  type HostConversation,
  manage,
  type Progress,
} from '../../src/host/index.ts';
import { COMMON, ese, patent } from './descriptions.ts';
import { TEST_KEY } from './globalplatform-card.ts';
import { type HostRig, hostRig } from './host-rig.ts';

/** The patent's eSE, changed; the client on its SPI link. */
export function card(changes: object = {}): HostRig {
  return hostRig(patent, {
    containers: patent.containers.map((one) => (one === ese ? { ...one, ...changes } : one)),
  });
}

export function hold<T>(
  rig: HostRig,
  conversation: (session: CardSession) => HostConversation<T>,
  reports: Progress[] = [],
  link = 'spi',
): T {
  const rng = randomStream(unhex('01'), 'host');
  const session = new CardSession({ crypto: pureCrypto, rng });
  return manage(conversation(session), {
    transmit: (apdu) => unhex(rig.send(link, hex(apdu))),
    report: (progress) => void reports.push(progress),
  });
}

export function keys(value = TEST_KEY): Authentication['keys'] {
  const key = new Secret(unhex(value));
  return { enc: key, mac: key, dek: key };
}

export function* open(
  session: CardSession,
  wish: Partial<Authentication> = {},
  aid = COMMON,
): HostConversation<void> {
  yield* session.select(unhex(aid));
  yield* authenticate(session, { keys: keys(), keyVersion: 0, level: 0x01, ...wish });
}

/** Whether an error is a refusal of the card with this status word. */
export function refusedWith(sw: string): (error: unknown) => boolean {
  return (error) =>
    error instanceof HostError && error.code === 'CARD_REFUSED' && error.message.includes(sw);
}
