/**
 * Thousands of exchanges over a damaged line in virtual time: within what a protocol's checks can
 * find out, each ends right or in a failure that the protocol defines; beyond, nothing hangs.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RANDOM_SEED, randomCount } from '../../tests/random-counts.ts';
import { type Bytes, bytes, concat, hex, isWireError, unhex } from '../base/index.ts';
import { buildAtr, emitCommandApdu, parseCommandApdu, type CommandApdu } from '../wire/index.ts';
import {
  type CardEnd,
  createContactsCard,
  createContactsTerminal,
  createSpiCard,
  createSpiTerminal,
  type Noise,
  type TerminalEnd,
} from './index.ts';
import { pattern, TestRig, testRng } from './rig.testing.ts';

const OK = bytes(0x90, 0x00);
const MODERATE = { damage: 0.02, drop: 0.01, duplicate: 0.01, delay: 0.01, delayMax: 3_000_000 };
const T1_LENGTH = { lengthField: [2, 3] } as const;

interface Case {
  readonly manner: Noise['manner'];
  readonly chances: Omit<Noise, 'rng' | 'manner' | 'lengthField'>;
  readonly lengthField: readonly [number, number];
  /** Of 1,000 exchanges, this many may fail. */
  readonly failuresMax: number;
  make(): { readonly card: CardEnd<string>; readonly terminal: TerminalEnd };
}

function t1(edc: 'lrc' | 'crc', ifsd: number) {
  return () => ({
    card: createContactsCard({
      atr: buildAtr({ protocols: ['t1'], edc, ifsc: 32 }),
      t1: { port: 'T1' },
    }),
    terminal: createContactsTerminal({ manner: 'apdu', ifsd }),
  });
}

const CASES: Readonly<Record<string, Case>> = {
  'T=0': {
    manner: 'characters',
    chances: { ...MODERATE, damage: 0.05 },
    lengthField: [0, 0],
    failuresMax: 5,
    make: () => ({
      card: createContactsCard({ atr: buildAtr({ protocols: ['t0'] }), t0: { port: 'T0' } }),
      terminal: createContactsTerminal({ manner: 'tpdu' }),
    }),
  },
  'T=1 with LRC': {
    manner: 'lrc',
    chances: MODERATE,
    ...T1_LENGTH,
    failuresMax: 20,
    make: t1('lrc', 64),
  },
  'T=1 with CRC': {
    manner: 'crc',
    chances: MODERATE,
    ...T1_LENGTH,
    failuresMax: 20,
    make: t1('crc', 254),
  },
  "T=1' over SPI": {
    manner: 'crc',
    chances: { ...MODERATE, delayMax: 600_000 },
    lengthField: [2, 4],
    failuresMax: 20,
    make: () => ({
      card: createSpiCard({ port: 'SPI', historical: unhex('8031'), ifsc: 64 }),
      terminal: createSpiTerminal({ ifsd: 64 }),
    }),
  },
};

/** Exchanges per protocol: the count of the table is for tests that build their ends each time. */
const EXCHANGES = randomCount('exchange') * 500;

/** The command carries its number; the answer repeats it. */
function numbered(index: number): Bytes {
  const data = concat(bytes(index >> 16, (index >> 8) & 0xff, index & 0xff), pattern(index % 90));
  return emitCommandApdu({ cla: 0, ins: 0xd6, p1: 0, p2: 0, data, le: undefined });
}

function rigFor(one: Case, noise: Noise) {
  const seen = new Map<string, number>();
  const { card, terminal } = one.make();
  const script = {
    direction: () => 'in' as const,
    answer: (apdu: Bytes, port: string) => {
      const command = parseCommandApdu(apdu);
      // Damage without bound gets past a check of one byte now and then.
      if (isWireError(command)) return bytes(0x67, 0x00);
      const { data } = command;
      const name = hex(data.subarray(0, 3));
      seen.set(name, (seen.get(name) ?? 0) + 1);
      return port === 'T0' ? bytes(0x90, data[2]!) : concat(data, OK);
    },
    cost: (apdu: Bytes) => (apdu[7] === 7 ? 3_000_000 : 0),
  };
  const rig = new TestRig(terminal, card, script, { noise });
  /** A session with noise off while it opens, so that only exchanges are judged. */
  const open = (): void => {
    rig.noisy!.on = false;
    rig.reset();
    rig.noisy!.on = true;
  };
  return { rig, seen, open };
}

for (const [name, one] of Object.entries(CASES)) {
  test(`${name}: ${EXCHANGES} exchanges with noise end right, or fail as the protocol says`, () => {
    const { rig, seen, open } = rigFor(one, {
      rng: testRng(RANDOM_SEED),
      manner: one.manner,
      lengthField: one.lengthField,
      ...one.chances,
    });
    open();
    let failures = 0;
    for (let index = 0; index < EXCHANGES; index++) {
      if (!rig.terminal.ready) open();
      const command = numbered(index);
      const result = rig.exchange(command);
      const { data } = parseCommandApdu(command) as CommandApdu;
      if (result.kind === 'failed') {
        failures++;
      } else {
        const right = name === 'T=0' ? bytes(0x90, data[2]!) : concat(data, OK);
        assert.equal(hex(result.bytes), hex(right), `exchange ${index}`);
        assert.equal(seen.get(hex(data.subarray(0, 3))), 1, `exchange ${index} ran once`);
      }
      assert.ok((seen.get(hex(data.subarray(0, 3))) ?? 0) <= 1);
    }
    const bound = (one.failuresMax * EXCHANGES) / 1_000;
    assert.ok(failures <= bound, `${failures} failures, at most ${bound} expected`);
    assert.ok(name === 'T=0' || rig.now > 0, 'the noise made someone wait');
  });

  test(`${name}: without bound to the damage nothing hangs or throws`, () => {
    const { rig, open } = rigFor(one, {
      rng: testRng(RANDOM_SEED + 1),
      manner: 'unlimited',
      lengthField: [0, 0],
      damage: 0.3,
      drop: 0.1,
      duplicate: 0.1,
      delay: 0.1,
      delayMax: 5_000_000,
    });
    rig.powerOn();
    for (let index = 0; index < EXCHANGES / 100; index++) {
      for (let tries = 0; !rig.terminal.ready && tries < 3; tries++) rig.reset();
      if (!rig.terminal.ready) open();
      assert.equal(rig.terminal.ready, true);
      rig.terminal.send(numbered(index));
      rig.settle();
      assert.ok(rig.terminal.result() !== undefined);
    }
  });
}
