/**
 * Secure channels, card side. The host's commands are recorded before the clock starts, on a card
 * with the same description and seed, which so gives the same challenges and ephemeral keys.
 */
import { nodeCrypto } from '../src/attach/node-crypto/index.ts';
import { type Bytes, hex, unhex } from '../src/base/index.ts';
import { cardOnBench, Client } from '../tests/support/globalplatform-card.ts';
import type { Bench as Card } from '../tests/support/container-bench.ts';
import {
  agreementRequest,
  certificate,
  ecdhOf,
  privateKeyOf,
} from '../tests/support/scp11-host.ts';
import type { Bench } from './frame.ts';

const SET_UPS = 2_000;
const AGREEMENTS = 200;
const COMMANDS = 4_000;
const TRIES = 3;

function native(card: Card): Card {
  Object.assign(card.services, { crypto: nodeCrypto });
  return card;
}

/** Commands a second; each try begins with a new card. */
function rate(make: () => Card, commands: readonly Bytes[], count: number): number {
  let best = 0;
  for (let trial = 0; trial < TRIES; trial++) {
    const card = native(make());
    const session = card.session();
    card.select(session, card.entity('ISD'));
    const begin = performance.now();
    for (const command of commands) {
      if (card.send(session, command).sw !== 0x9000) throw new Error('a command was refused');
    }
    best = Math.max(best, (count * 1_000) / (performance.now() - begin));
  }
  return best;
}

function setUps(): number {
  const client = new Client(native(cardOnBench()));
  const commands = Array.from({ length: SET_UPS }, () => {
    client.initialize();
    const first = client.host.initializeUpdate();
    const second = client.host.externalAuthenticate(0x33);
    client.raw(second);
    return [first, Uint8Array.from(second)];
  }).flat();
  return rate(cardOnBench, commands, SET_UPS);
}

function wrapped(): number {
  const client = new Client(native(cardOnBench())).open(0x33);
  const opening = new Client(native(cardOnBench()));
  opening.initialize();
  const commands = [
    opening.host.initializeUpdate(),
    opening.host.externalAuthenticate(0x33),
    ...Array.from({ length: COMMANDS }, () => {
      const apdu = client.host.wrap(unhex('80F28002'), unhex('4F00'));
      return Uint8Array.from(apdu);
    }),
  ];
  return rate(cardOnBench, commands, COMMANDS);
}

function agreements(): number {
  const [card, authority, host] = ['card', 'authority', 'host'].map((name) => ecdhOf('p256', name));
  const key = { version: 3, curve: 'p256', certificates: [] } as const;
  const make = () =>
    cardOnBench({
      secureChannels: [{ protocol: 'SCP11', i: '9B02' }],
      ecKeys: [
        { ...key, id: 0x11, privateKey: hex(privateKeyOf(card!, 'p256')) },
        { ...key, id: 0x10, publicKey: hex(authority!.getPublicKey()) },
      ],
    });
  const own = certificate({
    curve: 'p256',
    serial: unhex('01'),
    signer: authority!,
    subject: host!,
  });
  const ephemeral = ecdhOf('p256', 'ephemeral');
  const wish = { curve: 'p256', parameter: 1, keyUsage: 0x3c, keyLength: 16, ephemeral } as const;
  const request = agreementRequest(wish);
  const pair = [
    Uint8Array.from([0x80, 0x2a, 3, 0x10, own.length, ...own]),
    Uint8Array.from([0x80, 0x82, 3, 0x11, request.length, ...request]),
  ];
  const commands = Array.from({ length: AGREEMENTS }, () => pair).flat();
  return rate(make, commands, AGREEMENTS);
}

export const channelBenches: readonly Bench[] = [
  {
    name: 'SCP03 session set up, AES-128, card side, native',
    unit: '/s',
    target: 2_000,
    better: 'more',
    measure: setUps,
  },
  {
    name: 'SCP11a session set up, P-256 with certificate, card side, native',
    unit: '/s',
    target: 500,
    better: 'more',
    measure: agreements,
  },
  {
    name: 'SCP03 command at level 33, card side, native',
    unit: '/s',
    target: 20_000,
    better: 'more',
    measure: wrapped,
  },
];
