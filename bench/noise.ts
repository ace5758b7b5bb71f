/**
 * What each protocol carries, both ends in one process: exchanges of an empty command, and bytes of
 * command and response data, on an ideal line and on one that damages one run (of T=0: one
 * character) in a hundred. Waiting is virtual time and costs nothing here; repeating does.
 */
import { type Bytes, bytes, concat, unhex } from '../src/base/index.ts';
import {
  type CardEnd,
  createContactsCard,
  createContactsTerminal,
  createSpiCard,
  createSpiTerminal,
  type Noise,
  type TerminalEnd,
} from '../src/link/index.ts';
import { pattern, TestRig, testRng } from '../src/link/test-rig.ts';
import { swpRig } from '../src/link/test-swp-rig.ts';
import { buildAtr } from '../src/wire/index.ts';
import { type Bench, perSecond } from './frame.ts';

const DAMAGE = 0.01;
const SEED = 20_241_123;
/** Data bytes of a command: T=0 carries them one way, the other protocols both ways. */
const DATA_LENGTH = 250;
const OK = bytes(0x90, 0x00);

interface Protocol {
  readonly manner: Noise['manner'];
  /** Where the block's length stands, which its check alone cannot defend. */
  readonly lengthField: readonly [number, number];
  /** How many times the data of one exchange cross the line. */
  readonly ways: 1 | 2;
  /** Exchanges a second on an ideal line. */
  readonly target: number;
  rig(noise: Noise): TestRig<string>;
}

interface Ends {
  readonly card: CardEnd<string>;
  readonly terminal: TerminalEnd;
}

function contacts(make: () => Ends): Protocol['rig'] {
  return (noise) => {
    const { card, terminal } = make();
    const answer = (apdu: Bytes, port: string) =>
      port === 'T0' ? OK : concat(apdu.subarray(5), OK);
    return new TestRig(terminal, card, { direction: () => 'in', answer }, { noise });
  };
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  t0: {
    manner: 'characters',
    lengthField: [0, 0],
    ways: 1,
    target: 10_000,
    rig: contacts(() => ({
      card: createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 'T0' } }),
      terminal: createContactsTerminal({ manner: 'tpdu' }),
    })),
  },
  t1: {
    manner: 'lrc',
    lengthField: [2, 3],
    ways: 2,
    target: 10_000,
    rig: contacts(() => ({
      card: createContactsCard({
        atr: buildAtr({ protocols: ['t1'], ifsc: 254 }),
        t1: { port: 'T1' },
      }),
      terminal: createContactsTerminal({ manner: 'apdu', ifsd: 254 }),
    })),
  },
  spi: {
    manner: 'crc',
    lengthField: [2, 4],
    ways: 2,
    target: 10_000,
    rig: contacts(() => ({
      card: createSpiCard({ port: 'SPI', historical: unhex('8031'), ifsc: 254 }),
      terminal: createSpiTerminal({ ifsd: 254 }),
    })),
  },
  swp: {
    manner: 'crc',
    lengthField: [0, 0],
    ways: 2,
    target: 2_000,
    rig: (noise) => swpRig({ noise }).rig,
  },
};

/** An exchange on an open session; one that fails is followed by a new session. */
function exchanger(protocol: Protocol, damage: number, apdu: Bytes): () => void {
  const { manner, lengthField } = protocol;
  const rng = testRng(SEED);
  const none = { drop: 0, duplicate: 0, delay: 0, delayMax: 0 };
  const rig = protocol.rig({ rng, manner, lengthField, damage, ...none });
  const open = (): void => {
    rig.noisy!.on = false;
    for (const end of [rig.terminal, rig.card]) end.signal(rig.now, 'power-off');
    rig.noisy!.clear();
    rig.powerOn();
    if (!rig.terminal.ready) throw new Error(rig.terminal.failure ?? 'the card is silent');
    rig.noisy!.on = damage > 0;
  };
  open();
  return () => {
    if (!rig.terminal.ready) open();
    rig.terminal.send(apdu);
    rig.settle();
    if (rig.terminal.result() === undefined) throw new Error('an exchange without outcome');
    rig.events.length = 0;
    rig.line.length = 0;
  };
}

function rows(link: string, protocol: Protocol, damage: number): readonly Bench[] {
  const line = damage > 0 ? `with ${damage * 100} % noise` : 'without noise';
  const short = bytes(0, 0xd6, 0, 0, 0);
  const long = concat(bytes(0, 0xd6, 0, 0, DATA_LENGTH), pattern(DATA_LENGTH));
  const carried = DATA_LENGTH * protocol.ways;
  const goal = damage > 0 ? {} : { target: protocol.target };
  return [
    {
      name: `${link} exchanges, ${line}`,
      unit: 'exchanges/s',
      better: 'more',
      measure: () => perSecond(exchanger(protocol, damage, short)),
      ...goal,
    },
    {
      name: `${link} data, ${line}`,
      unit: 'bytes/s',
      better: 'more',
      measure: () => carried * perSecond(exchanger(protocol, damage, long)),
    },
  ];
}

export const noiseBenches: readonly Bench[] = Object.entries(PROTOCOLS).flatMap(
  ([link, protocol]) => [0, DAMAGE].flatMap((damage) => rows(link, protocol, damage)),
);
