/**
 * What each protocol carries, both ends in one process: exchanges of an empty command, and bytes of
 * command and response data, on an ideal line and on one that damages one run (of T=0: one
 * character) in a hundred. Waiting is virtual time and costs nothing here; repeating does.
 */
import { type Bytes, bytes, concat, earlier, type Time, unhex } from '../src/base/index.ts';
import {
  type CardEnd,
  createContactsCard,
  createContactsTerminal,
  createSpiCard,
  createSpiTerminal,
  createSwpCard,
  createSwpTerminal,
  type Noise,
  NoisyLine,
  type TerminalEnd,
} from '../src/link/index.ts';
import { buildAtr } from '../src/wire/index.ts';
import { Random } from '../tests/sim/random.ts';
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
  ends(): Ends;
}

interface Ends {
  readonly card: CardEnd<string>;
  readonly terminal: TerminalEnd;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  t0: {
    manner: 'characters',
    lengthField: [0, 0],
    ways: 1,
    target: 10_000,
    ends: () => ({
      card: createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 'T0' } }),
      terminal: createContactsTerminal({ manner: 'tpdu' }),
    }),
  },
  t1: {
    manner: 'lrc',
    lengthField: [2, 3],
    ways: 2,
    target: 10_000,
    ends: () => ({
      card: createContactsCard({
        atr: buildAtr({ protocols: ['t1'], ifsc: 254 }),
        t1: { port: 'T1' },
      }),
      terminal: createContactsTerminal({ manner: 'apdu', ifsd: 254 }),
    }),
  },
  spi: {
    manner: 'crc',
    lengthField: [2, 4],
    ways: 2,
    target: 10_000,
    ends: () => ({
      card: createSpiCard({ port: 'SPI', historical: unhex('8031'), ifsc: 254 }),
      terminal: createSpiTerminal({ ifsd: 254 }),
    }),
  },
  swp: {
    manner: 'crc',
    lengthField: [0, 0],
    ways: 2,
    target: 2_000,
    ends: () => ({
      card: createSwpCard<string>({ apduGate: { port: 'GATE', atr: unhex('3B00') } }),
      terminal: createSwpTerminal({ rng: new Random(SEED), apduGate: {} }).apduGate,
    }),
  },
};

/** Both ends on one line, and a card whose upper side gives the data back. */
class LineBench {
  readonly #ends: Ends;
  readonly #line: NoisyLine;
  readonly #noisy: boolean;
  #now: Time = 0;

  constructor({ ends, manner, lengthField }: Protocol, damage: number) {
    this.#ends = ends();
    const rng = new Random(SEED);
    const none = { drop: 0, duplicate: 0, delay: 0, delayMax: 0 };
    const noise = { rng, manner, lengthField, damage, ...none };
    this.#line = new NoisyLine(this.#ends.terminal, this.#ends.card, noise);
    this.#noisy = damage > 0;
    this.#open();
  }

  /** An exchange on an open session; one that fails is followed by a new session. */
  exchange(apdu: Bytes): void {
    const { terminal } = this.#ends;
    if (!terminal.ready) this.#open();
    terminal.send(apdu);
    this.#settle();
    const result = terminal.result();
    if (result === undefined || (result.kind === 'failed' && !this.#noisy)) {
      throw new Error(result?.why ?? 'an exchange without outcome');
    }
  }

  /** A session begins on a clean line. */
  #open(): void {
    const { terminal, card } = this.#ends;
    this.#line.on = false;
    this.#line.clear();
    for (const end of [terminal, card]) end.signal(this.#now, 'power-off');
    for (const end of [card, terminal]) end.signal(this.#now, 'power-on');
    this.#settle();
    if (!terminal.ready) throw new Error(terminal.failure ?? 'the card is silent');
    this.#line.on = this.#noisy;
  }

  #settle(): void {
    const { terminal, card } = this.#ends;
    for (;;) {
      const moved = this.#line.transfer(this.#now);
      if (this.#answer() || moved) continue;
      if (terminal.ready || terminal.failure !== undefined) return;
      const wake = earlier(earlier(terminal.wakeAt(), card.wakeAt()), this.#line.wakeAt());
      if (wake === undefined) return;
      this.#now = wake;
    }
  }

  #answer(): boolean {
    const { card } = this.#ends;
    const event = card.next();
    if (event?.kind === 'header') card.proceed('in');
    if (event?.kind === 'command') {
      const answer = event.port === 'T0' ? OK : concat(event.apdu.subarray(5), OK);
      card.respond(answer, this.#now, event.port);
    }
    return event !== undefined;
  }
}

function rate(protocol: Protocol, damage: number, apdu: Bytes): number {
  const bench = new LineBench(protocol, damage);
  return perSecond(() => bench.exchange(apdu));
}

function rows(link: string, protocol: Protocol, damage: number): readonly Bench[] {
  const line = damage > 0 ? `with ${damage * 100} % noise` : 'without noise';
  const short = bytes(0, 0xd6, 0, 0, 0);
  const long = concat(bytes(0, 0xd6, 0, 0, DATA_LENGTH), new Random(SEED).bytes(DATA_LENGTH));
  const carried = DATA_LENGTH * protocol.ways;
  const goal = damage > 0 ? {} : { target: protocol.target };
  return [
    {
      name: `${link} exchanges, ${line}`,
      unit: 'exchanges/s',
      better: 'more',
      measure: () => rate(protocol, damage, short),
      ...goal,
    },
    {
      name: `${link} data, ${line}`,
      unit: 'bytes/s',
      better: 'more',
      measure: () => carried * rate(protocol, damage, long),
    },
  ];
}

export const noiseBenches: readonly Bench[] = Object.entries(PROTOCOLS).flatMap(
  ([link, protocol]) => [0, DAMAGE].flatMap((damage) => rows(link, protocol, damage)),
);
